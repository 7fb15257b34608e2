package run

import (
	"context"
	"runtime"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
)

// DescribeMachine describes this machine, on whose CPUs servers and this process, their client,
// run.
func DescribeMachine(server, client meter.CPUs) (record.Machine, error) {
	host, err := meter.ReadHost()
	return record.Machine{
		OS: runtime.GOOS, Arch: runtime.GOARCH, Kernel: host.Kernel,
		CPU: host.CPU, CPUs: host.CPUs, MemoryByte: host.MemoryBytes,
		ServerCPUs: server.String(), ClientCPUs: client.String(), SharedCPUs: server.String() == client.String(),
		ClientProcessors: runtime.GOMAXPROCS(0),
		Virtual:          host.Virtual, Container: host.Container,
		IdleDriver: host.IdleDriver, IdleGovernor: host.IdleGovernor, FrequencyGovernor: host.FrequencyGovernor,
	}, err
}

// roundTripTime is how long round trips of one size are made. Tests make it shorter.
var roundTripTime = 100 * time.Millisecond

// roundTripBytes are the sizes of the round trips: the smallest, and about a request and an answer
// of the catalog's over HTTP/1.1.
var roundTripBytes = [][2]int{{1, 1}, {200, 1100}}

// timeRoundTrips measures raw round trips over TCP where the run's requests will go: from a CPU of
// the client's to one of the servers'. A container may forbid it; the run then lacks the
// figures, and warning says so.
func timeRoundTrips(server, client meter.CPUs) (trips []record.RoundTrip, warning string) {
	for _, size := range roundTripBytes {
		median, n, err := meter.TimeRoundTrip(client[0], server[0], size[0], size[1], roundTripTime)
		if err != nil {
			return nil, "no raw TCP round trip was measured: " + err.Error()
		}
		trips = append(trips, record.RoundTrip{RequestBytes: size[0], AnswerBytes: size[1], Trips: n, Seconds: median.Seconds()})
	}
	return trips, ""
}

// idleTime is how long the machine is watched before anything is started: a hundred ticks of the
// kernel's clock. Tests make it shorter.
var idleTime = time.Second

// idleBusyCPUs measures how many CPUs are busy before anything is started.
func idleBusyCPUs(ctx context.Context) (float64, error) {
	before, err := meter.ReadSystem()
	if err != nil {
		return 0, err
	}
	watched := time.NewTimer(idleTime)
	defer watched.Stop()
	select {
	case <-watched.C:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	after, err := meter.ReadSystem()
	return after.Minus(before).Busy.Seconds() / idleTime.Seconds(), err
}
