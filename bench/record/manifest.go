package record

import (
	"time"

	"github.com/wiretax/wiretax/bench/plan"
)

// Format is the version of what a run folder holds: 2 since manifests list their arms. A folder
// of a higher version is not read.
const Format = 2

// Manifest says what a run set out to do, where, and with what. It is written before the
// first trial and again at the end.
type Manifest struct {
	// Format is [Format] of the program that wrote the folder; 0 in folders before there were
	// formats.
	Format int `json:"format"`
	// Run is the folder's name.
	Run     string    `json:"run"`
	Started time.Time `json:"started"`
	// Ended is zero while the run goes on, or if it was killed.
	Ended time.Time `json:"ended,omitzero"`
	// Complete is false if trials are missing; Stopped then says why.
	Complete bool   `json:"complete"`
	Stopped  string `json:"stopped,omitempty"`
	// Resumed says when the run went on after it had been stopped. What is measured just before a run
	// is that of its last part.
	Resumed []Resumption `json:"resumed,omitempty"`
	// Trials is how many were recorded, written at the end. 0 if that is not known.
	Trials int `json:"trials,omitempty"`
	// Planned is how many trials the run was to have, including those of the empty request
	// and of other tools. 0 if that is not known.
	Planned int `json:"planned_trials,omitempty"`

	Plan plan.Plan `json:"plan"`
	// Arms are what the plan compares, in its order. [Open] fills them in for folders from
	// before manifests had them.
	Arms []Arm `json:"arms"`
	// RoundTrips are raw round trips over TCP that were made just before the run, between a CPU of
	// the client's and one of the servers'. Nil if they were not measured.
	RoundTrips []RoundTrip `json:"tcp_round_trips,omitempty"`
	// Capacities are those from which the rates of arms were taken.
	Capacities []Capacity `json:"capacities,omitempty"`

	Catalog Catalog `json:"catalog"`
	Machine Machine `json:"machine"`
	Build   Build   `json:"build"`
	// IdleBusyCPUs is how many CPUs were busy with other things just before the run.
	IdleBusyCPUs float64 `json:"idle_busy_cpus"`
	// Warnings concern the run as a whole, such as a tool that was not found.
	Warnings []string `json:"warnings,omitempty"`
	// Ledger is the equal-work ledger: what each stack does for a request.
	Ledger []LedgerEntry `json:"ledger"`
}

// Catalog names the books that were served.
type Catalog struct {
	// Name is "embedded" or the file's base name.
	Name   string `json:"name"`
	Books  int    `json:"books"`
	Seed   uint64 `json:"seed,omitempty"`
	Digest string `json:"digest"`
}

// Machine is where the run took place, without its name or paths.
type Machine struct {
	OS         string `json:"os"`
	Arch       string `json:"arch"`
	Kernel     string `json:"kernel"`
	CPU        string `json:"cpu"`
	CPUs       int    `json:"cpus"`
	MemoryByte int64  `json:"memory_bytes"`
	ServerCPUs string `json:"server_cpus"`
	ClientCPUs string `json:"client_cpus"`
	// SharedCPUs says that server and client had to share one CPU.
	SharedCPUs bool `json:"shared_cpus"`
	// ClientProcessors is the client's GOMAXPROCS; 0 if it is not known. Services tell theirs in
	// the ledger.
	ClientProcessors int `json:"client_gomaxprocs,omitempty"`
	// Virtual is the kind of hypervisor, [contract.NotVirtual] or [contract.UnknownVirtual];
	// Container is the kind of container, empty without a sign of one.
	Virtual   string `json:"virtualisation,omitempty"`
	Container string `json:"container,omitempty"`
	// IdleDriver and IdleGovernor are the kernel's, for CPUs with nothing to do, and
	// FrequencyGovernor is that of their speed. Empty if the kernel does not tell.
	IdleDriver        string `json:"idle_driver,omitempty"`
	IdleGovernor      string `json:"idle_governor,omitempty"`
	FrequencyGovernor string `json:"frequency_governor,omitempty"`
}

// RoundTrip is how long a message of some bytes and its answer took over a raw TCP connection,
// without any runtime, HTTP or gRPC.
type RoundTrip struct {
	RequestBytes int `json:"request_bytes"`
	AnswerBytes  int `json:"answer_bytes"`
	// Trips is how many were made, and Seconds their median.
	Trips   int     `json:"trips"`
	Seconds float64 `json:"median_seconds"`
}

// Build describes the binary that measured and served.
type Build struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	// Modules are the versions that decide the figures, sorted by path.
	Modules []Module `json:"modules"`
	// Tools are the versions of what else ran, sorted by name: the outside generators, and
	// Node.js with the libraries of its gateway.
	Tools []Module `json:"tools"`
}

// The modules that implement a protocol: both sides of gRPC, and the framework of our HTTP servers.
const (
	GRPCModule = "google.golang.org/grpc"
	GinModule  = "github.com/gin-gonic/gin"
)

// Module is a name and its version.
type Module struct {
	Path    string `json:"path"`
	Version string `json:"version"`
}

// LedgerEntry is one row of the equal-work ledger: one aspect of the work, with what each
// stack does about it, keyed by stack.
type LedgerEntry struct {
	Aspect string            `json:"aspect"`
	Stacks map[string]string `json:"stacks"`
}
