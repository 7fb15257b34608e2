package record

// The tools that can drive a trial. Wiretax is the project's own engine.
const (
	Wiretax = "wiretax"
	Ghz     = "ghz"
	Vegeta  = "vegeta"
)

// Trial is one measured window of one operation on one stack against a fresh server
// process. Only what the tool in question can know is set: outside generators report
// neither lag nor bytes.
type Trial struct {
	// ID is unique in the run and names the histogram file.
	ID string `json:"id"`
	// Block counts from 1; Position is the place in the block's random order, from 1.
	Block    int `json:"block"`
	Position int `json:"position"`
	// Arm is the stack's name, or that name with "-aa" for its second arm.
	Arm       string `json:"arm"`
	Operation string `json:"operation"`
	Stack     string `json:"stack"`
	Tool      string `json:"tool"`

	Target   string `json:"target"`
	Mode     string `json:"mode"`
	Arrivals string `json:"arrivals"`
	// Client describes the client: library, transport, connections.
	Client string `json:"client"`
	Seed   uint64 `json:"seed"`
	// ScheduleD is the Kolmogorov-Smirnov distance of the generated gaps from the
	// distribution that was asked for.
	ScheduleD float64 `json:"schedule_ks_d,omitempty"`

	OfferedRPS      float64 `json:"offered_rps"`
	AchievedRPS     float64 `json:"achieved_rps"`
	WarmupSeconds   float64 `json:"warmup_seconds"`
	DurationSeconds float64 `json:"duration_seconds"`
	// ElapsedSeconds runs until the last answer: what CPU time is a share of. It is 0
	// where the tool does not say.
	ElapsedSeconds float64 `json:"elapsed_seconds"`
	// Requests were scheduled in the window, Completed answered (rightly or in time).
	Requests  int64  `json:"requests"`
	Completed int64  `json:"completed"`
	Errors    Errors `json:"errors"`

	// Response runs from the intended start, Service from the moment at which the
	// request was handed to the client; Lag is the difference: the instrument's own.
	Response Quantiles `json:"response_seconds"`
	Service  Quantiles `json:"service_seconds"`
	Lag      Quantiles `json:"lag_seconds"`
	// MeanInFlight is the time average, for Little's law.
	MeanInFlight float64 `json:"mean_in_flight"`

	// ServerCPUSeconds and ClientCPUSeconds are user and system time of the window;
	// the pacer's thread is counted apart. Nil where it was not measured.
	ServerCPUSeconds *float64 `json:"server_cpu_seconds"`
	ClientCPUSeconds *float64 `json:"client_cpu_seconds"`
	PacerCPUSeconds  *float64 `json:"pacer_cpu_seconds"`
	// SystemCPUSeconds is the busy time of all CPUs, whoever used it (10 ms ticks).
	SystemCPUSeconds *float64 `json:"system_cpu_seconds"`
	// StealShare is the share of all CPU time that the hypervisor kept.
	StealShare   float64 `json:"steal_share"`
	PeakRSSBytes int64   `json:"peak_rss_bytes"`
	// ServerCPUs and ClientCPUs are the cpusets, such as "1" or "0-3".
	ServerCPUs string `json:"server_cpus"`
	ClientCPUs string `json:"client_cpus"`

	// BytesSent and BytesReceived are TCP payload of the window as the client's
	// kernel counted it, retransmissions left out. Nil where it was not measured.
	BytesSent     *int64 `json:"bytes_sent"`
	BytesReceived *int64 `json:"bytes_received"`
	SegmentsOut   int64  `json:"segments_out,omitempty"`
	SegmentsIn    int64  `json:"segments_in,omitempty"`
	// MessageBytesSent and MessageBytesReceived are the mean sizes of an encoded
	// request (for a GET its path and query) and an encoded answer, over the completed
	// requests. Every answer was checked by its length, Checked of them in full.
	MessageBytesSent     float64 `json:"message_bytes_sent"`
	MessageBytesReceived float64 `json:"message_bytes_received"`
	Checked              int64   `json:"checked"`

	ConnectionsPlanned int   `json:"connections_planned"`
	ConnectionsOpened  int64 `json:"connections_opened"`

	// LateTail says that the generator was late so often that p99 of the response, and
	// what lies beyond, is the generator's and may not count. The rest of a valid trial
	// may.
	LateTail bool `json:"late_tail"`
	// Valid says that the trial may count; Reasons say why not. Warnings travel into
	// the report's footnotes and take nothing away.
	Valid    bool     `json:"valid"`
	Reasons  []string `json:"reasons"`
	Warnings []string `json:"warnings"`
}

// CPUShare is which share of a number of CPUs the given CPU time was.
func (t *Trial) CPUShare(seconds *float64, cpus int) (float64, bool) {
	elapsed := max(t.ElapsedSeconds, t.DurationSeconds)
	if seconds == nil || cpus == 0 || elapsed <= 0 {
		return 0, false
	}
	return *seconds / elapsed / float64(cpus), true
}

// Errors counts failed requests by kind, such as "timeout" or "status 503". Kinds come
// from the targets and are few.
type Errors struct {
	Total  int64            `json:"total"`
	ByKind map[string]int64 `json:"by_kind"`
}

// ServerCPUPerRequest is the server's CPU time for one completed request in seconds.
func (t *Trial) ServerCPUPerRequest() (float64, bool) { return t.perRequest(t.ServerCPUSeconds) }

// ClientCPUPerRequest is the client's CPU time, without the pacer's, for one completed
// request in seconds.
func (t *Trial) ClientCPUPerRequest() (float64, bool) { return t.perRequest(t.ClientCPUSeconds) }

// WireBytesPerRequest is the TCP payload both ways for one completed request.
func (t *Trial) WireBytesPerRequest() (float64, bool) {
	if t.BytesSent == nil || t.BytesReceived == nil {
		return 0, false
	}
	both := float64(*t.BytesSent + *t.BytesReceived)
	return t.perRequest(&both)
}

func (t *Trial) perRequest(total *float64) (float64, bool) {
	if total == nil || t.Completed == 0 {
		return 0, false
	}
	return *total / float64(t.Completed), true
}
