package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
	"github.com/wiretax/wiretax/cmd/selfcheck/stall"
	"github.com/wiretax/wiretax/contract"
)

// calibrations bounds how often the service time is adjusted until the hold is right, which it is
// within half of what a quantile may deviate.
const (
	calibrations = 4
	closeEnough  = mostDeviation / 2
)

// startStall starts the stalling server so that a request holds its connection for as long
// as the truth says. How much of that the wire, the client and the server take depends on the
// machine, so it is measured first, by the bare loop with one caller on one connection.
func startStall(ctx context.Context, b *bench) (*stallServer, error) {
	service := stall.Hold - 500*time.Microsecond
	for try := 1; ; try++ {
		s, hold, err := startStallAt(ctx, b, service)
		if err != nil {
			return nil, err
		}
		if try == calibrations || math.Abs(holdOff(hold)) <= closeEnough {
			b.print(holdRow(service, hold))
			return s, nil
		}
		s.Stop()
		service = max(service+stall.Hold-hold, 0)
	}
}

// holdOff returns how far a hold deviates from that of the truth.
func holdOff(hold time.Duration) float64 { return hold.Seconds()/stall.Hold.Seconds() - 1 }

// holdRow shows the hold, on which the truths rest.
func holdRow(service, hold time.Duration) Row {
	r := Row{
		Group: "stall", What: "for how long a request holds a connection", Tool: bareChild + " loop",
		Measured: quantity(hold.Seconds()), Target: quantity(stall.Hold.Seconds()),
		Note:    fmt.Sprintf("%s of it in the server", quantity(service.Seconds())),
		Figures: map[string]float64{"hold_seconds": hold.Seconds(), "service_seconds": service.Seconds()},
	}
	if math.Abs(holdOff(hold)) > mostDeviation {
		r = r.noted("too far off for the truths of 10 connections and of 1: the machine is not quiet")
	}
	return r
}

// stallServer is a stalling server.
type stallServer struct {
	*pinned.Server
	announced stall.Announcement
}

// launchStall starts the stalling server with flags of its own.
func (p *programs) launchStall(ctx context.Context, flags ...string) (*stallServer, error) {
	// One P more than it has CPUs, for the thread that waits for the end of a stall.
	s, err := p.Start(ctx, []string{"GOMAXPROCS=2"}, p.Self, append([]string{stall.Command}, flags...)...)
	if err != nil {
		return nil, err
	}
	served := &stallServer{Server: s}
	if err := json.Unmarshal(s.Announced, &served.announced); err != nil {
		s.Stop()
		return nil, fmt.Errorf("read what the stalling server announced: %w", err)
	}
	return served, nil
}

// startStallAt starts the server with a service time, and says for how long a request then
// holds a connection.
func startStallAt(ctx context.Context, b *bench, service time.Duration) (*stallServer, time.Duration, error) {
	s, err := b.launchStall(ctx, "-every", b.lengths.every.String(), "-stall", b.lengths.pause.String(), "-service", service.String())
	if err != nil {
		return nil, 0, err
	}
	hold, err := probeHold(ctx, b, s)
	if err != nil {
		s.Stop()
		return nil, 0, err
	}
	return s, hold, nil
}

// probes is the number of short runs of the bare loop of which the hold is the median: on a
// machine that others disturb, one long run would include the disturbance.
const probes = 5

func probeHold(ctx context.Context, b *bench, s *stallServer) (hold time.Duration, err error) {
	if err := awaitQuiet(ctx, b, s); err != nil {
		return 0, err
	}
	length := (b.lengths.every - b.lengths.pause) / (4 * probes) // over long before the next stall
	var holds []time.Duration
	for range probes {
		r, err := b.bare(ctx, length/4, length, "-stack", contract.REST, "-address", s.Listen, "-path", stall.Path, "-callers", "1")
		if err != nil {
			return 0, err
		}
		holds = append(holds, time.Duration(r.Seconds/float64(r.Completed)*float64(time.Second)))
	}
	slices.Sort(holds)
	return holds[probes/2], nil
}
