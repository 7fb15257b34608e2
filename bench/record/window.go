package record

import "strings"

// Window is what a client knows of one measured stretch of load on one target.
type Window struct {
	// Target is the URL that was driven.
	Target string `json:"target"`
	// Mode is "open" if a schedule decides when to send, or "closed" if callers wait for their
	// answers.
	Mode string `json:"mode"`
	// Arrivals of an open loop are "poisson" or "uniform".
	Arrivals string `json:"arrivals"`
	// Client describes the client: library and transport.
	Client string `json:"client"`
	// Seed is the one that was given, and ArrivalSeed the one that the arrivals of an open
	// loop were drawn with, which is derived from it.
	Seed        uint64 `json:"seed"`
	ArrivalSeed uint64 `json:"arrival_seed,omitempty"`
	// ScheduleD is the Kolmogorov-Smirnov distance of the generated gaps from the
	// distribution that was asked for.
	ScheduleD float64 `json:"schedule_ks_d,omitempty"`

	OfferedRPS      float64 `json:"offered_rps"`
	AchievedRPS     float64 `json:"achieved_rps"`
	WarmupSeconds   float64 `json:"warmup_seconds"`
	DurationSeconds float64 `json:"duration_seconds"`
	// ElapsedSeconds runs until the last answer: what CPU time is a share of. It is 0 if the
	// tool does not say.
	ElapsedSeconds float64 `json:"elapsed_seconds"`
	// Requests were sent in the window, Completed answered (rightly and in time).
	Requests  int64  `json:"requests"`
	Completed int64  `json:"completed"`
	Errors    Errors `json:"errors"`

	// Response runs from the intended start to the complete answer, and is the sum of Lag,
	// the instrument's own lateness until the request was handed to the client, Wait and
	// Service.
	Response Quantiles `json:"response_seconds"`
	Service  Quantiles `json:"service_seconds"`
	Lag      Quantiles `json:"lag_seconds"`
	// Wait is how long a request waited in the client for a connection, or for a stream on a
	// shared one. If the client cannot tell, Wait is empty and Service includes it.
	Wait Quantiles `json:"connection_wait_seconds"`
	// FirstItem is the response time of an answer's first item, if answers have items.
	FirstItem Quantiles `json:"first_item_seconds,omitzero"`
	// MeanInFlight is the mean of samples that the times of requests had no part in, for
	// Little's law.
	MeanInFlight float64 `json:"mean_in_flight"`
	// SliceMeans are the mean times, of Wait and Service together, of equal parts of the
	// window, in order. They show whether the window was steady. Nil if the tool does not
	// report them.
	SliceMeans []float64 `json:"slice_means_seconds,omitempty"`

	// Slices says how the window was cut into slices, between which other arms had theirs; the
	// figures are then of all slices together. Nil: the window is one stretch.
	Slices *Slices `json:"slices,omitempty"`

	// ClientCPUSeconds is user and system time of the client in the window; the pacer's thread
	// is counted apart. Nil if it was not measured.
	ClientCPUSeconds *float64 `json:"client_cpu_seconds"`
	PacerCPUSeconds  *float64 `json:"pacer_cpu_seconds"`
	// CollectionSeconds is what it would have cost the client to collect the memory that it
	// allocated in slices, where it does not collect. It is not in ClientCPUSeconds. Nil for a
	// window that is one stretch, in which the client collects as it goes.
	CollectionSeconds *float64 `json:"collection_cpu_seconds,omitempty"`

	// BytesSent and BytesReceived are TCP payload of the window as the client's kernel counted
	// it, retransmissions left out. Nil if it was not measured.
	BytesSent     *int64 `json:"bytes_sent"`
	BytesReceived *int64 `json:"bytes_received"`
	// SegmentsOut and SegmentsIn are TCP segments of the window as the client's kernel counted
	// them, pure acknowledgements and retransmissions included; 0 if it was not measured.
	SegmentsOut int64 `json:"segments_out,omitempty"`
	SegmentsIn  int64 `json:"segments_in,omitempty"`
	// MessageBytesSent and MessageBytesReceived are the mean sizes of an encoded
	// request (for a GET its path and query) and an encoded answer, over the completed
	// requests. Checked of the answers were compared in full.
	//
	// The size of an answer is that before compression by gzip. If an answer came in a coding
	// that the client does not decode, its message is not known, and the mean of answers is 0.
	MessageBytesSent     float64 `json:"message_bytes_sent"`
	MessageBytesReceived float64 `json:"message_bytes_received"`
	Checked              int64   `json:"checked"`
	// Groups are the sums of those sizes by groups of requests.
	Groups RequestGroups `json:"request_groups,omitzero"`
	// Codings counts the answers, or the messages of streams over gRPC, that came in a coding
	// such as gzip, by its name. All others came uncoded. Nil if the tool does not report them.
	Codings map[string]int64 `json:"codings"`
	// Items is how many items the completed requests carried; 0 if they are not streams.
	Items int64 `json:"items,omitempty"`

	ConnectionsPlanned int   `json:"connections_planned"`
	ConnectionsOpened  int64 `json:"connections_opened"`
	// TransportRetries counts requests that the transport itself repeated. Nil if it cannot
	// tell.
	TransportRetries *int64 `json:"transport_retries"`

	// LateTail means that the generator was late so often that p99 of the response, and the
	// quantiles above it, have a part of its own lateness in them. It is shown and drops nothing:
	// the slower a service, the more often it makes the generator late.
	LateTail bool `json:"late_tail"`
	// Valid means that the figures may count. Warnings do not change that.
	Valid    bool     `json:"valid"`
	Warnings []string `json:"warnings"`
}

