package httpserver

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"google.golang.org/protobuf/proto"
)

// Encodings are the forms of one kind of answer. Where Proto is nil there is JSON only.
type Encodings[A any] struct {
	JSON  func(A) any
	Proto func(A) proto.Message
}

// Forms are the forms of the answer, the default first.
func (e Encodings[A]) Forms() []Form {
	if e.Proto == nil {
		return []Form{AsJSON}
	}
	return []Form{AsJSON, AsProtobuf}
}

// Whole is the handler of an operation that answers in one piece.
func Whole[A any](e Encodings[A], ask func(Exchange) (A, error)) Handler {
	offers := e.Forms()
	return func(x Exchange) (int, error) {
		f, err := x.Negotiate(offers...)
		if err != nil {
			return 0, err
		}
		answer, err := ask(x)
		if err != nil {
			return 0, err
		}
		return 0, e.Write(x, f, answer)
	}
}

// Write answers in the form.
func (e Encodings[A]) Write(x Exchange, f Form, answer A) error {
	compress := acceptsGzip(x.Request.Header["Accept-Encoding"])
	if f == AsJSON && !compress && !x.server.etag && !x.server.tuned {
		x.beforeAnswer()
		x.JSON(http.StatusOK, e.JSON(answer)) // as nearly every request is answered
		return nil
	}
	body, contentType, err := e.encode(x, f, answer)
	if err != nil {
		return err
	}
	if compress {
		body = x.server.gzip.compress(body)
		announceGzip(x.Writer.Header())
	}
	x.beforeAnswer()
	if x.server.etag && unchanged(x, body) {
		x.Status(http.StatusNotModified)
		return nil
	}
	x.Data(http.StatusOK, contentType, body)
	return nil
}

func (e Encodings[A]) encode(x Exchange, f Form, answer A) (body []byte, contentType string, err error) {
	if f == AsProtobuf {
		body, err = proto.Marshal(e.Proto(answer))
		return body, TypeProtobuf, err
	}
	body, err = x.marshal(e.JSON(answer))
	return body, TypeJSON + "; charset=utf-8", err
}

// unchanged tags the answer and reports whether the client has it already. The tag is a
// strong one, so it is made of the very bytes that are sent: JSON, protobuf and each of them
// compressed have tags of their own.
func unchanged(x Exchange, body []byte) bool {
	if x.Request.Method != http.MethodGet && x.Request.Method != http.MethodHead {
		return false
	}
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
	header := x.Writer.Header()
	header.Set("ETag", tag)
	if !matches(x.Request.Header["If-None-Match"], tag) {
		return false
	}
	header.Del("Content-Encoding")
	return true
}

// matches compares weakly, as RFC 9110 has it for If-None-Match.
func matches(tags []string, tag string) bool {
	for _, value := range tags {
		for candidate := range strings.SplitSeq(value, ",") {
			candidate = strings.TrimSpace(candidate)
			if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
				return true
			}
		}
	}
	return false
}
