package reporttest

import (
	"fmt"
	"maps"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// streamCosts are near to what streams of 1,000 items and conversations take.
var streamCosts = map[string]map[string]Cost{
	contract.ListBooks: {
		contract.REST:      {24e-3, 9e-3, 21e-3, 905e3, 430, 920e3},
		contract.RESTLines: {15e-3, 8e-3, 19e-3, 904e3, 29, 913e3},
		contract.GRPC:      {9e-3, 6e-3, 7e-3, 640e3, 5, 655e3},
	},
	contract.UploadBookRatings: {
		contract.REST:      {5e-3, 3e-3, 1e-3, 700, 44e3, 45e3},
		contract.RESTLines: {6e-3, 3.6e-3, 1.4e-3, 700, 43e3, 45e3},
		contract.GRPC:      {7e-3, 4e-3, 2.1e-3, 420, 9e3, 15e3},
	},
}

// firstItems is how long the first item of a listing takes.
var firstItems = map[string]float64{contract.REST: 2.4e-3, contract.RESTLines: 0.9e-3, contract.GRPC: 0.7e-3}

// costOf is what a synthetic stack takes for a request of an operation. It is the zero cost
// where the stack never ran.
func costOf(op record.Operation, stack string) Cost {
	c, ok := Costs[op.Name][stack]
	switch {
	case hops(op) > 0:
		c = chainCost(op, stack)
	case ok:
		return c
	case op.Operation == contract.RealtimeRecommendations && stack != contract.RESTLines:
		c = map[string]Cost{
			contract.REST: {210e-6, 48e-6, 55e-6, 780, 61, 860},
			contract.GRPC: {240e-6, 61e-6, 60e-6, 540, 11, 640},
		}[stack]
		c.Latency *= 1 + float64(op.Streams)/1000
	case op.Work != "":
		c = Costs[op.Operation][stack]
		extra := map[string]float64{"cpu=50us": 50e-6, "cpu=1ms": 1e-3, "wait=2ms": 2e-3}[op.Work]
		c.Latency += extra
		if op.Work != "wait=2ms" {
			c.ServerCPU += extra
		}
	default:
		if c, ok = streamCosts[op.Operation][stack]; !ok {
			c = Costs[op.Operation][stack] // at a value of a sweep
		}
	}
	return c
}

// streamed fills in what a trial says of a stream.
func (l *Lab) streamed(t *record.Trial, op record.Operation, around func(float64) *float64) {
	if !contract.OperationNamed(op.Operation).Streams() {
		return
	}
	t.Items = t.Completed * int64(op.Items)
	t.Service = record.Quantiles{Count: t.Requests, Mean: around(0.9 * costOf(op, t.Stack).Latency)}
	if contract.OperationNamed(op.Operation).Answers() {
		first := firstItems[t.Stack]
		if op.Operation == contract.RealtimeRecommendations {
			first = 0.8 * costOf(op, t.Stack).Latency
		}
		t.FirstItem = record.Quantiles{Count: t.Requests, P50: around(first)}
	}
}

// Streams is a run of a plan like the built-in one of that name. One trial is invalid, and in
// one the generator was late.
func Streams() *Lab {
	m := Manifest("streams", 6)
	m.Plan.Stacks, m.Plan.Tools, m.Plan.ToolBlocks, m.Build.Tools = []string{contract.REST, contract.RESTLines, contract.GRPC}, nil, 0, nil
	m.Plan.Window = 3
	m.Plan.Headline = []string{contract.WireBytes, contract.ServerCPU, contract.ClientCPU, contract.ResponseP50, contract.FirstItemP50}
	m.Plan.Operations = []record.Operation{
		{Name: contract.ListBooks, Operation: contract.ListBooks, Rate: record.Rate{PerSecond: 10}, Items: 1000},
		{Name: contract.UploadBookRatings, Operation: contract.UploadBookRatings, Rate: record.Rate{PerSecond: 20}, Items: 1000},
	}
	for _, n := range []int{1, 100, 1000} {
		m.Plan.Operations = append(m.Plan.Operations, record.Operation{
			Name: fmt.Sprintf("Live-%d", n), Operation: contract.RealtimeRecommendations, Rate: record.Rate{PerSecond: 1000}, Items: 3, Streams: n,
		})
	}
	for i := range m.Ledger {
		m.Ledger[i].Stacks = maps.Clone(m.Ledger[i].Stacks)
		m.Ledger[i].Stacks[contract.RESTLines] = m.Ledger[i].Stacks[contract.REST]
	}
	return &Lab{Manifest: m, Noise: .02, Change: func(t *record.Trial) {
		switch {
		case t.Operation == contract.ListBooks && t.Arm == contract.RESTLines && t.Block == 2:
			t.Valid, t.Reasons = false, []string{"3 answers were wrong"}
		case t.Operation == "Live-1000" && t.Arm == contract.GRPC && t.Block == 4:
			t.LateTail = true
		}
	}}
}

// Work is a run of a plan like the built-in one of that name, with settings that are not the
// usual ones.
func Work() *Lab {
	m := Manifest("work", 8)
	m.Plan.Tools, m.Plan.ToolBlocks, m.Build.Tools = nil, 0, nil
	m.Plan.TLS, m.Plan.Compression, m.Plan.Profile = true, "gzip", "matched"
	m.Plan.Headline = []string{contract.ServerCPU, contract.ClientCPU, contract.ResponseP50, contract.ResponseP99}
	m.Plan.Window = 2
	for _, work := range []string{"", "cpu=50us", "cpu=1ms", "wait=2ms"} {
		m.Plan.Operations = append(m.Plan.Operations, record.Operation{
			Name: strings.TrimSuffix("Recommend-"+strings.Replace(work, "=", "-", 1), "-"), Operation: contract.Recommend, Items: 10, Work: work, Rate: record.Rate{PerSecond: 250},
		})
	}
	return &Lab{Manifest: m, Noise: .012}
}
