package contract

// The compressions of messages.
const (
	NoCompression = "none"
	Gzip          = "gzip"
)

// Compressions lists them, the default first.
func Compressions() []string { return []string{NoCompression, Gzip} }

// The profiles are sets of library options: the defaults of each library, or windows and buffers
// that match.
const (
	DefaultProfile = "default"
	MatchedProfile = "matched"
)

// Profiles lists them, the default first.
func Profiles() []string { return []string{DefaultProfile, MatchedProfile} }

// Calls say how the products of an order's lines are asked for: one after the other, all at
// once, or with one request for all.
const (
	Serial   = "serial"
	Parallel = "parallel"
	Batch    = "batch"
)

// Calls lists them, the default first.
func Calls() []string { return []string{Serial, Parallel, Batch} }
