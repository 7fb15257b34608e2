package contract

// The kinds of failure of a request. They are few, and the same on every transport, so that they
// can be counted. What a service said itself has kinds such as "status 503" and "code NotFound".
const (
	// Timeout is a request that took longer than it may.
	Timeout = "timeout"
	// Unfinished is a request that was in flight when the load was over.
	Unfinished = "unfinished"
	// WrongAnswer is an answer that was read and is not the expected one, UndecodableAnswer one
	// that could not be read, and MalformedAnswer one that breaks the protocol.
	WrongAnswer       = "wrong answer"
	UndecodableAnswer = "undecodable answer"
	MalformedAnswer   = "malformed answer"
	ConnectionRefused = "connection refused"
	ConnectionReset   = "connection reset"
	ConnectionClosed  = "connection closed"
	StreamReset       = "stream reset"
	Unreachable       = "host unreachable"
	DNSError          = "dns error"
	TLSError          = "tls error"
	OutOfPorts        = "out of local ports"
	OutOfFiles        = "out of file descriptors"
	TransportError    = "transport error"
)
