package judged

import (
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// Processes are those that a request may pass, by name, in the order in which it reaches
// them. Not every stack passes all of them, and every stack ends at the last.
type Processes []string

var (
	gatewayProcesses = Processes{"gateway", "service"}
	chainProcesses   = Processes{contract.Order, contract.Product, contract.Inventory}
)

// ProcessesOf are those of an operation; none where it has one process at most.
func ProcessesOf(r *Run, op record.Operation) Processes {
	switch {
	case ThroughGateway(r, op):
		return gatewayProcesses
	case hops(r, op) > 0:
		return chainProcesses
	}
	return nil
}

// ThroughGateway says whether an operation is measured through a gateway.
func ThroughGateway(r *Run, op record.Operation) bool {
	return slices.ContainsFunc(r.Carriers(op), func(stack string) bool { return r.Stack(stack).Gateway != "" })
}

// HasGateway says whether a run has an operation through a gateway.
func HasGateway(r *Run) bool {
	return slices.ContainsFunc(r.Plan.Operations, func(op record.Operation) bool { return ThroughGateway(r, op) })
}

// isProcess says whether a recorded name is that of a process: a service may be called after
// what it speaks, such as "grpc service".
func isProcess(recorded, name string) bool {
	return recorded == name || strings.HasSuffix(recorded, " "+name)
}

func (p Processes) last() string { return p[len(p)-1] }

// process is a trial's of that name. A trial that lists none was served by the last alone.
func (p Processes) process(t *record.Trial, name string) (record.Process, bool) {
	if len(t.Processes) == 0 {
		return record.Process{CPUSeconds: t.ServerCPUSeconds}, name == p.last()
	}
	i := slices.IndexFunc(t.Processes, func(process record.Process) bool { return isProcess(process.Name, name) })
	if i < 0 {
		return record.Process{}, false
	}
	return t.Processes[i], true
}

// hop is a trial's to a process. A trial of one process that lists none has the client's,
// which the client counted.
func (p Processes) hop(t *record.Trial, name string) (record.Hop, bool) {
	if len(t.Hops) == 0 && len(t.Processes) < 2 && name == p.last() {
		if t.BytesSent == nil || t.BytesReceived == nil || t.Completed == 0 {
			return record.Hop{}, false
		}
		n := float64(t.Completed)
		return record.Hop{BytesSent: float64(*t.BytesSent) / n, BytesReceived: float64(*t.BytesReceived) / n}, true
	}
	i := slices.IndexFunc(t.Hops, func(l record.Hop) bool { return isProcess(l.To, name) })
	if i < 0 {
		return record.Hop{}, false
	}
	return t.Hops[i], true
}

// ProcessMetric is one that tells stacks apart by the processes that their requests pass.
type ProcessMetric struct {
	// Process is empty for what every stack has.
	Process string
	// Back says that it is of answers, whose size is another than that of requests.
	Back bool
	record.Metric
}

// CPUOfAll is the key of the CPU time of client and services together.
const CPUOfAll = "cpu_of_all"

// CPU are the metrics of CPU time for a request: of each process, of the client, and of all.
func (p Processes) CPU() []ProcessMetric {
	if len(p) == 0 {
		return nil
	}
	var metrics []ProcessMetric
	for _, name := range p {
		metrics = append(metrics, ProcessMetric{Process: name, Metric: record.Metric{
			Key: name + "_cpu", Quantity: record.Seconds,
			Of: func(t *record.Trial) (float64, bool) {
				process, ok := p.process(t, name)
				return known(process.CPUSeconds) / float64(t.Completed), ok && process.CPUSeconds != nil
			},
		}})
	}
	return append(metrics, ProcessMetric{Metric: record.MetricOf(contract.ClientCPU)}, ProcessMetric{Metric: record.Metric{
		Key: CPUOfAll, Quantity: record.Seconds,
		Of: func(t *record.Trial) (float64, bool) {
			server, okServer := t.ServerCPUPerRequest()
			client, okClient := t.ClientCPUPerRequest()
			return server + client, okServer && okClient
		},
	}})
}

// Bytes are the metrics of the bytes that go to each process and come back for a request.
func (p Processes) Bytes() []ProcessMetric {
	var metrics []ProcessMetric
	for _, name := range p {
		for _, direction := range []struct {
			key  string
			back bool
			of   func(record.Hop) float64
		}{
			{"_bytes_sent", false, func(l record.Hop) float64 { return l.BytesSent }},
			{"_bytes_received", true, func(l record.Hop) float64 { return l.BytesReceived }},
		} {
			metrics = append(metrics, ProcessMetric{name, direction.back, record.Metric{
				Key: name + direction.key, Quantity: record.Bytes,
				Of: func(t *record.Trial) (float64, bool) {
					l, ok := p.hop(t, name)
					return direction.of(l), ok
				},
			}})
		}
	}
	return metrics
}

// Has says whether a metric is about a stack: whether requests on it pass the
// process, by what its valid trials tell.
func (p Processes) Has(r *Run, op record.Operation, stack string, m *ProcessMetric) bool {
	return m.Process == "" || slices.ContainsFunc(r.valids(op.Name, stack), func(t *record.Trial) bool {
		_, process := p.process(t, m.Process)
		_, hop := p.hop(t, m.Process)
		return process || hop
	})
}
