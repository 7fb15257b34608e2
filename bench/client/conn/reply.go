package conn

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/wiretax/wiretax/bench/inspect"
)

// Reply is what came back for one request.
type Reply struct {
	// failure is the kind of err, which is nil where the service answered, however.
	Failure string
	Err     error
	// status is of HTTP, or a code of gRPC, beside which said is what the service said.
	Status int
	Said   string
	// glimpse is the beginning of a body that came with a wrong status.
	Glimpse []byte
	// pointer is what the headers say of where else, or with what, to ask instead.
	Pointer string
	// coding is what the message still is in: one that is not decoded here, such as br.
	Coding string
	// length of the body or message before compression, in bytes.
	Length int64
	// Conn is the connection's number, and Wait how long the request waited for it, or
	// for a stream on it.
	Conn int
	Wait time.Duration
}

// Want makes a failure of an answer with another status.
func (r *Reply) Want(status int) {
	if r.Status != status {
		r.Failure = "status " + strconv.Itoa(r.Status)
		r.Err = errors.New(r.Failure)
	}
}

// pointer says where an answer that redirects points, and with what one that asks for
// credentials wants to be asked. It is empty where the answer does not say.
func pointer(r *http.Response) string {
	says, value := "", ""
	switch {
	case r.StatusCode >= 300 && r.StatusCode < 400:
		says, value = "it points to", r.Header.Get("Location")
	case r.StatusCode == http.StatusUnauthorized:
		says, value = "it asks for", r.Header.Get("WWW-Authenticate")
	case r.StatusCode == http.StatusProxyAuthRequired:
		says, value = "it asks for", r.Header.Get("Proxy-Authenticate")
	}
	if value == "" {
		return ""
	}
	return says + " " + inspect.Quote(value)
}
