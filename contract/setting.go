package contract

import "fmt"

// The compressions of messages.
const (
	NoCompression = "none"
	Gzip          = "gzip"
)

// Compressions lists them, the default first.
func Compressions() []string { return []string{NoCompression, Gzip} }

// The profiles are sets of library options: the defaults of each library, or what a careful operator
// sets.
const (
	DefaultProfile = "default"
	TunedProfile   = "tuned"
)

// Profiles lists them, the default first.
func Profiles() []string { return []string{DefaultProfile, TunedProfile} }

// MatchedProfile was a profile before there was the tuned one. It is still read, and not listed.
const MatchedProfile = "matched"

// ProfileWarning says of a profile that the next version does not read it, and what to use instead.
// It is empty for any other.
func ProfileWarning(name string) string {
	if name != MatchedProfile {
		return ""
	}
	return fmt.Sprintf("profile %q works as before in this version and goes away with the next; use %q instead", name, TunedProfile)
}

// The clients: what an application pays, with the usual libraries and every answer decoded, or one
// that costs little, so that the cost of the service stands out.
const (
	NativeClient = "native"
	LeanClient   = "lean"
)

// Clients lists them, the default first.
func Clients() []string { return []string{NativeClient, LeanClient} }

// WhyNotLean says in a few words why the lean client cannot ask for an operation on a stack. It is
// empty if it can.
func WhyNotLean(op Operation, s Stack) string {
	switch {
	case s.Transport != HTTP1 && s.Transport != HTTP2 && s.Transport != OverGRPC:
		return "it does not speak " + string(s.Transport)
	case op.Kind == ClientStream:
		return "its requests are streams"
	case op.Kind == BidirectionalStream:
		return "its streams stay open both ways"
	case op.Kind == ServerStream && s.Transport != OverGRPC && s.Encoding != Lines:
		return "it comes in pages, each of which names the next"
	}
	return ""
}

// Calls say how the products of an order's lines are asked for: one after the other, all at
// once, or with one request for all.
const (
	Serial   = "serial"
	Parallel = "parallel"
	Batch    = "batch"
)

// Calls lists them, the default first.
func Calls() []string { return []string{Serial, Parallel, Batch} }
