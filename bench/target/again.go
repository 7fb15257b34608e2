package target

import "strings"

// mostAttempts bounds how often HTTP/2 is asked for one request, as in net/http.
const mostAttempts = 7

// fate is what became of a request that failed. Of some, HTTP/2 promises that the server has
// not processed them; these are asked again, as net/http and gRPC do too.
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
