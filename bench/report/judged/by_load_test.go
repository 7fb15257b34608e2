package judged

import (
	"math"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// curve is a series at loads of 10 %, 20 % and so on, whose ratios have intervals from r/by to r·by.
func curve(by float64, ratios ...float64) *Series {
	s := &Series{Axis: Varied, Varies: rate}
	for i, r := range ratios {
		f := Figure{Comparison: stat.Comparison{Ratio: r, CI: stat.Interval{Lo: r / by, Hi: r * by}}, Metric: record.MetricOf(contract.ServerCPU), Headline: true}
		if r == 0 {
			f.Missing = Missing{Why: NotMeasured}
		}
		s.Pairs = append(s.Pairs, &Pair{Op: record.Operation{Rate: record.Rate{Share: float64(i+1) / 10}}, Figures: []Figure{f}})
	}
	return s
}

func TestCrossing(t *testing.T) {
	e := math.Exp
	for _, c := range []struct {
		name  string
		s     *Series
		want  Crossing
		known bool
	}{
		{"in the middle of two points", curve(e(.1), e(.3), e(.3), e(-.3)), Crossing{1, .25, .25 - .1/6, .25 + .1/6}, true},
		{"upwards", curve(e(.1), e(-.1), e(.3)), Crossing{1, .125, .1, .15}, true},
		{"an interval that reaches the ends", curve(e(1), e(.1), e(-.1)), Crossing{1, .15, .1, .2}, true},
		{"an interval over several points", curve(e(.2), e(.5), e(.1), e(-.1), e(-.5)), Crossing{1, .25, .175, .325}, true},
		{"three times", curve(e(.2), e(.1), e(-.1), e(.1), e(-.3)), Crossing{3, .15, .1, .375}, true},
		{"never", curve(e(.1), e(.3), e(.2)), Crossing{}, true},
		{"a figure is missing", curve(e(.1), e(.3), 0, e(-.3)), Crossing{}, false},
		{"one point", curve(e(.1), e(.3)), Crossing{}, false},
	} {
		got, known := c.s.CrossingOf(contract.ServerCPU)
		near := func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
		if known != c.known || got.Times != c.want.Times || !near(got.At, c.want.At) || !near(got.From, c.want.From) || !near(got.To, c.want.To) {
			t.Errorf("%s: CrossingOf() = %+v, %v, want %+v, %v", c.name, got, known, c.want, c.known)
		}
	}
	if _, known := curve(1.1, 1, 2).CrossingOf(contract.WireBytes); known {
		t.Error("a metric that no pair has crosses")
	}
}

func TestDependsOnLoad(t *testing.T) {
	for _, c := range []struct {
		name string
		s    *Series
		want bool
	}{
		{"both beyond 1", curve(1.1, 1.3, .7), true},
		{"one covers 1", curve(1.1, 1.3, .95), false},
		{"the same side", curve(1.1, 1.3, 1.5), false},
		{"apart from what is missing", curve(1.1, .7, 0, 1.3), true},
	} {
		if got := c.s.DependsOnLoad(contract.ServerCPU); got != c.want {
			t.Errorf("%s: DependsOnLoad() = %v", c.name, got)
		}
	}
}

// A grid is told in series along the rate, a series for each combination of the other keys.
func TestSeriesOfAGrid(t *testing.T) {
	r := judge(t, reporttest.Profiles())
	var got []string
	for _, s := range ByLoad(r) {
		text := s.Operation
		for _, v := range s.Conditions {
			text += " " + v.Key + "=" + v.Text
		}
		for i, p := range s.Pairs {
			if load, isShare := s.Load(i); !isShare || load != p.Op.Rate.Share {
				t.Errorf("%s stands at %v", p.Op.Name, load)
			}
		}
		got = append(got, text)
		if n := s.JudgedAt(contract.ServerCPU); (n == 2) != (s.Conditions[0].Text == contract.LeanClient) || n == 1 {
			t.Errorf("%s: server CPU is judged at %d loads", text, n)
		}
	}
	want := []string{
		"GetBook client=lean profile=default", "GetBook client=lean profile=" + contract.Profiles()[1],
		"GetBook client=native profile=default", "GetBook client=native profile=" + contract.Profiles()[1],
	}
	if len(got) != len(want) {
		t.Fatalf("series %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("series %d is %q, want %q", i, got[i], want[i])
		}
	}
	if Sweeps(r) != nil || ByWork(r) != nil || HasLoadCurve(r) || !HasLoadCurve(judge(t, reporttest.LoadCurve())) {
		t.Error("loads are told as something else")
	}
}

// What is judged where follows from the manifest, and the family of the verdicts with it.
func TestJudgedInAGrid(t *testing.T) {
	r := judge(t, reporttest.TwoLoads())
	judged := make(map[string]int)
	for _, p := range r.Pairs {
		for i := range p.Figures {
			if f := &p.Figures[i]; f.Headline {
				judged[f.Metric.Key]++
			} else if f.Verdict != stat.NoVerdict {
				t.Errorf("%s of %s has the verdict %s", f.Metric.Key, p.Op.Name, f.Verdict)
			}
		}
	}
	want := map[string]int{contract.ServerCPU: 4, contract.ResponseP50: 4, contract.ClientCPU: 2, contract.WireBytes: 2, contract.MessageBytes: 2}
	for _, key := range contract.Metrics() {
		if judged[key] != want[key] {
			t.Errorf("%s is judged in %d comparisons, want %d", key, judged[key], want[key])
		}
	}
	run := reporttest.TwoLoads().Run(t)
	for i := range run.Manifest.Arms {
		run.Manifest.Arms[i].Judged = nil // as in a folder that does not say
	}
	older, err := Judge(run)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range older.Pairs {
		if f := p.Figure(contract.ClientCPU); !f.Headline {
			t.Errorf("a folder that does not say what is judged leaves out client CPU of %s", p.Op.Name)
		}
	}
}

func TestOwnFigure(t *testing.T) {
	r := judge(t, reporttest.LoadCurve())
	m := record.MetricOf(contract.ServerCPU)
	mean, ci, known := OwnFigure(r, r.Plan.Operations[0].Name, contract.REST, &m)
	if !known || !(ci.Lo < mean && mean < ci.Hi) || math.Abs(mean/84e-6-1) > .1 {
		t.Errorf("OwnFigure() = %v in %v, %v, want about 84 µs", mean, ci, known)
	}
	if _, _, known := OwnFigure(r, "nothing", contract.REST, &m); known {
		t.Error("a comparison that is not there has a figure")
	}
}