// Slices are the slices of a window.
type Slices struct {
	// Count is how many there were, one in each round, and Seconds how long requests were sent in
	// each. GuardSeconds is the least time before a round in which nothing was sent.
	Count        int     `json:"count"`
	Seconds      float64 `json:"seconds"`
	GuardSeconds float64 `json:"guard_seconds"`
	// EarlyRatio is by which factor the requests of the first 10 ms of slices took longer, at the
	// mean, than the others; 0 if that is not known.
	EarlyRatio float64 `json:"early_ratio,omitempty"`
	// OtherMeans are the geometric means of the mean service times of the other arms in the parts of
	// SliceMeans; 0 where they are not known.
	OtherMeans []float64 `json:"other_means_seconds,omitempty"`
	// IdleCPUSeconds is the CPU time that the service used while other arms were measured, for
	// IdleSeconds, and BusyIdle counts the slices of others in which it used more than 1 % of a CPU.
	// Nil if the service's processes are not known.
	IdleCPUSeconds *float64 `json:"idle_cpu_seconds"`
	IdleSeconds    float64  `json:"idle_seconds"`
	BusyIdle       int      `json:"busy_idle_slices,omitempty"`
}

// OtherMeans returns the mean service times of the arms whose slices alternate with those of the window,
// in the parts of SliceMeans; nil for a window that is one stretch.
func (w *Window) OtherMeans() []float64 {
	if w.Slices == nil {
		return nil
	}
	return w.Slices.OtherMeans
}

// decoded is the coding that clients decode.
const decoded = "gzip"

// Undeclared begins the name of a coding that an answer is in although its headers do not say
// so. A client takes such bytes for the message.
const Undeclared = "undeclared "

// Answers returns how many answers, right or wrong, had their coding counted.
func (w *Window) Answers() int64 {
	answers := w.Completed
	for kind, n := range w.Errors.ByKind {
		if strings.HasSuffix(kind, " answer") || strings.HasPrefix(kind, "status ") {
			answers += n
		}
	}
	return answers
}

// MessagesKnown reports whether all answers came uncoded or in a coding that clients decode, so
// that their messages are known.
func (w *Window) MessagesKnown() bool {
	for coding := range w.Codings {
		if coding != decoded && !strings.Contains(coding, Undeclared) {
			return false
		}
	}
	return true
}

// CPUShare returns CPU time as a share of what a number of CPUs had in the window.
func (w *Window) CPUShare(seconds *float64, cpus int) (float64, bool) {
	elapsed := max(w.ElapsedSeconds, w.DurationSeconds)
	if seconds == nil || cpus == 0 || elapsed <= 0 {
		return 0, false
	}
	return *seconds / elapsed / float64(cpus), true
}

// mostWait is the share of the response time beyond which a wait for a connection makes a
// window connection-bound.
const mostWait = 0.05

// ConnectionBound says whether requests waited so long for a connection or a stream that the
// response time says more about that than about the service. The share is the wait's quantile
// over the same one of the response: p99, or p90 or p50 if there are too few samples for that.
// If none of them is known, the share is 0 and the quantile empty.
func (w *Window) ConnectionBound() (share float64, quantile string, bound bool) {
	wait, response := &w.Wait, &w.Response
	for _, q := range []struct {
		name           string
		wait, response *float64
	}{{"p99", wait.P99, response.P99}, {"p90", wait.P90, response.P90}, {"p50", wait.P50, response.P50}} {
		if q.wait != nil && q.response != nil && *q.response > 0 {
			share = *q.wait / *q.response
			return share, q.name, share > mostWait
		}
	}
	return 0, "", false
}

// Errors counts failed requests by kind, such as "timeout" or "status 503". Kinds come
// from the targets and are few.
type Errors struct {
	Total  int64            `json:"total"`
	ByKind map[string]int64 `json:"by_kind"`
	// Examples hold the first failure of a kind, in one line of printable text, with at most
	// the first 200 bytes of an answer. A kind that needs no example has none.
	Examples map[string]string `json:"examples,omitempty"`
}

// ClientCPUPerRequest returns the client's CPU time, without the pacer's, for one completed
// request in seconds. It includes that of collecting the memory.
func (w *Window) ClientCPUPerRequest() (float64, bool) {
	if w.ClientCPUSeconds == nil {
		return 0, false
	}
	sum := *w.ClientCPUSeconds
	if w.CollectionSeconds != nil {
		sum += *w.CollectionSeconds
	}
	return w.perRequest(&sum)
}

// CollectionPerRequest returns what it costs the client to collect the memory of one completed request,
// in seconds of CPU time.
func (w *Window) CollectionPerRequest() (float64, bool) { return w.perRequest(w.CollectionSeconds) }

// WireBytesPerRequest returns the TCP payload both ways for one completed request.
func (w *Window) WireBytesPerRequest() (float64, bool) {
	if w.BytesSent == nil || w.BytesReceived == nil {
		return 0, false
	}
	both := float64(*w.BytesSent + *w.BytesReceived)
	return w.perRequest(&both)
}

// SegmentsPerRequest returns the TCP segments both ways for one completed request.
func (w *Window) SegmentsPerRequest() (float64, bool) {
	if w.SegmentsOut == 0 || w.SegmentsIn == 0 {
		return 0, false
	}
	both := float64(w.SegmentsOut + w.SegmentsIn)
	return w.perRequest(&both)
}

// ItemsPerRequest returns how many items a completed request carried.
func (w *Window) ItemsPerRequest() (float64, bool) {
	items := float64(w.Items)
	per, ok := w.perRequest(&items)
	return per, ok && w.Items > 0
}

func (w *Window) perRequest(total *float64) (float64, bool) {
	if total == nil || w.Completed == 0 {
		return 0, false
	}
	return *total / float64(w.Completed), true
}
