package serving

// LinkError is why a service got no answer from the one that it asks, its upstream. It tells
// every caller up the chain which link it was; who passes it on changes nothing of it.
type LinkError struct {
	// Hop is the service that did not answer: "product", "inventory".
	Hop string
	// Timeout: it said nothing in its time. Otherwise it could not be reached, or broke off.
	Timeout bool
}

// Error names the hop, in one line.
func (e *LinkError) Error() string {
	if e.Timeout {
		return e.Hop + ": it gave no answer in its time; try later, or give the request more"
	}
	return e.Hop + ": it cannot be reached; try later"
}

// The details by which gRPC names a link, in google.rpc.ErrorInfo.
const (
	LinkDomain      = "wiretax"
	LinkUnavailable = "UPSTREAM_UNAVAILABLE"
	LinkTimeout     = "UPSTREAM_TIMEOUT"
	LinkHop         = "hop" // the key of Hop in its metadata
)

// Reason is [LinkUnavailable] or [LinkTimeout].
func (e *LinkError) Reason() string {
	if e.Timeout {
		return LinkTimeout
	}
	return LinkUnavailable
}
