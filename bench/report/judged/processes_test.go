package judged

import (
	"math"
	"slices"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
)

// What a trial does not list it has once: the last process, with what the client counted.
func TestProcesses(t *testing.T) {
	alone := record.Trial{Window: record.Window{Completed: 10, BytesSent: reporttest.Pointer(int64(900)), BytesReceived: reporttest.Pointer(int64(5000))}, ServerCPUSeconds: reporttest.Pointer(1e-3)}
	listed := alone
	listed.Processes = []record.Process{{Name: "gateway", CPUSeconds: reporttest.Pointer(4e-3)}, {Name: "grpc service"}}
	unwatched := listed // its hops could not be read
	listed.Hops = []record.Hop{{From: "client", To: "gateway", BytesSent: 91, BytesReceived: 510}, {From: "gateway", To: "grpc service", BytesSent: 17, BytesReceived: 303}}
	renamed := listed
	renamed.Processes = []record.Process{{Name: "gateway service"}, {Name: "microservice", CPUSeconds: reporttest.Pointer(1.0)}}
	const unknown = -1
	for _, c := range []struct {
		name  string
		trial record.Trial
		want  []float64 // gateway, service; then to gateway, back, to service, back
	}{
		{"one process", alone, []float64{unknown, 1e-4, unknown, unknown, 90, 500}},
		{"two, one unmeasured", listed, []float64{4e-4, unknown, 91, 510, 17, 303}},
		{"no hops", unwatched, []float64{4e-4, unknown, unknown, unknown, unknown, unknown}},
		{"other names", renamed, []float64{unknown, unknown, 91, 510, 17, 303}},
		{"nothing", record.Trial{}, []float64{unknown, unknown, unknown, unknown, unknown, unknown}},
	} {
		columns := slices.Concat(gatewayProcesses.CPU()[:2], gatewayProcesses.Bytes())
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
