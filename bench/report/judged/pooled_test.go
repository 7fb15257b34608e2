package judged

import (
	"math"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// repeated is a run of the quick plan in which gRPC's server CPU is multiplied.
func repeated(name string, blocks int, factor float64) *record.Run {
	l := reporttest.Quick()
	l.Manifest.Run, l.Manifest.Plan.Blocks = name, blocks
	l.Change = func(t *record.Trial) {
		if t.Arm == contract.GRPC {
			*t.ServerCPUSeconds *= factor
		}
	}
	return l.InMemory()
}

func TestPooledRuns(t *testing.T) {
	alone := make([]*Figure, 3)
	runs := []*record.Run{repeated("one", 10, 1), repeated("two", 10, 1.1), repeated("three", 10, 1.2)}
	for i, run := range runs {
		r, err := Judge(run)
		if err != nil {
			t.Fatal(err)
		}
		alone[i] = r.Pairs[0].Figure(contract.ServerCPU)
	}
	r, err := Judge(runs[0], runs[1:]...)
	if err != nil {
		t.Fatal(err)
	}
	f := r.Pairs[0].Figure(contract.ServerCPU)
	if f.N != 30 || f.Runs != 3 || len(f.LogRatios) != 30 || len(r.Parts) != 3 || !r.Record.Manifest.Complete {
		t.Errorf("pooled: %d blocks of %d runs, want 30 of 3", f.N, f.Runs)
	}
	// Runs of equal blocks and noise weigh alike.
	want := math.Cbrt(alone[0].Ratio * alone[1].Ratio * alone[2].Ratio)
	if math.Abs(f.Ratio/want-1) > 1e-6 || math.Abs(f.Between-0.0911) > 0.002 || f.CI.Hi-f.CI.Lo < 5*(alone[0].CI.Hi-alone[0].CI.Lo) {
		t.Errorf("pooled: ratio %v, %v between runs and interval %v, want %v, about the standard deviation of ln 1, 1.1 and 1.2, and a much wider one than %v", f.Ratio, f.Between, f.CI, want, alone[0].CI)
	}
	if p50 := r.Pairs[0].Figure(contract.ResponseP50); p50.Between != 0 {
		t.Errorf("p50, the same in all runs, has %v between runs", p50.Between)
	}
	for _, c := range r.Controls {
		if c.N != 30 {
			t.Errorf("A/A of %s has %d blocks, want 30", c.Metric.Key, c.N)
		}
	}
	if runs[0].Manifest.Plan.Blocks != 10 || runs[1].Trials[0].Block != 1 {
		t.Error("pooling changed the runs themselves")
	}
}

func TestPooledRunsThatLackSomething(t *testing.T) {
	stopped := repeated("two", 10, 1)
	stopped.Manifest.Complete = false
	invalid := repeated("two", 10, 1)
	for i := range invalid.Trials {
		trial := &invalid.Trials[i]
		trial.Valid = trial.Arm != contract.GRPC || trial.Block < 3
	}
	for _, c := range []struct {
		name string
		run  *record.Run
		n    int
		warn string
	}{
		{"stopped early", stopped, 20, ""},
		{"two blocks", invalid, 12, "2 blocks in run 2 of 2: a verdict needs at least 3"},
	} {
		r, err := Judge(repeated("one", 10, 1), c.run)
		if err != nil {
			t.Fatal(err)
		}
		f := r.Pairs[0].Figure(contract.ServerCPU)
		if f.Verdict != stat.NoVerdict || f.N != c.n || !f.CI.Known() || strings.Join(f.Warnings, "") != c.warn {
			t.Errorf("%s: %q on %d blocks with %q, want no verdict on %d with %q", c.name, f.Verdict, f.N, f.Warnings, c.n, c.warn)
		}
	}
}

func TestRepeats(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*record.Plan)
		want   string
	}{
		{"the same", func(*record.Plan) {}, ""},
		{"another seed", func(p *record.Plan) { p.Seed++ }, ""},
		{"another capacity", func(p *record.Plan) { p.Operations[0].Rate.PerSecond = 3000 }, ""},
		{"another share", func(p *record.Plan) { p.Operations[0].Rate.Share = .5 }, "operations"},
		{"more blocks", func(p *record.Plan) { p.Blocks = 12 }, "blocks (10, 12)"},
		{"TLS", func(p *record.Plan) { p.TLS = true }, "tls (false, true)"},
	} {
		plans := [2]*record.Run{repeated("one", 10, 1), repeated("two", 10, 1)}
		for _, run := range plans {
			run.Manifest.Plan.Operations[0].Rate = record.Rate{PerSecond: 2000, Share: .1}
		}
		c.change(&plans[1].Manifest.Plan)
		if got := Repeats(plans[0], plans[1]); got != c.want {
			t.Errorf("%s: Repeats = %q, want %q", c.name, got, c.want)
		}
	}
}
