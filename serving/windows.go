package serving

import "fmt"

// Windows are the sizes of a profile, in bytes. Zeros leave a library its own.
type Windows struct {
	Stream, Connection int // of HTTP/2
	Frame              int // the largest of HTTP/2
	Buffer             int // to read and to write
}

// The sizes of the profile [Matched], for services and clients alike.
const (
	MatchedStreamWindow     = 1 << 20
	MatchedConnectionWindow = 3 << 20
	MatchedBuffer           = 32 << 10
	MatchedFrame            = 16 << 10
)

// Windows are the sizes that the profile gives; where a library lacks one of them its own stays.
func (p Profile) Windows() Windows {
	if p == Matched {
		return Windows{MatchedStreamWindow, MatchedConnectionWindow, MatchedFrame, MatchedBuffer}
	}
	return Windows{}
}

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
