package reporttest

import (
	"fmt"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// Quick is a run of a plan like the built-in one of that name.
func Quick() *Lab {
	l := &Lab{Manifest: Manifest("quick", 10, contract.Recommend, contract.GetBook), Noise: 0.02}
	l.Manifest.Plan.Window = 2
	return l
}

// Incomplete is Quick, stopped in its fifth block.
func Incomplete() *Lab {
	l := Quick()
	l.Manifest.Complete, l.Manifest.Stopped, l.Manifest.Ended = false, "interrupted in block 5", l.Manifest.Started
	l.Change = func(t *record.Trial) {
		if t.Block > 4 {
			t.ID = ""
		}
	}
	return l
}

// Troubled is a run in which much went wrong, yet figures remain.
func Troubled() *Lab {
	l := &Lab{Manifest: Manifest("quick", 7, contract.Recommend, contract.GetBook), Noise: 0.03}
	l.Manifest.Catalog = record.Catalog{Name: "goodbooks-10k.csv", Books: 9998, Digest: "sha256:fedcba9876543210"}
	l.Manifest.Build.Version = "v0.0.0-20261123015959-0123456789ab+dirty"
	l.Manifest.Machine.SharedCPUs = true
	l.Manifest.Warnings = []string{"ghz was not found; build it with make build"}
	l.Manifest.Resumed = []record.Resumption{{Resumed: l.Manifest.Started.Add(time.Minute), Block: 5, CutTrials: 3, CutFolder: "cut-1"}}
	l.Manifest.Plan.Window = 1.5 // too short for a p99 at this rate
	l.Change = func(t *record.Trial) {
		switch {
		case t.Tool == record.Ghz:
			t.ID = ""
		case t.Operation == contract.GetBook && t.Arm == contract.GRPC:
			t.Valid, t.Reasons = false, []string{"server exited: signal: killed", "achieved 61.2 % of offered"}
		case t.Operation == contract.Recommend && t.Arm == contract.REST && t.Block == 2:
			t.Valid, t.Reasons = false, []string{"lag p99 of 1.42 ms is above 1 ms"}
		case t.Operation == contract.Recommend && t.Arm == contract.GRPC && t.Block == 7:
			t.ID = ""
		case t.Operation == contract.Recommend && t.Arm == "rest-aa":
			*t.ClientCPUSeconds *= 1.2
		}
		if t.Arm == contract.REST && t.Block > 4 {
			t.Warnings = []string{fmt.Sprintf("steal of %.1f %% of the CPU time", float64(t.Block)/10)}
		}
	}
	return l
}

// Shop is a run of two pairs. Of search, the CPU time of B cannot be known.
func Shop() *Lab {
	m := Manifest("shop", 8)
	m.Catalog, m.Build.Tools = record.Catalog{}, nil
	m.Plan.Tools, m.Plan.ToolBlocks, m.Plan.Window = nil, 0, 3
	m.Plan.Stacks, m.Plan.AA = []string{"b", "a"}, "b"
	m.Plan.Pairs = []plan.Pair{
		{
			Name: "cart", Rate: record.Rate{PerSecond: 200},
			A: plan.Target{URL: "grpc://127.0.0.1:50051/shop.v1.Cart/Get", Data: `{"id":7}`, Start: "./cart --port 50051"},
			B: plan.Target{URL: "http://127.0.0.1:8080/v1/cart/7", Expect: []string{"status=200", "$.id=7"}, PID: 4711},
		},
		{
			Name: "search", Rate: record.Rate{PerSecond: 200},
			A: plan.Target{URL: "https://me:secret@127.0.0.1:8443/search", HTTP2: true, Data: "@/home/me/queries.jsonl", Order: "shuffle",
				Headers: []string{"Authorization: Bearer secret", "X-Shop:1"}, Insecure: true, Start: "./search"},
			B: plan.Target{URL: "https://127.0.0.1:9443/search", Method: "PUT", Data: `{"q":"tea"}`, CACert: "/home/me/ca.pem"},
		},
	}
	for _, p := range m.Plan.Pairs {
		m.Plan.Operations = append(m.Plan.Operations, record.Operation{Name: p.Name, Rate: p.Rate})
	}
	both := "not ours: what it does for a request is not known here"
	m.Ledger = []record.LedgerEntry{
		{Aspect: "service", Stacks: map[string]string{"a": both, "b": both}},
		{Aspect: "compression", Stacks: map[string]string{"a": "not asked for", "b": "not asked for"}},
	}
	return &Lab{Manifest: m, Noise: .015, Change: func(t *record.Trial) {
		t.Checked = 0
		if t.Operation == "search" && t.Stack == "b" {
			t.ServerCPUSeconds, t.ServerCPUs = nil, ""
		}
	}}
}

// Pointer is a pointer to a value.
func Pointer[T any](v T) *T { return &v }

// Repeat is a value n times.
func Repeat(n int, v float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}
