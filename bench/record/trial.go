package record

import "github.com/wiretax/wiretax/bench/plan"

// The tools that can drive a trial. Wiretax is the project's own engine.
const (
	Wiretax = "wiretax"
	Ghz     = "ghz"
	Vegeta  = "vegeta"
)

// EmptyRequest is the operation of a trial that asks a service for an empty answer, which shows
// what the transport costs by itself.
const EmptyRequest = plan.EmptyRequest

// Trial is one measured window of one operation on one stack against a fresh server process.
// Only what the tool can know is set: outside generators report neither lag nor bytes.
type Trial struct {
	// ID is unique in the run and names the histogram file.
	ID string `json:"id"`
	// Block counts from 1; Position is the place in the block's random order, from 1.
	Block    int `json:"block"`
	Position int `json:"position"`
	// Arm is the name of an [Arm]: the stack's, or that name with "-aa" for the A/A control.
	Arm       string `json:"arm"`
	Operation string `json:"operation"`
	// Beside is the comparison that an [EmptyRequest] was measured beside. Empty for other operations,
	// and in folders that have only one.
	Beside string `json:"beside,omitempty"`
	Stack  string `json:"stack"`
	Tool   string `json:"tool"`

	// Window is what a client knows of the load; it is valid if the trial may count.
	Window

	// ServerCPUSeconds is user and system time of the service in the window. Nil if it was not
	// measured.
	ServerCPUSeconds *float64 `json:"server_cpu_seconds"`
	// SystemCPUSeconds is the busy time of all CPUs, used by any process (10 ms ticks), less
	// what the machine was busy with before the run.
	SystemCPUSeconds *float64 `json:"system_cpu_seconds"`
	// StealShare is the share of all CPU time that the hypervisor kept.
	StealShare float64 `json:"steal_share"`
	// FixedWorkSeconds is what a fixed piece of work took before the trial on the slowest of its
	// CPUs; 0 if it was not measured. PressureShare is the share of the window in which some
	// task of the machine waited for a CPU. Nil if the kernel does not tell.
	FixedWorkSeconds float64  `json:"fixed_work_seconds,omitempty"`
	PressureShare    *float64 `json:"pressure_share"`
	// Processes are the processes that served the trial, in the order in which a request reaches
	// them; nil if there was only one. ServerCPUSeconds is their sum.
	Processes []Process `json:"processes,omitempty"`
	// Hops are the hops of a request, the client's first; nil if there was only one process.
	Hops []Hop `json:"hops,omitempty"`
	// PeakRSSBytes is the most resident memory that the service has held, or the sum over its
	// processes: in the window if PeakInWindow says so, or else since they were started. 0 if it
	// was not measured.
	PeakRSSBytes int64 `json:"peak_rss_bytes"`
	PeakInWindow bool  `json:"peak_in_window,omitempty"`
	// LiveHeapBytes is what a collection after the window left on the heaps of the service's
	// processes, while the client's connections were still open. Nil if one does not tell.
	LiveHeapBytes *int64 `json:"live_heap_bytes,omitempty"`
	// ConnectionMemoryBytes is how much the live heaps and the stacks in use shrank when the
	// client closed its connections, by connection. Nil if it was not measured.
	ConnectionMemoryBytes *float64 `json:"connection_memory_bytes,omitempty"`
	// ServerCPUs and ClientCPUs are the cpusets, such as "1" or "0-3".
	ServerCPUs string `json:"server_cpus"`
	ClientCPUs string `json:"client_cpus"`

	// Reasons say why the trial may not count. Warnings come into the report's
	// footnotes.
	Reasons []string `json:"reasons"`
}

// Process is one of several that serve a trial.
type Process struct {
	// Name is "gateway", "grpc service", "rest service", "order", "product" or "inventory".
	Name string `json:"name"`
	// CPUSeconds is user and system time in the window. Nil if it was not measured.
	CPUSeconds *float64 `json:"cpu_seconds"`
}

// Hop is the traffic between one process, or "client", and the next. Both numbers are TCP
// payload for one completed request.
type Hop struct {
	From string `json:"from"`
	To   string `json:"to"`
	// BytesSent went from From to To, BytesReceived came back.
	BytesSent     float64 `json:"bytes_sent"`
	BytesReceived float64 `json:"bytes_received"`
}

// ServerCPUPerRequest returns the server's CPU time for one completed request in seconds.
func (t *Trial) ServerCPUPerRequest() (float64, bool) { return t.perRequest(t.ServerCPUSeconds) }

// windowPeakRSS returns the most memory that the service held in the window. What it has held
// since its start is mostly the garbage of loading its data.
func (t *Trial) windowPeakRSS() (float64, bool) { return float64(t.PeakRSSBytes), t.PeakInWindow }

func (t *Trial) liveHeap() (float64, bool) {
	if t.LiveHeapBytes == nil {
		return 0, false
	}
	return float64(*t.LiveHeapBytes), true
}

func (t *Trial) connectionMemory() (float64, bool) {
	if t.ConnectionMemoryBytes == nil {
		return 0, false
	}
	return *t.ConnectionMemoryBytes, true
}

// lostCPU is the warning of a trial without the service's CPU time.
const lostCPU = "the CPU time of the service is not known: one of its processes ended in the window, and what it had used went with it"

// LeaveOutLostCPU removes CPU time of the service that is below zero, and warns of it. It is
// below zero if a process ended in the window, since the time that it had used before is then
// missing at the window's end. The other figures still count.
func (t *Trial) LeaveOutLostCPU() {
	lost := t.ServerCPUSeconds != nil && *t.ServerCPUSeconds < 0
	for i := range t.Processes {
		if p := &t.Processes[i]; p.CPUSeconds != nil && *p.CPUSeconds < 0 {
			p.CPUSeconds, lost = nil, true
		}
	}
	if lost {
		t.ServerCPUSeconds = nil
		t.Warnings = append(t.Warnings, lostCPU)
	}
}
