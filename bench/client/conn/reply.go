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
	// Failure is the kind of Err, which is nil if the service gave any answer.
	Failure string
	Err     error
	// Status is HTTP's, or gRPC's code, with which Said is the service's message.
	Status int
	Said   string
	// Glimpse is the beginning of a body that came with a wrong status.
	Glimpse []byte
	// Pointer is what the headers say of where, or with what credentials, to ask instead.
	Pointer string
	// Coding is one that is not decoded here, such as br, in which the message still is.
	Coding string
	// Length of the body or message in bytes, when it is not compressed.
	Length int64
	// Conn is the connection's number, and Wait how long the request waited for it, or
	// for a stream on it.
	Conn int
	Wait time.Duration
}

// Want turns an answer with any other status into a failure.
func (r *Reply) Want(status int) {
	if r.Status != status {
		r.Failure = "status " + strconv.Itoa(r.Status)
		r.Err = errors.New(r.Failure)
	}
}

// PointerOf says where a redirecting answer points, or what credentials an answer asks for, by its
// headers Location, WWW-Authenticate and Proxy-Authenticate. It is empty if the answer says neither.
func PointerOf(status int, location, asks, proxyAsks string) string {
	says, value := "", ""
	switch {
	case status >= 300 && status < 400:
		says, value = "it points to", location
	case status == http.StatusUnauthorized:
		says, value = "it asks for", asks
	case status == http.StatusProxyAuthRequired:
		says, value = "it asks for", proxyAsks
	}
	if value == "" {
		return ""
	}
	return says + " " + inspect.Quote(value)
}
