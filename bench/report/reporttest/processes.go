package reporttest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// gatewayShares are how much of the CPU time of a synthetic stack its gateway has.
var gatewayShares = map[string]float64{contract.NodeToGRPC: .81, contract.NodeToREST: .77, contract.GoToGRPC: .55}

// hops is how many services of the shop answer for an operation, lines what an order has, and
// callStyle how it gets its products.
func hops(op record.Operation) int         { return len(contract.OperationNamed(op.Operation).Services) }
func lines(op record.Operation) int        { return max(1, op.Items) }
func callStyle(op record.Operation) string { return cmp.Or(op.Calls, "serial") }

func throughGateway(stack string) bool { return contract.StackNamed(stack).Gateway != "" }

// services are those of the shop, the first one first.
var services = []string{contract.Order, contract.Product, contract.Inventory}

// chainCost is what a synthetic order, product or stock takes. gRPC's advantage grows with
// the hops and the serial calls, and is lost in batches.
func chainCost(op record.Operation, stack string) Cost {
	n, calls := float64(lines(op)), 1.0
	if style := callStyle(op); style != "batch" {
		calls = n
	}
	depth := float64(hops(op))
	waits := depth
	if callStyle(op) == "serial" && op.Operation == contract.GetOrder {
		waits = 1 + 2*calls
	}
	answer := 60 * n * depth
	switch stack {
	case contract.REST:
		return Cost{90e-6 + 110e-6*waits + 2e-6*n, 40e-6 + 62e-6*(depth-1)*calls + 4e-6*n, 85e-6, 2 * answer, 24, 2*answer + 260}
	case contract.GRPC:
		return Cost{104e-6 + 91e-6*waits + 3e-6*n, 38e-6 + 47e-6*(depth-1)*calls + 5e-6*n, 78e-6, answer, 6, answer + 150}
	}
	return Cost{}
}

// passed fills in what a trial says of its processes and the hops between them.
func (l *Lab) passed(t *record.Trial, op record.Operation, total func(float64) *float64) {
	var names []string
	var shares []float64
	switch depth := hops(op); {
	case throughGateway(t.Stack):
		service := "grpc service"
		if t.Stack == contract.NodeToREST {
			service = "rest service"
		}
		share := gatewayShares[t.Stack]
		names, shares = []string{"gateway", service}, []float64{share, 1 - share}
	case depth > 1:
		names = services[len(services)-depth:]
		shares = [][]float64{{.55, .45}, {.4, .35, .25}}[depth-2]
	default:
		return // one process
	}
	server, from := 0.0, "client"
	c := costOf(op, t.Stack)
	for i, name := range names {
		used := total(shares[i] * c.ServerCPU)
		server += *used
		t.Processes = append(t.Processes, record.Process{Name: name, CPUSeconds: used})
		sent, received := c.Request+90, c.Wire-c.Request-90
		if i > 0 {
			sent, received = inside(op, t.Stack)
		}
		t.Hops = append(t.Hops, record.Hop{From: from, To: name, BytesSent: sent, BytesReceived: received})
		from = name
	}
	t.ServerCPUSeconds = &server
}

// inside is what goes and comes back behind the first process of a synthetic stack.
func inside(op record.Operation, stack string) (sent, received float64) {
	if throughGateway(stack) {
		c := Costs[contract.Recommend][strings.TrimPrefix(strings.TrimPrefix(stack, "node-"), "go-")]
		return c.Request + 90, c.Wire - c.Request - 90
	}
	n, calls := float64(lines(op)), 1.0
	if callStyle(op) != "batch" {
		calls = n
	}
	each := map[string]float64{contract.REST: 190, contract.GRPC: 60}[stack]
	return 95 * calls, each*calls + 110*n
}

// Gateway is a run of a plan like the built-in one of that name. One trial is invalid, of one
// the CPU time of a process is not known, and p50 is not judged alike for all.
func Gateway() *Lab {
	m := Manifest("gateway", 8, contract.Recommend)
	m.Plan.Stacks = []string{contract.REST, contract.GRPC, contract.NodeToGRPC, contract.NodeToREST, contract.GoToGRPC}
	m.Plan.Tools, m.Plan.ToolBlocks, m.Build.Tools = nil, 0, nil
	m.Plan.Window = 6
	m.Plan.Headline = []string{contract.ServerCPU, contract.ClientCPU, contract.ResponseP50, contract.ResponseP99}
	for i := range m.Ledger {
		m.Ledger[i].Stacks = maps.Clone(m.Ledger[i].Stacks)
		for _, stack := range []string{contract.NodeToGRPC, contract.NodeToREST, contract.GoToGRPC} {
			m.Ledger[i].Stacks[stack] = "as the gateway has it"
		}
	}
	return &Lab{Manifest: m, Noise: .03, Change: func(t *record.Trial) {
		switch {
		case t.Arm == contract.GoToGRPC && t.Block == 2:
			t.Valid, t.Reasons = false, []string{"3 answers were wrong"}
		case t.Arm == contract.NodeToREST && t.Block == 5:
			t.Processes[1].CPUSeconds, t.ServerCPUSeconds = nil, nil
		}
	}}
}

// Chain is a run of a plan like the built-in one of that name. One trial is invalid, and of
// one the CPU time of a process is not known.
func Chain() *Lab {
	m := Manifest("chain", 6)
	m.Plan.Tools, m.Plan.ToolBlocks, m.Build.Tools = nil, 0, nil
	m.Plan.Window = 2
	m.Plan.Headline = []string{contract.WireBytes, contract.ServerCPU, contract.ResponseP50}
	m.Plan.Operations = []record.Operation{{Name: contract.GetStock, Operation: contract.GetStock, Rate: record.Rate{PerSecond: 400}}, {Name: contract.GetProduct, Operation: contract.GetProduct, Rate: record.Rate{PerSecond: 400}}}
	for _, calls := range []string{"", "parallel", "batch"} {
		for _, lines := range []int{1, 10, 100} {
			m.Plan.Operations = append(m.Plan.Operations, record.Operation{
				Name: fmt.Sprintf("GetOrder-%s-%d", cmp.Or(calls, "serial"), lines), Operation: contract.GetOrder, Items: lines, Calls: calls, Rate: record.Rate{PerSecond: 400 / float64(1+lines/10)},
			})
		}
	}
	return &Lab{Manifest: m, Noise: .015, Change: func(t *record.Trial) {
		switch {
		case t.Operation == "GetOrder-parallel-10" && t.Arm == contract.GRPC && t.Block == 4:
			t.Valid, t.Reasons = false, []string{"lag p99 of 1.42 ms is above 1 ms"}
		case t.Operation == "GetOrder-batch-100" && t.Arm == contract.REST && t.Block == 2:
			t.Processes[slices.IndexFunc(t.Processes, func(p record.Process) bool { return p.Name == "product" })].CPUSeconds = nil
			t.ServerCPUSeconds = nil
		}
	}}
}
