package engine

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/single"
	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
	"github.com/wiretax/wiretax/contract"
)

// soakShare is the share of the service's capacity at which it is driven for long.
const soakShare = 0.5

// measureSoak drives the gRPC service for long at half its capacity, by the same code as
// wiretax load but in a child of this program, which can count its own goroutines.
func measureSoak(ctx context.Context, b *bench) {
	s, err := b.Serve(ctx, contract.GRPC)
	if err != nil {
		b.failed(ctx, soakRow(b.lengths.soak, 0, soaked{}, pinned.Memory{}), err)
		return
	}
	defer s.Stop()
	capacity, _, err := capacityOf(ctx, b, s, contract.GRPC)
	if err != nil {
		b.failed(ctx, soakRow(b.lengths.soak, 0, soaked{}, pinned.Memory{}), err)
		return
	}
	rate := float64(int64(soakShare * capacity))
	limited, cancel := pinned.Limit(ctx, "the soak", b.lengths.soak)
	defer cancel()
	cmd := pinned.Child(limited, b.Self, Command, soakChild, "-url", "grpc://"+s.Listen+bookMethod, "-rate", fmt.Sprint(rate), "-duration", b.lengths.soak.String())
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", len(b.ClientCPUs)+1))
	f, err := b.Drive(cmd, b.lengths.sample)
	var found soaked
	if err == nil {
		err = json.Unmarshal(f.Stdout, &found)
	}
	if err != nil {
		b.failed(ctx, soakRow(b.lengths.soak, rate, soaked{}, pinned.Memory{}), pinned.Because(limited, err))
		return
	}
	b.print(soakRow(b.lengths.soak, rate, found, f.Memory).settled(window{Load: found.Load}))
}

// soaked is what the child found, and how many goroutines it had each second.
type soaked struct {
	Load       record.Load `json:"load"`
	Goroutines []int       `json:"goroutines"`
}

// at returns how many goroutines there were when that share of the time was over.
func (s soaked) at(share float64) int {
	return s.Goroutines[int(share*float64(len(s.Goroutines)-1))]
}

// mostGrowth is by which factor the number of goroutines may grow.
const mostGrowth = 1.1

// steady reports whether there are at most a tenth more at the end than ever in the first tenth.
func (s soaked) steady() bool {
	most := 0
	for _, n := range s.Goroutines[:len(s.Goroutines)/10+1] {
		most = max(most, n)
	}
	return float64(s.at(1)) <= mostGrowth*float64(most)
}

func soakRow(length time.Duration, rate float64, s soaked, m pinned.Memory) Row {
	r := Row{Group: "soak", What: fmt.Sprintf("gRPC, %v at half the capacity, %s/s", length, thousands(int64(rate))), Tool: wiretax}
	const target = "flat memory and goroutines"
	if len(s.Goroutines) == 0 || len(m.Readings) == 0 {
		return r.judged(wiretax, target, false).noted("it ended before anything was read")
	}
	r.Measured = fmt.Sprintf("%s at 10 %%, %s at the end, peak %s; %d goroutines at 10 %%, %d at the end",
		megabytes(m.At(0.1)), megabytes(m.At(1)), megabytes(m.Peak), s.at(0.1), s.at(1))
	r.Figures = map[string]float64{
		"rss_bytes_10": float64(m.At(0.1)), "rss_bytes_100": float64(m.At(1)), "peak_rss_bytes": float64(m.Peak),
		"goroutines_10": float64(s.at(0.1)), "goroutines_100": float64(s.at(1)),
	}
	return r.judged(wiretax, target, m.Flat() && s.steady()).
		noted(fmt.Sprintf("%s of %s requests completed", thousands(s.Load.Completed), thousands(s.Load.Requests)))
}

// runSoak returns the child.
func runSoak(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet(soakChild, flag.ContinueOnError)
	flags.SetOutput(stderr)
	url := flags.String("url", "", "target")
	rate := flags.Float64("rate", 0, "offered rate")
	duration := flags.Duration("duration", 0, "how long")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var found soaked
	var err error
	found.Load, _, err = single.Load(ctx, single.Config{
		Target:   plan.Target{URL: *url, Data: bookJSON},
		Steps:    []single.Step{{Rate: *rate, Duration: *duration}},
		Warmup:   time.Second,
		Arrivals: contract.Poisson, Seed: 1, Connections: connections(contract.GRPC), Timeout: 10 * time.Second,
		CPUs:     max(1, runtime.GOMAXPROCS(0)-1),
		Interval: func(record.Interval) { found.Goroutines = append(found.Goroutines, runtime.NumGoroutine()) },
	})
	if err != nil {
		return err
	}
	// The last reading was taken when all had ended.
	found.Goroutines = found.Goroutines[:len(found.Goroutines)-1]
	return json.NewEncoder(stdout).Encode(found)
}
