package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

// A stopped run is counted alike by all: all its trials, of all that were planned.
func TestStoppedRunIsCountedOnce(t *testing.T) {
	run := reporttest.Incomplete().Run(t)
	run.Manifest.Planned = 70 // with those of other tools and empty requests
	run.Manifest.Stopped = "interrupted, after 28 of 70 trials"
	if len(run.Trials) != 28 {
		t.Fatalf("the fixture has %d trials, want 28", len(run.Trials))
	}
	const want = "28 of 70 trials"
	if got := Measured(run); got != want {
		t.Errorf("Measured = %q, want %q", got, want)
	}
	r := compose(t, run)
	if got := r.Answer()[0]; got != "Incomplete run, no verdicts: 4 of 10 blocks, "+want+"." {
		t.Errorf("the answer begins %q", got)
	}
	text := string(r.Markdown)
	if n := strings.Count(text, want); n != 3 {
		t.Errorf("RESULTS.md says %d times %q, want 3: in the answer, of the run and of the plan", n, want)
	}
	if strings.Contains(text, "| 4 of 4 |") || !strings.Contains(text, "| 4 of 10 |") {
		t.Error("RESULTS.md counts valid trials of those alone that took place, want of all blocks")
	}
	for planned, want := range map[int]string{0: "28 trials", 28: "28 of 28 trials"} {
		run.Manifest.Planned = planned
		if got := Measured(run); got != want {
			t.Errorf("Measured of a run of %d = %q, want %q", planned, got, want)
		}
	}
}

// A stack that was measured with another operation has trials, though none with this one.
func TestNoTrialOfAnOperation(t *testing.T) {
	for _, c := range []struct {
		name string
		lab  *reporttest.Lab
		gone func(*record.Trial) bool
		want string
	}{
		{"of the baseline", reporttest.Quick(), func(t *record.Trial) bool { return t.Operation == "GetBook" && t.Stack == "rest" }, "no trial of REST with this operation"},
		{"of the other", reporttest.Quick(), func(t *record.Trial) bool { return t.Operation == "GetBook" && t.Arm == "grpc" }, "no trial of gRPC with this operation"},
		{"of an operation", reporttest.Quick(), func(t *record.Trial) bool { return t.Operation == "GetBook" }, "no trial of REST with this operation"},
		{"of a stack", reporttest.Quick(), func(t *record.Trial) bool { return t.Arm == "grpc" }, "no trial of gRPC"},
		{"of a service", reporttest.Shop(), func(t *record.Trial) bool { return t.Operation == "search" && t.Arm == "a" }, "no trial of A with this operation"},
	} {
		c.lab.Change = func(t *record.Trial) {
			if c.gone(t) {
				t.ID = ""
			}
		}
		r, err := judged.Judge(c.lab.Run(t))
		if err != nil {
			t.Fatal(err)
		}
		if got := words.Why(r.Pairs[1].Figure(contract.WireBytes).Missing); got != c.want {
			t.Errorf("%s: missing = %q, want %q", c.name, got, c.want)
		}
		if answer := strings.Join(compose(t, r.Record).Answer(), "\n"); !strings.Contains(answer, "("+c.want+")") {
			t.Errorf("%s: the answer does not say %q:\n%s", c.name, c.want, answer)
		}
	}
	r := analysed(t, func(t *record.Trial) {
		if t.Arm == "rest-aa" && t.Operation == "GetBook" {
			t.ID = ""
		}
	})
	at := slices.IndexFunc(r.Controls, func(c judged.Control) bool { return c.Op.Name == "GetBook" && c.Metric.Key == contract.WireBytes })
	if got, want := words.Why(r.Controls[at].Missing), "no trial of the repeated REST with this operation"; got != want {
		t.Errorf("without a second arm: %q, want %q", got, want)
	}
}

// Trials of an operation that no plan names, such as empty requests, are no
// part of how much of the plan was carried out.
func TestOtherOperationsDoNotCount(t *testing.T) {
	run := reporttest.Incomplete().Run(t)
	for i := range 3 {
		extra := run.Trials[i]
		extra.ID, extra.Operation, extra.Block = "empty"+extra.ID, record.EmptyRequest, 5
		run.Trials = append(run.Trials, extra)
	}
	r := compose(t, run)
	if got, want := r.Answer()[0], "Incomplete run, no verdicts: 4 of 10 blocks, 24 of 60 trials."; got != want {
		t.Errorf("the answer begins %q, want %q", got, want)
	}
}
