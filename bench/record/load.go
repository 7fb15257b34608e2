package record

// WhatToDo begins the warning of a [Load] that says what to do about the others.
const WhatToDo = "what to do: "

// Load is what `wiretax load` found of one target.
type Load struct {
	Window
	// ClientKind is "lean" or "native", and ClientReason says why that client drove the target.
	ClientKind   string `json:"client_kind"`
	ClientReason string `json:"client_reason"`
	// OfferedRPS and Arrivals replace the window's: a closed loop has neither.
	OfferedRPS *float64 `json:"offered_rps"`
	Arrivals   *string  `json:"arrivals"`
	// Callers is how many a closed loop has; 0 in an open loop.
	Callers int `json:"callers,omitempty"`
	// TimeoutSeconds is how long a request was allowed to take.
	TimeoutSeconds float64 `json:"timeout_seconds"`
	// PeakRSSBytes is the client's.
	PeakRSSBytes int64 `json:"peak_rss_bytes"`
	// Steps are the parts of a run over several rates, in order. The figures above are
	// then of all of them together. Warnings begin with what makes the whole invalid.
	Steps []Window `json:"steps,omitempty"`
}
