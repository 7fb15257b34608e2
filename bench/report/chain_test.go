package report

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

func TestTrend(t *testing.T) {
	at := func(lo, hi float64, verdict stat.Verdict) Figure {
		return Figure{Metric: metricOf(ResponseP50, ""), Headline: true, Comparison: stat.Comparison{CI: stat.Interval{Lo: lo, Hi: hi}, Verdict: verdict}}
	}
	gain, deeper := at(.9, .94, stat.MateriallyBetter), at(.7, .8, stat.MateriallyBetter)
	loss, more := at(1.06, 1.1, stat.MateriallyWorse), at(1.2, 1.3, stat.MateriallyWorse)
	open, wide, even := at(.95, 1.05, stat.Inconclusive), at(.8, 1.3, stat.Inconclusive), at(.98, 1.02, stat.Equivalent)
	missing, shown, point := deeper, deeper, deeper
	missing.Missing, shown.Headline, point.CI = "no trial of gRPC", false, stat.Interval{}
	unstable := at(.7, .8, stat.Unstable)
	for _, c := range []struct {
		name        string
		first, last Figure
		want, claim string
	}{
		{"deeper", gain, deeper, gainGrows, held},
		{"from nothing", even, deeper, gainGrows, held},
		{"less deep", deeper, gain, gainShrinks, notHeld},
		{"to nothing", deeper, even, gainShrinks, notHeld},
		{"across 1, down", loss, gain, lossToGain, held},
		{"across 1, up", gain, loss, gainToLoss, notHeld},
		{"worse", loss, more, lossGrows, notHeld},
		{"less bad", more, loss, lossShrinks, notHeld},
		{"worse, from nothing", even, loss, lossGrows, notHeld},
		{"down, undecided", at(1.2, 1.3, stat.Inconclusive), open, ratioFalls, notDecided},
		{"up, undecided", open, at(1.2, 1.3, stat.Inconclusive), ratioRises, notHeld},
		{"as before", even, at(.99, 1.025, stat.Equivalent), theSame, notHeld},
		{"hardly wider", even, at(.99, 1.06, stat.Inconclusive), notShown, notDecided},
		{"touching", gain, at(.85, .9, stat.MateriallyBetter), notShown, notDecided},
		{"wide", gain, wide, notShown, notDecided},
		{"unstable", gain, unstable, notShown, notDecided},
		{"missing", gain, missing, notJudged, notJudged},
		{"only shown", gain, shown, notJudged, notJudged},
		{"no interval", gain, point, notJudged, notJudged},
	} {
		if got := trend(&c.first, &c.last); got != c.want {
			t.Errorf("%s: trend = %q, want %q", c.name, got, c.want)
		}
		if got := compounded(&c.first, &c.last); got != c.claim {
			t.Errorf("%s: compounded = %q, want %q", c.name, got, c.claim)
		}
	}
}

// Whatever the order of the plan, numbers grow, and hops are those of serial calls with the
// fewest lines.
func TestSeries(t *testing.T) {
	l := chain()
	l.change = nil
	slices.Reverse(l.m.Plan.Operations)
	l.m.Plan.Operations = append(l.m.Plan.Operations, record.Operation{Name: "One", Operation: contract.GetOrder, Calls: "one by one", Rate: 9})
	r, err := Judge(l.inMemory())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range r.allSeries() {
		text := s.title
		for i, p := range s.pairs {
			text += "|" + p.Op.Name + "=" + s.step(i)
		}
		got = append(got, text)
	}
	want := []string{
		"hops|GetStock=1 hop|GetProduct=2 hops|GetOrder-serial-1=3 hops",
		"serial calls|GetOrder-serial-1=1 line|GetOrder-serial-10=10 lines|GetOrder-serial-100=100 lines",
		"one batch|GetOrder-batch-1=1 line|GetOrder-batch-10=10 lines|GetOrder-batch-100=100 lines",
		"parallel calls|GetOrder-parallel-1=1 line|GetOrder-parallel-10=10 lines|GetOrder-parallel-100=100 lines",
		"one by one calls|One=1 line",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the series are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// chainSection is what a run of the chain fills.
func chainSection(t *testing.T, l *lab) (section string, picture []byte) {
	t.Helper()
	r := compose(t, l.inMemory())
	text := string(r.Markdown)
	section, _, _ = strings.Cut(text[strings.Index(text, "\n## Chain"):], "\n## Plan")
	picture = r.Files[resultsDir+"chain-chain.svg"]
	checkPicture(t, picture)
	return section, picture
}

func TestSmallChains(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(*lab)
		has     []string
		hasNot  []string
	}{
		{"sound", func(l *lab) { l.change = nil }, []string{"so the claim is *held*.", "- **one batch**, 1 line to 100 lines: p50 latency "}, []string{"not measured", "no figure"}},
		{"one block", func(l *lab) { l.m.Plan.Blocks, l.change = 1, nil }, []string{"so the claim is *not judged*.", "p50 latency not judged, from "}, []string{"grows"}},
		{"one hop", func(l *lab) { l.m.Plan.Operations, l.change = l.m.Plan.Operations[:1], nil }, []string{"compounds the gain in latency."}, []string{"### By lines", "the claim is", "- **"}},
		{"orders only", func(l *lab) { l.m.Plan.Operations, l.change = l.m.Plan.Operations[3:5], nil }, []string{"- **serial calls**, 10 lines to 100 lines: "}, []string{"the claim is"}},
		{"no gRPC", func(l *lab) {
			l.change = func(t *record.Trial) {
				if t.Stack == "grpc" {
					t.ID = ""
				}
			}
		}, []string{"p50 latency not judged (no trial of gRPC)", "the claim is *not judged*."}, []string{"grows"}},
		{"stopped", func(l *lab) { l.m.Complete = false }, []string{"the claim is *not judged*."}, []string{"grows"}},
	} {
		l := chain()
		c.prepare(l)
		section, _ := chainSection(t, l)
		checkWords(t, c.name, section, c.has, c.hasNot)
	}
}

// The picture shows every ratio of its tables, and says the same to who cannot see it.
func TestChainPicture(t *testing.T) {
	l := chain()
	section, picture := chainSection(t, l)
	r, err := Judge(l.inMemory())
	if err != nil {
		t.Fatal(err)
	}
	drawn, alone := strings.Count(string(picture), `<circle class="point`), 0
	for _, s := range r.allSeries() {
		for i, p := range s.pairs {
			for _, key := range chainMetrics {
				f := p.figure(key)
				text := s.step(i) + " " + f.briefly()
				if f.Missing == "" {
					alone++
					text = s.step(i) + " " + f.short()
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

// Many lines, odd words and no figure at all keep their place.
func TestChainPictureKeepsItsPlace(t *testing.T) {
	l := chain()
	l.m.Plan.Blocks = 3
	for i := range 30 {
		l.m.Plan.Operations = append(l.m.Plan.Operations, record.Operation{
			Name: "Order" + strconv.Itoa(i), Operation: contract.GetOrder, Items: i, Rate: 5, Calls: strings.Repeat("very ", i%9) + "odd & <b>\x1b[2J",
		})
	}
	for _, change := range []func(*record.Trial){nil, func(t *record.Trial) { t.Valid = false }, func(t *record.Trial) {
		if t.Arm == "grpc" {
			*t.Response.P50 *= []float64{1e-9, 1, 1e9}[t.Block%3]
		}
	}} {
		l.change = change
		if _, picture := chainSection(t, l); strings.ContainsRune(string(picture), '\x1b') {
			t.Error("the picture holds a control character")
		}
	}
}
