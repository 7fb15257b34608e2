package report

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

func TestMissing(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*record.Trial)
		metric string
		want   string
	}{
		{"too few in one block", func(t *record.Trial) {
			if t.Block == 3 && t.Arm == "grpc" {
				t.Response.P99 = nil
			}
		}, contract.ResponseP99, "too few samples in 1 of 10 blocks"},
		{"too few", func(t *record.Trial) { t.Response.P99 = nil }, contract.ResponseP99, "too few samples"},
		{"not measured", func(t *record.Trial) { t.ServerCPUSeconds = nil }, contract.ServerCPU, "not measured"},
		{"zero is no measurement", func(t *record.Trial) { t.MessageBytesReceived = 0 }, contract.MessageBytes, "not measured"},
		{"no valid trial", func(t *record.Trial) {
			if t.Stack == "rest" {
				t.Valid, t.Reasons = false, []string{"wrong answer"}
			}
		}, contract.WireBytes, "no valid trial of REST: wrong answer"},
		{"no trial", func(t *record.Trial) {
			if t.Arm == "grpc" {
				t.ID = ""
			}
		}, contract.WireBytes, "no trial of gRPC"},
		{"never together", func(t *record.Trial) {
			t.Valid = (t.Arm == "grpc") == (t.Block%2 == 0)
		}, contract.WireBytes, "never both valid in a block"},
		{"never together, with a reason", func(t *record.Trial) {
			if t.Valid = (t.Arm == "grpc") == (t.Block%2 == 0); !t.Valid {
				t.Reasons = []string{"wrong answer of " + t.Arm}
			}
		}, contract.WireBytes, "never both valid in a block: wrong answer of rest"},
	} {
		r := analysed(t, c.change)
		f := r.Pairs[0].Figure(c.metric)
		if words.Why(f.Missing) != c.want {
			t.Errorf("%s: missing = %q, want %q", c.name, words.Why(f.Missing), c.want)
		}
		if f.N != 0 || f.Verdict != stat.NoVerdict {
			t.Errorf("%s: %d blocks and verdict %q behind a missing figure", c.name, f.N, f.Verdict)
		}
		compose(t, r.Record) // a report of it can be made
	}
}

func TestManyStacks(t *testing.T) {
	l := &reporttest.Lab{Manifest: reporttest.Manifest("full", 4, "GetBook"), Noise: .01}
	l.Manifest.Plan.Stacks = []string{"rest", "rest-h2", "grpc"}
	r := string(compose(t, l.Run(t)).Markdown)
	for _, want := range []string{"### GetBook: REST h2 beside REST", "### GetBook: gRPC beside REST", "No figures: no trial of REST h2."} {
		if !strings.Contains(r, want) {
			t.Errorf("RESULTS.md lacks %q", want)
		}
	}
	for _, plan := range []string{"smoke", "quick", "standard", "full"} {
		if strings.Contains(r, "`make loadtest PLAN="+plan+"`") {
			t.Errorf("RESULTS.md of full asks for plan %s", plan)
		}
	}
}

func TestMissingTool(t *testing.T) {
	l := reporttest.Quick()
	l.Change = func(t *record.Trial) {
		switch t.Tool {
		case record.Ghz:
			t.ID = ""
		case record.Vegeta:
			t.Valid, t.Reasons = false, []string{"vegeta exited with status 1"}
		}
	}
	r := string(compose(t, l.Run(t)).Markdown)
	for _, want := range []string{
		"| GetBook | gRPC | `ghz` | no trial |",
		"| GetBook | REST | `vegeta` | no valid trial: vegeta exited with status 1 |",
		"- Invalid: GetBook, arm rest, block 1, by vegeta: vegeta exited with status 1.",
	} {
		if !strings.Contains(r, want) {
			t.Errorf("RESULTS.md lacks %q", want)
		}
	}
}

func TestNothingValid(t *testing.T) {
	l := reporttest.Quick()
	l.Change = func(t *record.Trial) { t.Valid, t.Reasons = false, []string{"the host stalled"} }
	r := compose(t, l.Run(t))
	want := "Wire bytes gRPC/REST: no figure for Recommend and GetBook (no valid trial of REST)."
	if got := r.Answer()[0]; got != want {
		t.Errorf("Answer()[0] = %q, want %q", got, want)
	}
	for _, want := range []string{
		"No figures: no valid trial of REST: the host stalled.",
		"In no block are both arms of REST valid.",
		"**less server CPU**: not judged here",
		"**less client CPU**: not judged here",
	} {
		if !strings.Contains(string(r.Markdown), want) {
			t.Errorf("RESULTS.md lacks %q", want)
		}
	}
}

// analysed is a changed quick run, judged.
func analysed(t *testing.T, change func(*record.Trial)) *judged.Run {
	t.Helper()
	l := reporttest.Quick()
	l.Change = change
	r, err := judged.Judge(l.Run(t))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
