package target

import "strings"

// mostAttempts bounds how often a connection is sought that takes a request, and mostSent how
// often one is sent over HTTP/2: once more where the server says that it has not processed
// it, as gRPC does too.
const (
	mostAttempts = 7
	mostSent     = 2
)

// fate is what became of a request that failed.
type fate int

const (
	seen    fate = iota // or possibly so: that is a failure
	unsent              // its connection takes no more
	goodbye             // its connection ended before it
	refused             // the server wants it later
)

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
