package contract

// The kinds of failure of a request, few and the same on every transport, so that they can be
// counted; beside them "status 503" and "code NotFound" for what a service said itself.
const (
	// Timeout is a request that took longer than it may.
	Timeout = "timeout"
	// Unfinished is a request that was under way when the load was over.
	Unfinished = "unfinished"
	// WrongAnswer was read and is not the expected one, UndecodableAnswer could not be read,
	// and MalformedAnswer is not in the protocol that was spoken.
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
