package contract

// The compressions of messages.
const (
	NoCompression = "none"
	Gzip          = "gzip"
)

// Compressions lists them, the default first.
func Compressions() []string { return []string{NoCompression, Gzip} }

// The profiles are the options of the libraries: their own, or windows and buffers matched to
// each other.
const (
	DefaultProfile = "default"
	MatchedProfile = "matched"
)

// Profiles lists them, the default first.
func Profiles() []string { return []string{DefaultProfile, MatchedProfile} }

// The calls of an order ask for the products of its lines one after the other, all at once, or
// by one request for all.
const (
	Serial   = "serial"
	Parallel = "parallel"
	Batch    = "batch"
)

// Calls lists them, the default first.
func Calls() []string { return []string{Serial, Parallel, Batch} }
