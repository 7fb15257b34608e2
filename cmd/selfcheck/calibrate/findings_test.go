package calibrate

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

func TestFindings(t *testing.T) {
	var total findings
	for range 2 {
		one := findings{runs: 1, halves: map[string][]float64{}}
		lag := 300e-6
		for i := range 4 {
			trial := record.Trial{ID: "x", StealShare: 0.01 * float64(i)}
			trial.Valid, trial.LateTail, trial.Lag.P99 = i > 0, i == 1, &lag
			trial.Reasons = []string{"late"}
			one.addTrial(&trial)
		}
		one.addVerdict("GetBook", "response_p50", "inconclusive", 1/1.2, 1.2)
		one.addVerdict("GetBook", "client_cpu", "materially worse", 2, 2.205)
		one.addVerdict("GetBook", "server_cpu", "equivalent", 1/1.01, 1.01)
		one.addVerdict("GetBook", "wire_bytes", "equivalent", 1, 1)
		one.wrongRuns = 1
		want := "| 7 | rest | 3 of 4 | 1 | 2.0 % | 300 µs | 20.0 %, 5.0 %, 0.0 % | GetBook client_cpu materially worse |"
		if got := one.row(7, "rest"); got != want {
			t.Errorf("row = %s\nwant  %s", got, want)
		}
		total.add(one)
	}
	want := "\n2 runs: 6 of 8 trials valid (75.0 %), 2 of them late in the tail; 2 of 8 verdicts false (25.0 %), in 2 runs.\n- invalid: x: late\n- invalid: x: late\n"
	if got := total.summary(); got != want {
		t.Errorf("summary = %q\nwant %q", got, want)
	}
	if columns := strings.Count(header[:strings.Index(header, "\n")], "|"); columns != strings.Count(want, "|")+9 {
		t.Errorf("the header has %d bars, want 9", columns)
	}
}

func TestTwinnedPlansArePlans(t *testing.T) {
	p, err := plan.Load("quick")
	if err != nil {
		t.Fatal(err)
	}
	for i, stack := range []string{"rest", "grpc", "rest"} {
		text, err := plan.Encode(twinned(p, i))
		if err != nil {
			t.Fatal(err)
		}
		got, err := plan.Parse(text)
		if err != nil {
			t.Fatalf("Parse(%s) = %v", text, err)
		}
		if got.Stacks[0] != stack || got.Stacks[1] != stack+"-twin" || got.AA != stack || got.Blocks != p.Blocks || got.Seed == p.Seed {
			t.Errorf("plan %d = %+v, want %s beside its twin", i, got, stack)
		}
	}
}
