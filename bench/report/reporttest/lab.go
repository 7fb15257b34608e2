package reporttest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// Cost is what a synthetic stack takes for a request.
type Cost struct {
	Latency, ServerCPU, ClientCPU float64
	Answer, Request, Wire         float64
}

// Costs are near to what such services take, for REST and gRPC.
var Costs = map[string]map[string]Cost{
	contract.Recommend: {
		contract.REST: {412e-6, 151e-6, 120e-6, 2764, 58, 3180},
		contract.GRPC: {398e-6, 118e-6, 97e-6, 1903, 14, 2101},
		// Through a gateway.
		contract.NodeToGRPC: {1180e-6, 590e-6, 121e-6, 2731, 62, 3240},
		contract.NodeToREST: {1210e-6, 641e-6, 120e-6, 2731, 62, 3240},
		contract.GoToGRPC:   {655e-6, 262e-6, 120e-6, 2731, 62, 3180},
	},
	contract.GetBook: {
		contract.REST: {296e-6, 84e-6, 88e-6, 712, 14, 905},
		contract.GRPC: {301e-6, 84.6e-6, 79e-6, 402, 4, 561},
	},
	// Pairs of strangers' services.
	"cart": {
		"a": {398e-6, 118e-6, 97e-6, 431, 9, 640},
		"b": {412e-6, 151e-6, 120e-6, 802, 0, 1040},
	},
	"search": {
		"a": {1.9e-3, 610e-6, 130e-6, 5210, 64, 5420},
		"b": {2.4e-3, 700e-6, 131e-6, 5210, 64, 5421},
	},
}

// Manifest is a complete run of a plan like quick.
func Manifest(plan string, blocks int, operations ...string) record.Manifest {
	m := record.Manifest{
		Run:      "20261123-020000-" + plan,
		Started:  time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC),
		Ended:    time.Date(2026, 11, 23, 2, 1, 47, 0, time.UTC),
		Complete: true,
		Plan: record.Plan{
			Name: plan, Stacks: []string{contract.REST, contract.GRPC}, AA: contract.REST,
			Blocks: blocks, Seed: 7, Arrivals: "poisson", Connections: 16,
			Warmup: 0.5, Window: 1.5, Timeout: 10,
			Tools: []string{record.Ghz, record.Vegeta}, ToolBlocks: 1,
			Headline: []string{contract.WireBytes, contract.MessageBytes, contract.ServerCPU, contract.ClientCPU, contract.ResponseP50},
		},
		Catalog: record.Catalog{Name: "embedded", Books: 10000, Seed: 1, Digest: "sha256:0123456789abcdef0123456789abcdef"},
		Machine: record.Machine{
			OS: "linux", Arch: "amd64", Kernel: "6.1.0", CPU: "Example CPU @ 2.80GHz", CPUs: 2,
			MemoryByte: 8 << 30, ServerCPUs: "0", ClientCPUs: "1", ClientProcessors: 2,
			Virtual: "KVM", Container: "Docker", IdleDriver: "haltpoll", IdleGovernor: "menu",
		},
		RoundTrips: []record.RoundTrip{
			{RequestBytes: 1, AnswerBytes: 1, Trips: 5000, Seconds: 17e-6},
			{RequestBytes: 200, AnswerBytes: 1100, Trips: 4500, Seconds: 18.4e-6},
		},
		Build: record.Build{
			Version: "v0.1.0", Go: "go1.26.8",
			Modules: []record.Module{{Path: "github.com/gin-gonic/gin", Version: "v1.12.0"}, {Path: "google.golang.org/grpc", Version: "v1.85.0"}},
			Tools:   []record.Module{{Path: "ghz", Version: "v0.121.0"}, {Path: "vegeta", Version: "v12.13.0"}},
		},
		Ledger: []record.LedgerEntry{
			{Aspect: "framework", Stacks: map[string]string{contract.REST: "gin v1.12.0, release mode", contract.GRPC: "grpc-go v1.85.0"}},
			{Aspect: "encoding", Stacks: map[string]string{contract.REST: "encoding/json", contract.GRPC: "protobuf"}},
			{Aspect: "TLS, compression", Stacks: map[string]string{contract.REST: "none", contract.GRPC: "none"}},
		},
	}
	if plan == "smoke" {
		m.Plan.Headline = nil
	}
	for _, op := range operations {
		o := record.Operation{Name: op, Rate: record.Rate{PerSecond: 200}}
		if op == contract.Recommend {
			o.Items = 10
		}
		m.Plan.Operations = append(m.Plan.Operations, o)
	}
	return m
}

// aa marks the arm that repeats a stack.
const aa = "-aa"

// Lab makes the trials of a manifest. A changed field of a trial is what a test is about.
type Lab struct {
	Manifest record.Manifest
	Noise    float64
	Change   func(*record.Trial)
}

