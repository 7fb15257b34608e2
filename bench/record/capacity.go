package record

// Capacity is the highest rate at which an arm answered, measured by a closed loop before the run.
// Rates that are shares of capacity are taken from it.
type Capacity struct {
	// Comparison and Arm name the first of the arms that have this capacity; those that differ
	// from it in their rate and client alone have it too.
	Comparison string `json:"comparison"`
	Arm        string `json:"arm"`
	// Client is "lean" where it can drive the arm, else "native".
	Client string `json:"client"`
	// Callers is how many requests were in flight at a time where most were answered a second,
	// and RPS the median of the Probes with that number.
	Callers int       `json:"callers"`
	RPS     float64   `json:"rps"`
	Probes  []float64 `json:"probes_rps"`
	// ClientShare and ServerShare are the CPU time used as shares of what the client's and the
	// server's CPUs had. ServerShare is nil if the service's processes are not known.
	ClientShare float64  `json:"client_cpu_share"`
	ServerShare *float64 `json:"server_cpu_share"`
	// LowerBound says that the service may do more: it used less than 90 % of its CPU or, where
	// that is not known, the client used more than 80 % of its own.
	LowerBound bool `json:"lower_bound,omitempty"`
}
