package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/runtest"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// What does not travel on a stack is not missing there.
func TestWhatDoesNotTravelIsNotMissed(t *testing.T) {
	l := runtest.Streams()
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

// A metric that an operation does not have is no row, and no member of Holm's family.
func TestFirstItemsBelongToAnswersInItems(t *testing.T) {
	r, err := judged.Judge(runtest.Streams().InMemory())
	if err != nil {
		t.Fatal(err)
	}
	var family int
	for i := range r.Pairs {
		p := &r.Pairs[i]
		if got, want := p.Figure(judged.FirstItemP50) != nil, p.Op.Name != contract.UploadBookRatings; got != want {
			t.Errorf("%s over %s has a first item: %v, want %v", p.Op.Name, p.B, got, want)
		}
		for j := range p.Figures {
			if p.Figures[j].Headline {
				family++
			}
		}
	}
	if want := 2*5 + 2*4 + 3*5; family != want {
		t.Errorf("%d figures are judged, want %d", family, want)
	}
	for _, op := range runtest.Quick().Manifest.Plan.Operations {
		if ms := (&judged.Run{Plan: &record.Plan{}}).Metrics(op); slices.ContainsFunc(ms, func(m judged.Metric) bool { return m.Key == judged.FirstItemP50 }) {
			t.Errorf("%s has a first item", op.Name)
		}
	}
}

// A larger plan gives the answer. A section stands where a run fills it; the plans of the others
// are listed.
func TestSectionsOfPlans(t *testing.T) {
	standard := &runtest.Lab{Manifest: runtest.Manifest("standard", 5, "GetBook"), Noise: .02}
	listed := func(plan string) string { return fmt.Sprintf("\n- `%s`: `make loadtest PLAN=%[1]s`\n", plan) }
	titles := map[string]string{"streams": "Streams", "work": "Handler cost", "gateway": "Gateway", "chain": "Chain"}
	for _, c := range []struct {
		name   string
		labs   []*runtest.Lab
		filled string
		order  []string
	}{
		{"standard", []*runtest.Lab{standard}, "", []string{"## Plan `standard`", "## What articles claim", "## Not here yet"}},
		{"with streams", []*runtest.Lab{runtest.Streams(), standard}, "streams", []string{"## Plan `standard`", "## Streams", "## Plan `streams`"}},
		{"with work", []*runtest.Lab{runtest.Work(), standard}, "work", []string{"## Plan `standard`", "## Handler cost", "## Plan `work`", "## Not here yet"}},
		{"with both", []*runtest.Lab{runtest.Work(), runtest.Streams(), runtest.Quick()}, "streams work", []string{"## Plan `quick`", "## Streams", "## Plan `streams`", "## Handler cost", "## Plan `work`"}},
		{"with gateway and chain", []*runtest.Lab{runtest.Chain(), runtest.Gateway(), runtest.Quick()}, "gateway chain", []string{"## Plan `quick`", "## Gateway", "## Plan `gateway`", "## Chain", "## Plan `chain`"}},
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
				t.Errorf("%s: RESULTS.md has no %q, or not in its place", c.name, heading)
				break
			}
			at += next + 1
		}
		if strings.Contains(r.Answer()[0], "ListBooks") {
			t.Errorf("%s: the answer is that of streams: %s", c.name, r.Answer()[0])
		}
	}
}

