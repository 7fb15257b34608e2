package calibrate

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
)

func TestTheRunsArePlans(t *testing.T) {
	c := base(t)
	c.runs, c.plantedRuns, c.shares = 4, 2, []float64{0.05, 0.1}
	jobs := append(c.twinned(), c.planted([]plantedWork{{Share: 0.05, Work: "cpu=2500ns"}, {Share: 0.1, Work: "cpu=5us"}})...)
	var names []string
	seeds := make(map[uint64]bool)
	for _, j := range jobs {
		text, err := plan.Encode(j.plan)
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.Parse(text)
		if err != nil {
			t.Fatalf("Parse(%s) = %v", text, err)
		}
		names = append(names, p.Name)
		if seeds[p.Seed] {
			t.Errorf("%s has the seed %d, which another run has", p.Name, p.Seed)
		}
		seeds[p.Seed] = true
		if p.Blocks != madeUpBlocks || p.Window != 1 || !strings.HasSuffix(p.Name, p.Windows) {
			t.Errorf("plan = %+v, want the blocks and the window of the base, and the design that it is named for", p)
		}
		if rates := p.Vary.Rate; !slices.Equal(rates, []plan.Rate{light, busy}) {
			t.Errorf("%s varies %v, want both loads", p.Name, rates)
		}
		if j.work != nil && (!strings.Contains(p.Pairs[0].A.Start, "--work "+j.work.Work) || strings.Contains(p.Pairs[0].B.Start, "--work")) {
			t.Errorf("%s starts %q and %q, want %s planted in the first alone", p.Name, p.Pairs[0].A.Start, p.Pairs[0].B.Start, j.work.Work)
		}
		if j.work == nil && !isTwin(&p) {
			t.Errorf("%s has the stacks %v, want one and its twin", p.Name, p.Stacks)
		}
	}
	want := []string{
		"aa-001-rest-whole", "aa-001-rest-sliced", "aa-002-grpc-whole", "aa-002-grpc-sliced",
		"aa-003-rest-sliced", "aa-003-rest-whole", "aa-004-grpc-sliced", "aa-004-grpc-whole",
		"planted-5pct-001-whole", "planted-5pct-001-sliced", "planted-10pct-001-sliced", "planted-10pct-001-whole",
		"planted-5pct-002-sliced", "planted-5pct-002-whole", "planted-10pct-002-whole", "planted-10pct-002-sliced",
	}
	if !slices.Equal(names, want) {
		t.Errorf("runs = %v\nwant   %v", names, want)
	}
}

func TestBadFlags(t *testing.T) {
	for _, test := range []struct{ args, err string }{
		{"-planted-runs -1", "-planted-runs -1 is out of range; use 0 to 1000"},
		{"-runs 0 -planted-runs 0", "-runs and -planted-runs are 0"},
		{"-designs whole,whole", `-designs "whole,whole": use whole,sliced, or one of them`},
		{"-designs thin", `-designs "thin"`},
		{"-planted 5", `-planted "5": "5" is not a share`},
		{"-planted 5%,200%", `"200%" is not a share`},
		{"-plan nowhere", "it is not a built-in plan"},
		{"-blocks -1", "blocks"},
	} {
		err := Run(t.Context(), strings.Fields(test.args), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), test.err) {
			t.Errorf("Run(%s) = %v, want %q in it", test.args, err, test.err)
		}
	}
}

// fakeProgram makes a program that leaves the run folder of a made-up run, or fails where the plan has a word.
func fakeProgram(t *testing.T, fails string) string {
	t.Helper()
	runs := t.TempDir()
	twins(t)[0].write(t, runs)
	made := filepath.Join(runs, "aa-001-rest-whole", runsFolder)
	program := filepath.Join(t.TempDir(), "wiretax")
	script := "#!/bin/sh\ngrep -q '" + fails + "' plan.yaml && exit 3\ncp -r '" + made + "' .\n"
	if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return program
}

func TestRunsThatFail(t *testing.T) {
	for _, test := range []struct {
		name, fails string
		planted     int
		err, table  string
	}{
		{"none", "nothing", 0, "", "| whole | 4 |"},
		{"none with planted work", "nothing", 3, "", "| 10.0 % | 50 %, lean | whole | 6 |"},
		{"the first", "aa-001", 1, "run aa-001-rest-whole: exit status 3", ""},
		{"later ones", "aa-002", 0, "2 of 4 runs left nothing to read", "| whole | 2 |"},
		{"that of the cost", "cost", 1, "run cost: exit status 3", "| whole | 4 |"},
		{"later ones with planted work", "planted-10pct-002", 3, "2 of 10 runs left nothing to read", "| 10.0 % | 50 %, lean | whole | 4 |"},
	} {
		c := base(t)
		c.runs, c.out, c.binary = 2, t.TempDir(), fakeProgram(t, test.fails)
		c.plantedRuns, c.shares = test.planted, []float64{0.1}
		var out strings.Builder
		err := c.carryOut(t.Context(), &out, io.Discard)
		if (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s fail: carryOut() = %v, want %q", test.name, err, test.err)
		}
		if !strings.Contains(out.String(), test.table) {
			t.Errorf("%s fail: %q is not in\n%s", test.name, test.table, out.String())
		}
	}
}

func TestInterruptedRunsAreSummedUp(t *testing.T) {
	c := base(t)
	c.runs, c.out, c.binary = 2, t.TempDir(), fakeProgram(t, "nothing")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out strings.Builder
	err := c.carryOut(ctx, &out, cancelAt{"run 3 of 4", cancel})
	if err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) {
		t.Errorf("carryOut() = %v, want that it was canceled", err)
	}
	if !strings.Contains(out.String(), "| whole | 2 |") {
		t.Errorf("the table does not have the two runs before:\n%s", out.String())
	}
}

// cancelAt cancels when a text is written.
type cancelAt struct {
	text   string
	cancel func()
}

func (c cancelAt) Write(text []byte) (int, error) {
	if strings.Contains(string(text), c.text) {
		c.cancel()
	}
	return len(text), nil
}

// Work of a few microseconds takes about what its text says, on a CPU that is not much faster or slower.
func TestWorkIsMeasured(t *testing.T) {
	for _, want := range []time.Duration{time.Microsecond, 2500 * time.Nanosecond, 5 * time.Microsecond} {
		work, err := workOf(want.Seconds())
		if err != nil {
			t.Fatal(err)
		}
		if took := work.Seconds / want.Seconds(); took < 0.3 || took > 10 {
			t.Errorf("--work %s took %.3g s, want about %v", work.Work, work.Seconds, want)
		}
	}
	if work, err := workOf(1e-10); err == nil {
		t.Errorf("workOf(0.1 ns) = %+v, want an error", work)
	}
}
