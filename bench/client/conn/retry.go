package conn

import (
	"errors"
	"net/http"
	"strings"
	"syscall"
)

// mostAttempts bounds how many connections a request tries until one takes it, as in net/http.
// mostSent bounds how often a request is sent that the server wants later, or that it may have
// processed and may process twice.
const (
	mostAttempts = 7
	mostSent     = 2
)

// fate is what became of a request that failed.
type fate int

const (
	seen    fate = iota // the server may have seen it: that is a failure
	unsent              // its connection takes no more requests
	goodbye             // the server closed the connection and says that it has not seen it
	dropped             // its connection closed as it came, and it may be processed twice
	refused             // the server wants it sent later
)

// fate says what became of a request that failed; reused says that its connection had served
// others before.
func (x *exchange) fate(reused bool) fate {
	switch {
	case x.http.http2:
		return unprocessed(x.Err)
	case reused && x.replayable() && closedIdle(x.Err):
		return dropped
	}
	return seen
}

// unprocessed returns the fate of a request over HTTP/2.
func unprocessed(err error) fate {
	text := err.Error() // net/http gives these errors no type
	switch {
	case text == "http2: client conn not usable", text == "http2: client conn could not be established":
		return unsent
	case text == "http2: Transport received Server's graceful shutdown GOAWAY":
		return goodbye
	case strings.HasPrefix(text, "stream error") && strings.Contains(text, "REFUSED_STREAM"):
		return refused
	}
	return seen
}

// retriesText says for the ledger which requests are sent more than once.
func (h *HTTP) retriesText() string {
	if h.http2 {
		return "a request is repeated if the server says that it has not processed it"
	}
	return "a GET without a body is repeated once if the server closed its connection as it came"
}

// replayable reports whether a request may be processed twice.
func (x *exchange) replayable() bool {
	switch x.req.Method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return len(x.body) == 0
	}
	return false
}

// broken begins net/http's errors of connections of HTTP/1.1 that broke within something: within
// the answer, unless what follows says otherwise.
const broken = "net/http: HTTP/1.x transport connection broken: "

// closedIdle reports whether a connection of HTTP/1.1 closed before the first byte of an answer.
// HTTP/1.1 has no goodbye: a server may close an idle connection while a request is on its way.
// net/http's own client repeats a request after most of these errors. The reset that a request
// meets on a connection that was closed in that moment belongs to them.
func closedIdle(err error) bool {
	text, isBroken := strings.CutPrefix(err.Error(), broken) // these have no type either
	return text == "http: server closed idle connection" ||
		strings.HasPrefix(text, "net/http: Transport failed to read from server: ") ||
		strings.HasPrefix(text, "readLoopPeekFailLocked: ") ||
		!isBroken && (errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE))
}
