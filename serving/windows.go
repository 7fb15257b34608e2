package serving

import "fmt"

// Windows are the sizes of a profile, in bytes. Zeros leave a library its own.
type Windows struct {
	Stream, Connection int // of HTTP/2
	Frame              int // the largest of HTTP/2
	Buffer             int // to read and to write
}

// The sizes of the profiles that choose them, for services and clients alike.
const (
	// StreamWindow fills 1 Gbit/s over a round trip of 8 ms, so that it holds nothing back.
	StreamWindow = 1 << 20
	// ConnectionWindow is near the most that net/http accepts, which is less than 4 MiB.
	ConnectionWindow = 3 << 20
	// Buffer is grpc-go's own size, so that clients of both stacks read an answer at once.
	Buffer = 32 << 10
	// MatchedFrame is what grpc-go takes. Only [Matched] holds net/http to it.
	MatchedFrame = 16 << 10
)

// Windows are the sizes that the profile gives; where a library lacks one of them its own stays.
func (p Profile) Windows() Windows {
	switch p {
	case Tuned:
		return Windows{Stream: StreamWindow, Connection: ConnectionWindow, Buffer: Buffer}
	case Matched:
		return Windows{StreamWindow, ConnectionWindow, MatchedFrame, Buffer}
	}
	return Windows{}
}

// Fixed is why windows that are set also keep their size, in the words of the ledger.
const Fixed = "fixed, so that no BDP probes are sent"

// Set says whether the sizes are others than the library's own.
func (w Windows) Set() bool { return w != Windows{} }

// String writes what is set.
func (w Windows) String() string {
	if !w.Set() {
		return "the library's own windows"
	}
	text := fmt.Sprintf("windows of %s a stream and %s a connection", Size(w.Stream), Size(w.Connection))
	if w.Frame > 0 {
		text += ", frames of " + Size(w.Frame)
	}
	if w.Buffer > 0 {
		text += ", buffers of " + Size(w.Buffer)
	}
	return text
}
