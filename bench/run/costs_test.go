package run

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
)

// Each process has what it carried and used in the window, on its own hop and line.
func TestCostsOfSeveralProcesses(t *testing.T) {
	t10, t3 := int64(10_000), int64(3_000)
	served := process.Chain{{Name: "gateway", PID: 1}, {Name: "rest service", PID: 2}}
	before := window.Readings{Costs: []process.Cost{{CPU: 5e9, PeakRSS: 1}, {CPU: 1e9, PeakRSS: 1}}, Inside: []process.Carried{{Received: 1000, Sent: 2000}}}
	after := window.Readings{Costs: []process.Cost{{CPU: 7e9, PeakRSS: 30}, {CPU: 1.5e9, PeakRSS: 12}}, Inside: []process.Carried{{Received: 1600, Sent: 8000}}}
	trial := record.Trial{Window: record.Window{Completed: 100, BytesSent: &t3, BytesReceived: &t10}}
	fillCosts(&trial, served, before, after)
	fillHops(&trial, served, before, after)
	want := record.Trial{
		Window:           record.Window{Completed: 100, BytesSent: &t3, BytesReceived: &t10},
		ServerCPUSeconds: number(2.5), PeakRSSBytes: 42,
		Processes: []record.Process{{Name: "gateway", CPUSeconds: number(2)}, {Name: "rest service", CPUSeconds: number(0.5)}},
		Hops: []record.Hop{
			{From: "client", To: "gateway", BytesSent: 30, BytesReceived: 100},
			{From: "gateway", To: "rest service", BytesSent: 6, BytesReceived: 60},
		},
	}
	if diff := cmp.Diff(want, trial); diff != "" {
		t.Errorf("the trial (-want +got):\n%s", diff)
	}

	alone := record.Trial{Window: record.Window{Completed: 100, BytesSent: &t3, BytesReceived: &t10}}
	fillCosts(&alone, served[:1], before, after)
	fillHops(&alone, served[:1], before, after)
	if alone.Processes != nil || alone.Hops != nil || *alone.ServerCPUSeconds != 2 || alone.PeakRSSBytes != 30 {
		t.Errorf("of one process the trial says %+v, want its CPU and memory only", alone)
	}

	// A process of the second service ended, with what it had used before the window.
	after.Costs[1].CPU = 4e8
	for n, service := range map[int]process.Chain{1: served[1:], 2: served} {
		var lost record.Trial
		first := len(served) - n
		fillCosts(&lost, service, window.Readings{Costs: before.Costs[first:]}, window.Readings{Costs: after.Costs[first:]})
		if lost.ServerCPUSeconds != nil || len(lost.Warnings) != 1 || n == 2 && (*lost.Processes[0].CPUSeconds != 2 || lost.Processes[1].CPUSeconds != nil) {
			t.Errorf("of %d services, one of which lost a process: %+v, want a warning in the place of the CPU time", n, lost)
		}
	}

	var none record.Trial
	if fillCosts(&none, process.Chain{process.Running("p.a", 0)}, window.Readings{}, window.Readings{}); none.ServerCPUSeconds != nil {
		t.Errorf("an unknown process used %v s, want nothing said", *none.ServerCPUSeconds)
	}
}
