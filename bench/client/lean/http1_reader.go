package lean

import (
	"bytes"
	"errors"
	"fmt"
)

// answerReader reads the answers of a connection of HTTP/1.1 (RFC 9112), in whatever pieces they
// come. The zero value is ready for the first; it is ready for the next when one is done.
type answerReader struct {
	state readerState
	// noBody says that the answer has no body whatever its head says, as to a HEAD.
	noBody bool
	// left is what is left of the body or chunk.
	left int64
	// scanned is how much of a head was searched for its end, heads how many bytes the heads
	// and trailers of this answer had so far.
	scanned, heads int
	head           head
}

type readerState int

const (
	inHead readerState = iota
	inBody
	untilClose
	inChunkSize
	inChunk
	afterChunk
	inTrailers
)

// taker takes what a reader reads.
type taker interface {
	takeHead(h *head)
	data(p []byte)
}

const (
	// mostHead bounds the heads and trailers of an answer, mostChunkLine the line before a chunk.
	mostHead      = 1 << 20
	mostChunkLine = 4 << 10
)

// read reads what it can of p. It returns how many bytes it is done with, and whether the answer is
// complete; the rest of an answer that is not has to come with what follows. An error breaks the
// protocol.
func (r *answerReader) read(p []byte, to taker) (n int, done bool, err error) {
	for !done && err == nil {
		took := 0
		switch r.state {
		case inHead:
			took, done, err = r.readHead(p[n:], to)
		case inBody, inChunk:
			took = int(min(r.left, int64(len(p)-n)))
			to.data(p[n : n+took])
			if r.left -= int64(took); r.left == 0 {
				if done = r.state == inBody; !done {
					r.state = afterChunk
				}
			}
		case untilClose:
			took = len(p) - n
			to.data(p[n:])
		case inChunkSize, afterChunk:
			took, err = r.readChunkLine(p[n:])
		case inTrailers:
			took, done, err = r.readTrailer(p[n:])
		}
		if n += took; took == 0 && !done {
			return n, false, err
		}
	}
	if done {
		*r = answerReader{head: r.head}
	}
	return n, done, err
}

// endOfHead returns the length of a head with the empty line that ends it, or -1.
func endOfHead(p []byte) int {
	end := bytes.Index(p, []byte("\n\r\n"))
	if end >= 0 {
		end += len("\n\r\n")
		p = p[:end]
	}
	if bare := bytes.Index(p, []byte("\n\n")); bare >= 0 {
		return bare + len("\n\n")
	}
	return end
}

// readHead reads a head that is complete, and passes interim ones over.
func (r *answerReader) readHead(p []byte, to taker) (n int, done bool, err error) {
	from := max(0, r.scanned-len("\n\r\n"))
	end := endOfHead(p[from:])
	if end < 0 {
		if !beginsHead(p) { // a service of another protocol may say no more
			return 0, false, errStatusLine
		}
		r.scanned = len(p)
		if r.heads+len(p) > mostHead {
			return 0, false, fmt.Errorf("its head is larger than %d KiB", mostHead>>10)
		}
		return 0, false, nil
	}
	n = from + end
	r.scanned = 0
	if r.heads += n; r.heads > mostHead {
		return 0, false, fmt.Errorf("its heads are larger than %d KiB", mostHead>>10)
	}
	if err := r.head.parse(p[:n]); err != nil {
		return 0, false, err
	}
	h := &r.head
	if h.status < 200 && h.status != 101 {
		return n, false, nil // the answer is still to come
	}
	if h.status < 200 {
		h.close = true // what follows is another protocol
	}
	to.takeHead(h)
	switch {
	case r.noBody || h.status < 200 || h.status == 204 || h.status == 304:
		return n, true, nil
	case h.chunked:
		r.state = inChunkSize
	case h.length < 0:
		r.state, h.close = untilClose, true
	default:
		r.state, r.left = inBody, h.length
		return n, h.length == 0, nil
	}
	return n, false, nil
}

var errChunk = errors.New("its chunked encoding is malformed")

// readChunkLine reads the line before a chunk, or the empty one behind it.
func (r *answerReader) readChunkLine(p []byte) (n int, err error) {
	end := bytes.IndexByte(p, '\n')
	if end < 0 {
		if len(p) > mostChunkLine {
			return 0, errChunk
		}
		return 0, nil
	}
	line := bytes.TrimSuffix(p[:end], []byte("\r"))
	if r.state == afterChunk {
		if len(line) > 0 {
			return 0, errChunk
		}
		r.state = inChunkSize
		return end + 1, nil
	}
	size, _, _ := bytes.Cut(line, []byte(";")) // extensions mean nothing to us
	size = bytes.TrimRight(size, " \t")
	if len(size) == 0 || len(size) > 15 || end > mostChunkLine {
		return 0, errChunk
	}
	r.left = 0
	for _, digit := range size {
		value := hexDigit(digit)
		if value < 0 {
			return 0, errChunk
		}
		r.left = r.left<<4 | int64(value)
	}
	if r.state = inChunk; r.left == 0 {
		r.state = inTrailers
	}
	return end + 1, nil
}

func hexDigit(b byte) int {
	switch {
	case '0' <= b && b <= '9':
		return int(b - '0')
	case 'a' <= b && b <= 'f':
		return int(b-'a') + 10
	case 'A' <= b && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

// readTrailer passes a trailer over, or reads the empty line that ends them.
func (r *answerReader) readTrailer(p []byte) (n int, done bool, err error) {
	end := bytes.IndexByte(p, '\n')
	if n = end + 1; end < 0 {
		n = len(p)
	}
	if r.heads+n > mostHead {
		return 0, false, fmt.Errorf("its trailers are larger than %d KiB", mostHead>>10)
	}
	if end < 0 {
		return 0, false, nil
	}
	r.heads += n
	return n, len(bytes.TrimSuffix(p[:end], []byte("\r"))) == 0, nil
}
