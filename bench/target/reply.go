package target

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/wiretax/wiretax/bench/inspect"
)

// reply is what came back for one request.
type reply struct {
	// failure is the kind of err, which is nil where the service answered, however.
	failure string
	err     error
	// status is of HTTP, or a code of gRPC, beside which said is what the service said.
	status int
	said   string
	// glimpse is the beginning of a body that came with a wrong status.
	glimpse []byte
	// pointer is what the headers say of where else, or with what, to ask instead.
	pointer string
	// coding is what the message still is in: one that is not decoded here, such as br.
	coding string
	// length of the body or message before compression, in bytes.
	length int64
	// lane is the connection's number, and wait how long the request waited for it, or
	// for a stream on it.
	lane int
	wait time.Duration
}

// want makes a failure of an answer with another status.
func (r *reply) want(status int) {
	if r.status != status {
		r.failure = "status " + strconv.Itoa(r.status)
		r.err = errors.New(r.failure)
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
