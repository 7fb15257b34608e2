package httpserver

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
)

// Exchange is a request and the answer to it: gin's context, and what the server adds.
type Exchange struct {
	*gin.Context
	server *Server
}

// Handler answers a request and says how many items it received and sent, where the operation
// is one of items. Its error is answered as a problem, or cuts the connection where the answer
// has begun.
type Handler func(Exchange) (items int, err error)

// Fixed is a handler that always answers the same.
func Fixed(contentType string, body []byte) Handler {
	return func(x Exchange) (int, error) {
		x.beforeAnswer()
		x.Data(http.StatusOK, contentType, body)
		return 0, nil
	}
}

// QueryValues reads the query string. gin's own reading drops what it cannot decode, which
// would answer another question than the one asked.
func (x Exchange) QueryValues() (url.Values, error) {
	values, err := url.ParseQuery(x.Request.URL.RawQuery)
	if err != nil {
		return nil, Invalid("query", "%.80s", err)
	}
	return values, nil
}

// beforeAnswer is called before every answer. It asks the client to use another connection if
// this one is too old or the server is about to stop; over HTTP/2 net/http sends a GOAWAY then.
// It ends the reading of the request's body. If answers have entity tags, so that a cache may
// keep them, it says which headers they depend on.
func (x Exchange) beforeAnswer() {
	s := x.server
	draining := s.draining.Load()
	if draining {
		s.arrivals.remove(x.Request.RemoteAddr)
	}
	if draining || s.age > 0 && tooOld(x.Request.Context()) {
		x.Writer.Header().Set("Connection", "close")
	}
	if b, ok := x.Request.Body.(*watchedBody); ok {
		b.stopReading()
	}
	if s.etag {
		x.Writer.Header().Set("Vary", "Accept, Accept-Encoding")
	}
}

// tell answers with the problem. It returns false if another answer has begun: the connection
// has to be cut then, so that the client does not take a part for the whole.
func (x Exchange) tell(p *Problem) bool {
	if x.Writer.Written() {
		return x.Writer.Status() == http.StatusSwitchingProtocols // the close frame has told
	}
	told := *p
	told.Title = cmp.Or(http.StatusText(told.Status), "Client Closed Request") // 499 has no text
	body, err := x.marshal(told)
	if err != nil {
		panic(err) // strings and an int always encode
	}
	for _, name := range []string{"Content-Type", "Content-Encoding", "ETag"} {
		x.Writer.Header().Del(name) // of the answer that was prepared
	}
	x.beforeAnswer()
	x.Data(told.Status, "application/problem+json", body)
	return true
}

// Encoder returns an encoder of JSON. Unless the profile is tuned it escapes <, > and &, as if the
// JSON were to stand in a page of HTML.
func (x Exchange) Encoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(!x.server.tuned)
	return e
}

// marshal returns the JSON of a value, escaped like that of Encoder.
func (x Exchange) marshal(value any) ([]byte, error) {
	if !x.server.tuned {
		return json.Marshal(value)
	}
	var text bytes.Buffer
	err := x.Encoder(&text).Encode(value)
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), err
}
