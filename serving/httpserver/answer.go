package httpserver

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"google.golang.org/protobuf/proto"
)

// Encodings are the forms of one kind of answer. Where Proto is nil there is JSON only.
type Encodings[A any] struct {
	JSON  func(A) any
	Proto func(A) proto.Message
}

func (e Encodings[A]) forms() []Form {
	if e.Proto == nil {
		return WholeForms[:1]
	}
	return WholeForms
}

// Whole is the handler of an operation that answers in one piece.
func Whole[A any](s *Server, e Encodings[A], ask func(*gin.Context) (A, error)) Handler {
	offers := e.forms()
	return func(c *gin.Context) (int, error) {
		f, err := Negotiate(c.Request.Header["Accept"], offers)
		if err != nil {
			return 0, err
		}
		answer, err := ask(c)
		if err != nil {
			return 0, err
		}
		return 0, e.Write(s, c, f, answer)
	}
}

// Write answers in the form.
func (e Encodings[A]) Write(s *Server, c *gin.Context, f Form, answer A) error {
	squeeze := acceptsGzip(c.Request.Header["Accept-Encoding"])
	if f == AsJSON && !squeeze && !s.etag {
		s.BeforeAnswer(c)
		c.JSON(http.StatusOK, e.JSON(answer)) // the way of nearly every request
		return nil
	}
	body, contentType, err := e.encode(f, answer)
	if err != nil {
		return err
	}
	if squeeze {
		body = s.squeezer.squeeze(body)
		announceGzip(c)
	}
	s.BeforeAnswer(c)
	if s.etag && unchanged(c, body) {
		c.Status(http.StatusNotModified)
		return nil
	}
	c.Data(http.StatusOK, contentType, body)
	return nil
}

func (e Encodings[A]) encode(f Form, answer A) (body []byte, contentType string, err error) {
	if f == AsProtobuf {
		body, err = proto.Marshal(e.Proto(answer))
		return body, TypeProtobuf, err
	}
	body, err = json.Marshal(e.JSON(answer))
	return body, TypeJSON + "; charset=utf-8", err
}

// unchanged tags the answer and reports whether the client has it already. The tag is a
// strong one, so it is made of the very bytes that are sent: JSON, protobuf and each of them
// compressed have tags of their own.
func unchanged(c *gin.Context, body []byte) bool {
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		return false
	}
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
	header := c.Writer.Header()
	header.Set("ETag", tag)
	if !matches(c.Request.Header["If-None-Match"], tag) {
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

// BeforeAnswer asks the client to go to another connection, where this one is too old or the
// service about to stop; over HTTP/2 net/http makes a GOAWAY of it. And where answers have
// tags, so that a cache may keep them, it says what they hang on. No more of the request's
// body is read.
func (s *Server) BeforeAnswer(c *gin.Context) {
	draining := s.draining.Load()
	if draining {
		s.arrivals.remove(c.Request.RemoteAddr)
	}
	if draining || s.tooOld(c.Request.Context()) {
		c.Writer.Header().Set("Connection", "close")
	}
	if w, ok := c.Request.Body.(*wire); ok {
		w.leave()
	}
	if s.etag {
		c.Writer.Header().Set("Vary", "Accept, Accept-Encoding")
	}
}