// Trials are every trial of the plan in a fixed order, with noise from a fixed seed.
func (l *Lab) Trials() []record.Trial {
	rng := rand.New(rand.NewPCG(1, 2))
	var out []record.Trial
	add := func(t record.Trial) {
		t.ID = fmt.Sprintf("t%03d", len(out)+1)
		if l.Change != nil {
			l.Change(&t)
		}
		out = append(out, t)
	}
	for block := 1; block <= l.Manifest.Plan.Blocks; block++ {
		weather := math.Exp(2 * l.Noise * rng.NormFloat64())
		for _, op := range comparisons(&l.Manifest.Plan) {
			for _, arm := range append(slices.Clone(l.Manifest.Plan.Stacks), l.Manifest.Plan.AA+aa) {
				if costOf(op, strings.TrimSuffix(arm, aa)) == (Cost{}) {
					continue // a stack that never ran
				}
				t := l.trial(op, arm, weather, rng)
				t.Block = block
				add(t)
			}
			if block > l.Manifest.Plan.ToolBlocks {
				continue
			}
			for _, tool := range l.Manifest.Plan.Tools {
				arm := map[string]string{record.Ghz: contract.GRPC, record.Vegeta: contract.REST}[tool]
				t := l.trial(op, arm, weather, rng)
				t.Block, t.Tool, t.Lag = block, tool, record.Quantiles{}
				t.BytesSent, t.BytesReceived, t.Checked = nil, nil, 0
				*t.ClientCPUSeconds *= 3
				add(t)
			}
		}
	}
	return out
}

// comparisons are the operations of a plan, each at every value of what the plan varies.
func comparisons(p *record.Plan) (all []record.Operation) {
	for _, arms := range p.Comparisons() {
		op := arms[0].Operation
		if op.Rate.Share != 0 {
			op.Rate = op.Rate.Of(weakest())
		}
		all = append(all, op)
	}
	return all
}

func (l *Lab) trial(op record.Operation, arm string, weather float64, rng *rand.Rand) record.Trial {
	stack := strings.TrimSuffix(arm, aa)
	c := underLoad(costOf(op, stack), op, stack)
	requests := int64(op.Rate.PerSecond * l.Manifest.Plan.Window)
	around := func(v float64) *float64 {
		v *= weather * math.Exp(l.Noise*rng.NormFloat64())
		return &v
	}
	total := func(v float64) *float64 {
		v *= float64(requests)
		return around(v)
	}
	t := record.Trial{
		Arm: arm, Operation: op.Name, Stack: stack, Tool: record.Wiretax,
		Window: record.Window{
			Mode: "open", Arrivals: "poisson", OfferedRPS: op.Rate.PerSecond, AchievedRPS: op.Rate.PerSecond * .998,
			DurationSeconds: l.Manifest.Plan.Window, Requests: requests, Completed: requests,
			Response:         record.Quantiles{Count: requests, P50: around(c.Latency), P90: around(1.7 * c.Latency)},
			Lag:              record.Quantiles{Count: requests, P99: around(90e-6)},
			MessageBytesSent: c.Request, MessageBytesReceived: c.Answer, Checked: 3,
			Valid: true,
		},
		ServerCPUs: l.Manifest.Machine.ServerCPUs, ClientCPUs: l.Manifest.Machine.ClientCPUs,
	}
	t.ServerCPUSeconds, t.ClientCPUSeconds = total(c.ServerCPU), total(c.ClientCPU)
	if requests >= record.MinSamples(.99) {
		t.Response.P99 = around(3 * c.Latency)
	}
	sent := int64(c.Request+90) * requests
	received := int64(c.Wire)*requests - sent + rng.Int64N(200)
	t.BytesSent, t.BytesReceived = &sent, &received
	if op.Operation != contract.RealtimeRecommendations {
		t.Groups = groups(c, requests)
	}
	l.streamed(&t, op, around)
	l.passed(&t, op, total)
	return t
}

// Run writes the trials into a run folder and reads it back, as wiretax does.
func (l *Lab) Run(t *testing.T) *record.Run {
	t.Helper()
	l.Manifest = Listed(l.Manifest)
	dir := filepath.Join(t.TempDir(), "elsewhere", l.Manifest.Run)
	w, err := record.Create(dir, l.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range l.Trials() {
		if trial.ID == "" {
			continue // never took place
		}
		if err := w.Add(trial, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(l.Manifest); err != nil {
		t.Fatal(err)
	}
	run, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// Listed is a manifest with the arms of its plan.
func Listed(m record.Manifest) record.Manifest {
	m.Arms = record.Arms(m.Plan)
	for i := range m.Arms {
		if a := &m.Arms[i]; a.RateShare != 0 {
			a.Rate = record.Rate{Share: a.RateShare}.Of(weakest()).PerSecond
			a.CapacityRPS = Capacities[a.Stack]
		}
	}
	return m
}

// InMemory is the run without its folder.
func (l *Lab) InMemory() *record.Run {
	l.Manifest = Listed(l.Manifest)
	noTrial := func(t record.Trial) bool { return t.ID == "" }
	return &record.Run{Manifest: l.Manifest, Trials: slices.DeleteFunc(l.Trials(), noTrial)}
}
