package responder

import (
	"bytes"
	"errors"
)

// mostRequest is how long a request may be; a longer one ends its connection.
const mostRequest = 64 << 10

var errTooLong = errors.New("the request is too long")

// http1 answers HTTP/1.1. Requests have no bodies, and may come before the one ahead of them is
// answered.
type http1 struct{ reply []byte }

func newHTTP1() protocol { return http1{http1Reply} }

var headerEnd = []byte("\r\n\r\n")

func (h http1) answer(in, out []byte) (read int, _ []byte, err error) {
	for {
		end := bytes.Index(in[read:], headerEnd)
		if end < 0 {
			break
		}
		read += end + len(headerEnd)
		out = append(out, h.reply...)
	}
	if len(in)-read > mostRequest {
		return read, out, errTooLong
	}
	return read, out, nil
}
