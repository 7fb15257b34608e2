package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/reporttest"
)

// An operation that a stack does not carry is not missing there.
func TestWhatAStackLacksIsNotMissed(t *testing.T) {
	l := reporttest.Streams()
	l.Change = nil
	r := compose(t, l.InMemory())
	for _, strange := range []string{"no trial", "missing", "Live-1: REST NDJSON", "| Live-1 | REST NDJSON |"} {
		if strings.Contains(string(r.Markdown), strange) {
			t.Errorf("RESULTS.md holds %q", strange)
		}
	}
	// 4 arms of two operations and 3 of three, in 6 blocks.
	l.Manifest.Complete = false
	l.Change = func(trial *record.Trial) {
		if trial.Block > 2 {
			trial.ID = ""
		}
	}
	if got, want := compose(t, l.InMemory()).Answer()[0], "Incomplete run, no verdicts: 2 of 6 blocks, 34 of 102 trials."; got != want {
		t.Errorf("of two blocks the answer begins %q, want %q", got, want)
	}
	l.Change = func(trial *record.Trial) {
		if trial.Operation == "Live-1" && trial.Arm == "grpc" {
			trial.ID = ""
		}
	}
	if got := string(compose(t, l.InMemory()).Markdown); !strings.Contains(got, "6 of 6 trials missing: Live-1, arm grpc.") {
		t.Error("RESULTS.md does not say that trials of Live-1 over gRPC are missing")
	}
}

// A larger plan gives the answer. A section stands where a run fills it; the plans of the others
// are listed.
func TestSectionsOfPlans(t *testing.T) {
	standard := &reporttest.Lab{Manifest: reporttest.Manifest("standard", 5, "GetBook"), Noise: .02}
	listed := func(plan string) string { return fmt.Sprintf("\n- `%s`: `make loadtest PLAN=%[1]s`\n", plan) }
	titles := map[string]string{"streams": "Streams", "work": "Handler cost", "gateway": "Gateway", "chain": "Chain"}
	for _, c := range []struct {
		name   string
		labs   []*reporttest.Lab
		filled string
		order  []string
	}{
		{"standard", []*reporttest.Lab{standard}, "", []string{"## Plan `standard`", "## What articles claim", "## Not here yet"}},
		{"with streams", []*reporttest.Lab{reporttest.Streams(), standard}, "streams", []string{"## Plan `standard`", "## Streams", "## Plan `streams`"}},
		{"with work", []*reporttest.Lab{reporttest.Work(), standard}, "work", []string{"## Plan `standard`", "## Handler cost", "## Plan `work`", "## Not here yet"}},
		{"with both", []*reporttest.Lab{reporttest.Work(), reporttest.Streams(), reporttest.Quick()}, "streams work", []string{"## Plan `quick`", "## Streams", "## Plan `streams`", "## Handler cost", "## Plan `work`"}},
		{"with gateway and chain", []*reporttest.Lab{reporttest.Chain(), reporttest.Gateway(), reporttest.Quick()}, "gateway chain", []string{"## Plan `quick`", "## Gateway", "## Plan `gateway`", "## Chain", "## Plan `chain`"}},
	} {
		var runs []*record.Run
		for _, l := range c.labs {
			l.Manifest.Build.Tools = nil // as those of the others
			runs = append(runs, l.InMemory())
		}
		r := compose(t, runs...)
		text := string(r.Markdown)
		for plan, title := range titles {
			filled := strings.Contains(c.filled, plan)
			if got := strings.Count(text, "\n## "+title+"\n") == 1; got != filled {
				t.Errorf("%s: the section of plan %s stands there: %v, want %v", c.name, plan, got, filled)
			}
			if got := strings.Contains(text, listed(plan)); got == filled {
				t.Errorf("%s: plan %s is listed as not here: %v, want %v", c.name, plan, got, !filled)
			}
		}
		if strings.Contains(text, "fills") {
			t.Errorf("%s: RESULTS.md says that a command fills it, which replaces it", c.name)
		}
		at := 0
		for _, heading := range c.order {
			next := strings.Index(text[at:], "\n"+heading)
			if next < 0 {
				t.Errorf("%s: RESULTS.md has no %q, or not in order", c.name, heading)
				break
			}
			at += next + 1
		}
		if strings.Contains(r.Answer()[0], "ListBooks") {
			t.Errorf("%s: the answer is that of streams: %s", c.name, r.Answer()[0])
		}
	}
}

// A value that is missing says why, in a footnote.
func TestMissingStreamValues(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*record.Trial)
		want   string
	}{
		{"no items", func(t *record.Trial) { t.Items = 0 }, "ListBooks: not measured in 6 of 6 blocks."},
		{"no mean", func(t *record.Trial) { t.Service.Mean = nil }, "ListBooks: not measured in 6 of 6 blocks."},
		{"one without", func(t *record.Trial) {
			if t.Block == 3 {
				t.FirstItem.P50 = nil
			}
		}, "ListBooks: too few samples in 1 of 6 blocks."},
		{"invalid", func(t *record.Trial) {
			if t.Arm == "grpc" {
				t.Valid, t.Reasons = false, []string{"3 answers were wrong"}
			}
		}, "ListBooks: no valid trial of gRPC: 3 answers were wrong."},
		{"a conversation", func(t *record.Trial) {
			if strings.HasPrefix(t.Operation, "Live") {
				t.ServerCPUSeconds = nil
			}
		}, "Live-1: not measured."},
	} {
		l := reporttest.Streams()
		l.Manifest.Plan.Operations = slices.Delete(l.Manifest.Plan.Operations, 1, 2)[:2] // a listing and one conversation
		l.Change = c.change
		if got := string(compose(t, l.InMemory()).Markdown); !strings.Contains(got, page.Escape(c.want)) {
			t.Errorf("%s: RESULTS.md lacks the footnote %q", c.name, c.want)
		}
	}
}
