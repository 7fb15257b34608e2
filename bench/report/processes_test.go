package report

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/runtest"
	"github.com/wiretax/wiretax/contract"
)

// What a trial does not list it has once: the last process, with what the client counted.
func TestProcesses(t *testing.T) {
	alone := record.Trial{Window: record.Window{Completed: 10, BytesSent: runtest.Pointer(int64(900)), BytesReceived: runtest.Pointer(int64(5000))}, ServerCPUSeconds: runtest.Pointer(1e-3)}
	listed := alone
	listed.Processes = []record.Process{{Name: "gateway", CPUSeconds: runtest.Pointer(4e-3)}, {Name: "grpc service"}}
	unwatched := listed // its legs could not be read
	listed.Legs = []record.Leg{{From: "client", To: "gateway", BytesSent: 91, BytesReceived: 510}, {From: "gateway", To: "grpc service", BytesSent: 17, BytesReceived: 303}}
	renamed := listed
	renamed.Processes = []record.Process{{Name: "gateway service"}, {Name: "microservice", CPUSeconds: runtest.Pointer(1.0)}}
	const unknown = -1
	for _, c := range []struct {
		name  string
		trial record.Trial
		want  []float64 // gateway, service; then to gateway, back, to service, back
	}{
		{"one process", alone, []float64{unknown, 1e-4, unknown, unknown, 90, 500}},
		{"two, one unmeasured", listed, []float64{4e-4, unknown, 91, 510, 17, 303}},
		{"no legs", unwatched, []float64{4e-4, unknown, unknown, unknown, unknown, unknown}},
		{"other names", renamed, []float64{unknown, unknown, 91, 510, 17, 303}},
		{"nothing", record.Trial{}, []float64{unknown, unknown, unknown, unknown, unknown, unknown}},
	} {
		columns := slices.Concat(judged.GatewayProcesses.CPU()[:2], judged.GatewayProcesses.Bytes())
		for i, column := range columns {
			got, ok := column.Value(&c.trial)
			if !ok {
				got = unknown
			}
			if math.Abs(got-c.want[i]) > 1e-9 {
				t.Errorf("%s: %s = %v, want %v", c.name, column.Key, got, c.want[i])
			}
		}
	}
}

// A process that was not measured in one block has no figure, nor has the sum; the others
// have, and what a stack does not pass is no footnote.
func TestUnmeasuredProcess(t *testing.T) {
	r, err := judged.Judge(runtest.Gateway().InMemory())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, cell := range operationOf(r, r.Plan.Operations[0]).ByProcess {
		if cell.Stack == contract.NodeToREST || cell.Stack == "grpc" {
			got = append(got, cell.Stack+" "+cell.Measure+" "+cell.Missing)
		}
	}
	want := []string{
		"grpc service_cpu ", "grpc client_cpu ", "grpc cpu_of_all ", "grpc service_bytes_sent ", "grpc service_bytes_received ",
		"node-rest gateway_cpu ", "node-rest service_cpu not measured in 1 of 8 blocks", "node-rest client_cpu ", "node-rest cpu_of_all not measured in 1 of 8 blocks",
		"node-rest gateway_bytes_sent ", "node-rest gateway_bytes_received ", "node-rest service_bytes_sent ", "node-rest service_bytes_received ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the cells by process are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
