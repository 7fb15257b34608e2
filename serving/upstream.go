package serving

// UpstreamError says that a service got no answer from the one that it asks, its upstream. It
// is passed on unchanged, so that every caller up the chain learns which service it was.
type UpstreamError struct {
	// Hop is the service that did not answer: "product", "inventory".
	Hop string
	// Timeout says that no answer came in time. Otherwise the service could not be reached, or
	// the connection broke.
	Timeout bool
}

// Error names the hop, in one line.
func (e *UpstreamError) Error() string {
	if e.Timeout {
		return e.Hop + ": it gave no answer in its time; try later, or give the request more"
	}
	return e.Hop + ": it cannot be reached; try later"
}

// The details of the error over gRPC, in google.rpc.ErrorInfo.
const (
	UpstreamDomain      = "wiretax"
	UpstreamUnavailable = "UPSTREAM_UNAVAILABLE"
	UpstreamTimeout     = "UPSTREAM_TIMEOUT"
	UpstreamHop         = "hop" // the key of Hop in its metadata
)

// Reason is [UpstreamUnavailable] or [UpstreamTimeout].
func (e *UpstreamError) Reason() string {
	if e.Timeout {
		return UpstreamTimeout
	}
	return UpstreamUnavailable
}
