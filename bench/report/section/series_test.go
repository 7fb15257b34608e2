package section

import (
	"strconv"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

func TestSmallChains(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(*reporttest.Lab)
		has     []string
		hasNot  []string
	}{
		{"sound", func(l *reporttest.Lab) { l.Change, l.Noise = nil, l.Noise/2 }, []string{"so the claim is *held*.", "- **one batch**, 1 line to 100 lines: p50 latency "}, []string{"not measured", "no figure"}},
		{"one block", func(l *reporttest.Lab) { l.Manifest.Plan.Blocks, l.Change = 1, nil }, []string{"so the claim is *not judged*.", "p50 latency not judged, from "}, []string{"grows"}},
		{"one hop", func(l *reporttest.Lab) { l.Manifest.Plan.Operations, l.Change = l.Manifest.Plan.Operations[:1], nil }, []string{"compounds the gain in latency."}, []string{"### By lines", "the claim is", "- **"}},
		{"orders only", func(l *reporttest.Lab) { l.Manifest.Plan.Operations, l.Change = l.Manifest.Plan.Operations[3:5], nil }, []string{"- **serial calls**, 10 lines to 100 lines: "}, []string{"the claim is"}},
		{"no gRPC", func(l *reporttest.Lab) {
			l.Change = func(t *record.Trial) {
				if t.Stack == "grpc" {
					t.ID = ""
				}
			}
		}, []string{"p50 latency not judged (no trial of gRPC)", "the claim is *not judged*."}, []string{"grows"}},
		{"stopped", func(l *reporttest.Lab) { l.Manifest.Complete = false }, []string{"the claim is *not judged*."}, []string{"grows"}},
	} {
		l := reporttest.Chain()
		c.prepare(l)
		section, _ := chainSection(t, l)
		checkWords(t, c.name, section, c.has, c.hasNot)
	}
}

// The picture shows every ratio of its tables, and says the same to who cannot see it.
func TestChainPicture(t *testing.T) {
	l := reporttest.Chain()
	section, picture := chainSection(t, l)
	r := judge(t, l)
	drawn, alone := strings.Count(string(picture), `<circle class="point`), 0
	for _, s := range judged.AlongTheChain(r) {
		for i, p := range s.Pairs {
			for _, key := range chainMetrics {
				f := p.Figure(key)
				text := point(&s, i) + " " + words.Short(f)
				if !f.Missing.Any() {
					alone++
				}
				if !strings.Contains(string(picture), text) || !strings.Contains(section, text) {
					t.Errorf("%s of %s: picture or section lacks %q", key, p.Op.Name, text)
				}
			}
		}
	}
	if rules, want := strings.Count(string(picture), `<line class="rule"`), 2*(12-4)-1; rules != want {
		t.Errorf("the picture has %d lines from one figure to the next, want %d", rules, want)
	}
	if legend := 2; drawn != alone+legend || alone != 2*12-1 {
		t.Errorf("the picture has %d points for %d figures, want one each, of %d, and %d in its legend", drawn, alone, 2*12-1, legend)
	}
}

// Many lines, odd words and no figure at all stay inside the picture.
func TestChainPictureStaysInside(t *testing.T) {
	l := reporttest.Chain()
	l.Manifest.Plan.Blocks = 3
	for i := range 30 {
		l.Manifest.Plan.Operations = append(l.Manifest.Plan.Operations, record.Operation{
			Name: "Order" + strconv.Itoa(i), Operation: contract.GetOrder, Items: i, Rate: record.Rate{PerSecond: 5}, Calls: strings.Repeat("very ", i%9) + "odd & <b>\x1b[2J",
		})
	}
	for _, change := range []func(*record.Trial){nil, func(t *record.Trial) { t.Valid = false }, func(t *record.Trial) {
		if t.Arm == "grpc" {
			*t.Response.P50 *= []float64{1e-9, 1, 1e9}[t.Block%3]
		}
	}} {
		l.Change = change
		if _, picture := chainSection(t, l); strings.ContainsRune(string(picture), '\x1b') {
			t.Error("the picture holds a control character")
		}
	}
}

// chainSection is what a run of the chain fills.
func chainSection(t *testing.T, l *reporttest.Lab) (section string, picture []byte) {
	t.Helper()
	p := written(t, l, Chain)
	picture = p.Pictures["chain-chain.svg"]
	reporttest.CheckPicture(t, picture)
	return string(p.Markdown()), picture
}

func TestWhereItMatters(t *testing.T) {
	of := func(work string, ratio, lo, hi float64, verdict stat.Verdict) *judged.Pair {
		c := stat.Comparison{Ratio: ratio, CI: stat.Interval{Lo: lo, Hi: hi}, Verdict: verdict}
		return &judged.Pair{Op: record.Operation{Work: work}, Figures: []judged.Figure{{Metric: record.MetricOf(contract.ServerCPU), Headline: true, Comparison: c}}}
	}
	within := of("margin", .97, .96, .98, stat.Better)
	within.Figures[0].Small = true
	missing := of("m", 1, .99, 1.01, stat.Equivalent)
	missing.Figures[0].Missing.Why = judged.NoTrial
	for _, c := range []struct {
		pairs []*judged.Pair
		want  string
	}{
		{[]*judged.Pair{of("", 1.3, 1.2, 1.4, stat.MateriallyWorse), of("a", 1.01, .99, 1.03, stat.Equivalent)},
			"no difference that matters (margin 5.0 %) with handler cost a; a difference beyond the margin of 5.0 % with handler cost none."},
		{[]*judged.Pair{of("a", .8, .7, .9, stat.MateriallyBetter), of("b", .9, .8, 1.01, stat.Inconclusive), missing},
			"a difference beyond the margin of 5.0 % with handler cost a; not shown with handler cost b; no verdict with handler cost m."},
		{[]*judged.Pair{within, of("across", .96, .94, .98, stat.Better)},
			"a difference, but within the margin of 5.0 % with handler cost margin; a difference, within the margin of 5.0 % or beyond it with handler cost across."},
		{[]*judged.Pair{of("wide", 1.1, .9, 1.3, stat.Inconclusive), of("odd", 1.01, 1, 1.02, stat.Unstable)},
			"not shown with handler cost wide and odd."},
	} {
		if got := whereItMatters(contract.ServerCPU, c.pairs); got != c.want {
			t.Errorf("whereItMatters() = %q, want %q", got, c.want)
		}
	}
}
