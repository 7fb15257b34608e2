package report

import "github.com/wiretax/wiretax/bench/report/judged"

// overRequestsJSON says how many different requests a ratio of bytes is exact for, and its
// interval over others like them; nil, and so without fields, for other metrics.
type overRequestsJSON struct {
	Requests int     `json:"requests"`
	Lo       *number `json:"requests_lo,omitempty"`
	Hi       *number `json:"requests_hi,omitempty"`
	// SameOverhead says that what goes with a message was taken to be as long for each request.
	SameOverhead bool `json:"same_overhead,omitempty"`
}

func overRequestsOf(over *judged.OverRequests) *overRequestsJSON {
	if over.Requests == 0 {
		return nil
	}
	out := &overRequestsJSON{Requests: over.Requests}
	if over.CI.Known() {
		out.Lo, out.Hi, out.SameOverhead = numeral(&over.CI.Lo), numeral(&over.CI.Hi), over.SameOverhead
	}
	return out
}
