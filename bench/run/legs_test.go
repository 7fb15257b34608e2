package run

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
)

func TestReadCarried(t *testing.T) {
	const received, sent = `wiretax_wire_bytes_total{direction="received",stack="grpc"} `, `wiretax_wire_bytes_total{direction="sent",stack="grpc"} `
	for _, tt := range []struct {
		name, text string
		want       carried
		err        string
	}{
		{"both ways", "# HELP wiretax_wire_bytes_total Bytes.\n" + received + "7\n" + sent + "12\n", carried{7, 12}, ""},
		{"large numbers", sent + "1.25e+09\nother{direction=\"sent\"} 1\n" + received + "0\n", carried{0, 1.25e9}, ""},
		{"nothing", "", carried{}, "there are 0 series of wiretax_wire_bytes_total, not one each way"},
		{"one way", sent + "12\n", carried{sent: 12}, "there are 1 series"},
		{"two services", sent + "1\n" + received + "2\n" + strings.ReplaceAll(sent, "grpc", "rest") + "3\n", carried{2, 3}, "there are 3 series"},
		{"no number", sent + "many\n", carried{}, `direction="sent",stack="grpc"}: strconv.ParseFloat: parsing "many"`},
	} {
		got, err := readCarried(strings.NewReader(tt.text))
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: readCarried() = %+v, %v, want %+v, %q", tt.name, got, err, tt.want, tt.err)
		}
	}
}

// What each process carried and used in the window falls to its own leg and line.
func TestCostsOfSeveralProcesses(t *testing.T) {
	t10, t3 := int64(10_000), int64(3_000)
	served := topology{{name: "gateway", pid: 1}, {name: "rest service", pid: 2}}
	before := readings{costs: []cost{{5e9, 1}, {1e9, 1}}, inside: []carried{{1000, 2000}}}
	after := readings{costs: []cost{{7e9, 30}, {1.5e9, 12}}, inside: []carried{{1600, 8000}}}
	trial := record.Trial{Window: record.Window{Completed: 100, BytesSent: &t3, BytesReceived: &t10}}
	served.fillCosts(&trial, before, after)
	served.fillLegs(&trial, before, after)
	want := record.Trial{
		Window:           record.Window{Completed: 100, BytesSent: &t3, BytesReceived: &t10},
		ServerCPUSeconds: number(2.5), PeakRSSBytes: 42,
		Processes: []record.Process{{Name: "gateway", CPUSeconds: number(2)}, {Name: "rest service", CPUSeconds: number(0.5)}},
		Legs: []record.Leg{
			{From: "client", To: "gateway", BytesSent: 30, BytesReceived: 100},
			{From: "gateway", To: "rest service", BytesSent: 6, BytesReceived: 60},
		},
	}
	if diff := cmp.Diff(want, trial); diff != "" {
		t.Errorf("the trial (-want +got):\n%s", diff)
	}

	alone := record.Trial{Window: record.Window{Completed: 100, BytesSent: &t3, BytesReceived: &t10}}
	served[:1].fillCosts(&alone, before, after)
	served[:1].fillLegs(&alone, before, after)
	if alone.Processes != nil || alone.Legs != nil || *alone.ServerCPUSeconds != 2 || alone.PeakRSSBytes != 30 {
		t.Errorf("of one process the trial says %+v, want its CPU and memory only", alone)
	}

	// A process of the second service ended, with what it had used before the window.
	after.costs[1].cpu = 4e8
	for n, service := range map[int]topology{1: served[1:], 2: served} {
		var lost record.Trial
		first := len(served) - n
		service.fillCosts(&lost, readings{costs: before.costs[first:]}, readings{costs: after.costs[first:]})
		if lost.ServerCPUSeconds != nil || len(lost.Warnings) != 1 || n == 2 && (*lost.Processes[0].CPUSeconds != 2 || lost.Processes[1].CPUSeconds != nil) {
			t.Errorf("of %d services, one of which lost a process: %+v, want a warning in the place of the CPU time", n, lost)
		}
	}

	unknown := topology{runningService("p.a", 0)}
	var none record.Trial
	var read readings
	if err := unknown.readCosts(&read); err != nil {
		t.Errorf("readCosts() of an unknown process = %v", err)
	}
	if unknown.fillCosts(&none, read, read); none.ServerCPUSeconds != nil {
		t.Errorf("an unknown process used %v s, want nothing said", *none.ServerCPUSeconds)
	}
	gone := topology{{name: "gone", pid: 1 << 22}}
	if _, err := meter.ProcessCPU(1 << 22); err == nil || gone.readCosts(&read) == nil {
		t.Errorf("readCosts() of a process that is gone is no error")
	}
}

// A service that does not show its metrics must not hold up a run that is to stop.
func TestScrapeEndsWithItsContext(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := &service{name: "silent", admin: listener.Addr().String()}
	if _, err := (&counters{served: topology{{name: "front"}, s}}).begin(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("begin() = %v, want the context's end", err)
	}
}