// Settings are said where the load is, the usual ones are not.
func TestSettingsAreSaid(t *testing.T) {
	usual := record.Plan{Arrivals: "poisson", Connections: 16, Compression: "none", Profile: "default"}
	set := usual
	set.TLS, set.Compression, set.Profile = true, "gzip", "matched"
	for _, c := range []struct {
		plan record.Plan
		op   record.Operation
		want string
	}{
		{usual, record.Operation{Operation: "GetBook", Rate: 5}, "At 5/s: Poisson arrivals, 16 connections."},
		{set, record.Operation{Operation: "GetBook", Rate: 5, Work: "cpu=1ms"}, "At 5/s: Poisson arrivals, 16 connections, TLS, compression gzip, profile matched, handler cost cpu=1ms."},
		{usual, record.Operation{Operation: contract.UploadBookRatings, Rate: 5, Items: 9}, "At 5/s: Poisson arrivals, 16 connections, 9 items sent in a request."},
		{usual, record.Operation{Operation: contract.RealtimeRecommendations, Rate: 5, Items: 1, Streams: 10}, "At 5/s: Poisson arrivals, 16 connections, 1 item asked for in a request, 10 streams open (each WebSocket on a connection of its own)."},
	} {
		if got := underLoad((&judged.Run{Plan: &c.plan}), c.op); got != c.want {
			t.Errorf("underLoad(%+v) = %q, want %q", c.op, got, c.want)
		}
	}
}

// A value that is missing says why, in a footnote of its cell.
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
		{"late", func(t *record.Trial) { t.LateTail = true }, "ListBooks: the generator was late in 6 blocks."},
		{"late sometimes", func(t *record.Trial) { t.LateTail, t.Response.P99 = t.Block == 1, runtest.Pointer(1.0) }, "ListBooks: n = 5, in the other blocks the generator was late."},
		{"a conversation", func(t *record.Trial) {
			if strings.HasPrefix(t.Operation, "Live") {
				t.ServerCPUSeconds = nil
			}
		}, "Live-1: not measured."},
	} {
		l := runtest.Streams()
		l.Manifest.Plan.Operations = slices.Delete(l.Manifest.Plan.Operations, 1, 2)[:2] // a listing and one conversation
		l.Change = c.change
		if got := string(compose(t, l.InMemory()).Markdown); !strings.Contains(got, page.Escape(c.want)) {
			t.Errorf("%s: RESULTS.md lacks the footnote %q", c.name, c.want)
		}
	}
}

func TestWhereItMatters(t *testing.T) {
	of := func(work string, ratio, lo, hi, floor float64, verdict stat.Verdict) *judged.Pair {
		c := stat.Comparison{Ratio: ratio, CI: stat.Interval{Lo: lo, Hi: hi}, Floor: floor, Verdict: verdict}
		return &judged.Pair{Op: record.Operation{Work: work}, Figures: []judged.Figure{{Metric: judged.MetricOf(judged.ServerCPU), Headline: true, Comparison: c}}}
	}
	within := of("margin", .97, .96, .98, 1.01, stat.Better)
	within.Figures[0].Small = true
	missing := of("m", 1, .99, 1.01, 1, stat.Equivalent)
	missing.Figures[0].Missing.Why = judged.NoTrial
	for _, c := range []struct {
		pairs []*judged.Pair
		want  string
	}{
		{[]*judged.Pair{of("", 1.3, 1.2, 1.4, 1.02, stat.MateriallyWorse), of("a", 1.01, .99, 1.03, 1.02, stat.Equivalent)},
			"no difference that matters (margin 5.0 %) with handler cost a; a difference beyond the margin of 5.0 % with handler cost none."},
		{[]*judged.Pair{of("a", .8, .7, .9, 1.02, stat.MateriallyBetter), of("b", .9, .8, 1.01, 1.02, stat.Inconclusive), missing},
			"a difference beyond the margin of 5.0 % with handler cost a; not shown with handler cost b; no verdict with handler cost m."},
		{[]*judged.Pair{within, of("across", .96, .94, .98, 1.01, stat.Better)},
			"a difference, but within the margin of 5.0 % with handler cost margin; a difference, within the margin of 5.0 % or beyond it with handler cost across."},
		{[]*judged.Pair{of("floor", 1.1, .9, 1.3, 3, stat.Inconclusive), of("odd", 1.01, 1, 1.02, 3, stat.Unstable)},
			"not shown with handler cost floor and odd."},
	} {
		if got := whereItMatters(judged.ServerCPU, c.pairs); got != c.want {
			t.Errorf("whereItMatters() = %q, want %q", got, c.want)
		}
	}
}
