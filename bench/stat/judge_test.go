package stat

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// from builds a sample whose log ratios are d, over blocks of different speed.
func from(d []float64, margin float64) Sample {
	s := Sample{Margin: margin}
	for i, x := range d {
		base := 100 * (1 + 0.3*math.Sin(float64(i)))
		s.A = append(s.A, base)
		s.B = append(s.B, base*math.Exp(x))
	}
	return s
}

func constant(v float64, n int) []float64 { return slices.Repeat([]float64{v}, n) }

// around returns n values with the given mean that swing by ±swing about it.
func around(mean, swing float64, n int) []float64 {
	d := make([]float64, n)
	for i := range d {
		d[i] = mean + swing*float64(i-n/2)/float64(n/2)
		if n%2 == 0 && i >= n/2 {
			d[i] = mean + swing*float64(i+1-n/2)/float64(n/2)
		}
	}
	return d
}

func TestJudgeVerdicts(t *testing.T) {
	tests := []struct {
		name   string
		sample Sample
		want   Verdict
		warn   string // a part of the only warning; empty for no warning
	}{
		{"far below", from(around(-0.7, 0.02, 10), 0.05), MateriallyBetter, ""},
		{"far above", from(around(0.7, 0.02, 10), 0.05), MateriallyWorse, ""},
		{"across the margin below", from(around(-0.05, 0.02, 10), 0.05), Better, ""},
		{"across the margin above", from(around(0.05, 0.02, 10), 0.05), Worse, ""},
		{"certain, but small", from(around(-0.02, 0.005, 10), 0.05), Better, "within the margin of 5 %"},
		{"nothing", from(around(0, 0.02, 10), 0.05), Equivalent, ""},
		{"too wide", from(around(-0.05, 0.3, 10), 0.05), Inconclusive, ""},
		{"one odd block hides it", from([]float64{-0.1, -0.1, -0.11, -0.1, -0.12, -0.1, -0.09, -0.1, -0.11, -1.9}, 0.05), Inconclusive, "look for odd blocks"},
		{"skew makes it", from([]float64{-0.45, -0.2, -0.25, -0.2, -0.3, 0.001}, 0.05), Unstable, "a few blocks make the difference"},
		{"three blocks", from(around(-0.7, 0.02, 3), 0.05), MateriallyBetter, ""},
		{"too few blocks", from(around(-0.7, 0.02, 2), 0.05), NoVerdict, "2 blocks: a verdict needs at least 3"},
		{"no blocks", from(nil, 0.05), NoVerdict, "0 blocks: a verdict needs at least 3"},
	}
	for _, tt := range tests {
		got := Judge([]Sample{tt.sample})[0]
		if got.Verdict != tt.want {
			t.Errorf("%s: Judge = %+v, want verdict %q", tt.name, got, tt.want)
		}
		if tt.warn == "" && len(got.Warnings) != 0 || tt.warn != "" && (len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], tt.warn)) {
			t.Errorf("%s: warnings %q, want %q", tt.name, got.Warnings, tt.warn)
		}
		if got.Small != strings.HasPrefix(tt.warn, "within the margin") {
			t.Errorf("%s: small is %v", tt.name, got.Small)
		}
		if got.Needed != 0 && got.Verdict != Inconclusive {
			t.Errorf("%s: %d blocks needed beside %q", tt.name, got.Needed, got.Verdict)
		}
	}
}

// Byte counts of the same requests are often the same in every block.
func TestJudgeWithoutSpread(t *testing.T) {
	tests := []struct {
		name    string
		a, b    float64
		verdict Verdict
		p       float64
	}{
		{"a difference", 1134, 1046, MateriallyBetter, 0},
		{"a difference the other way", 1046, 1134, MateriallyWorse, 0},
		{"no difference", 1134, 1134, Equivalent, 1},
		{"within the margin", 1000, 1001, Worse, 0},
		{"on the margin", 100, 101, Worse, 0},
	}
	for _, tt := range tests {
		for _, n := range []int{3, 6, 10} {
			got := Judge([]Sample{{A: constant(tt.a, n), B: constant(tt.b, n), Margin: 0.01}})[0]
			if got.Verdict != tt.verdict || got.P != tt.p || got.Adjusted != tt.p || got.A != tt.a || got.B != tt.b {
				t.Errorf("%s, n = %d: Judge = %+v, want verdict %q, p %v and means %v, %v", tt.name, n, got, tt.verdict, tt.p, tt.a, tt.b)
			}
			if got.CI != (Interval{got.Ratio, got.Ratio}) {
				t.Errorf("%s, n = %d: interval %v, want the point %v", tt.name, n, got.CI, got.Ratio)
			}
		}
	}
}

// The ratio and t interval of five log ratios, by hand: mean −0.2, sd √0.025 = 0.158114,
// standard error 0.0707107, t(4) = 2.776445.
func TestJudgeFigures(t *testing.T) {
	got := Judge([]Sample{from([]float64{-0.4, -0.3, -0.2, -0.1, 0}, 0.05)})[0]
	tests := []struct {
		name      string
		got, want float64
	}{
		{"N", float64(got.N), 5},
		{"Runs", float64(got.Runs), 1},
		{"Ratio", got.Ratio, math.Exp(-0.2)},
		{"B/A", got.B / got.A, math.Exp(-0.2)},
		{"CI.Lo", got.CI.Lo, math.Exp(-0.2 - 2.7764451051977987*0.1*math.Sqrt(0.5))},
		{"CI.Hi", got.CI.Hi, math.Exp(-0.2 + 2.7764451051977987*0.1*math.Sqrt(0.5))},
		{"P", got.P, 1 - finiteSum(2*math.Sqrt2, 4)},
		{"HodgesLehmann", got.HodgesLehmann, 0},
	}
	for _, tt := range tests {
		if math.Abs(tt.got-tt.want) > 1e-9 {
			t.Errorf("%s = %.12g, want %.12g", tt.name, tt.got, tt.want)
		}
	}
	if got.SignedRank.Known() || !got.CI.Known() {
		t.Errorf("SignedRank %v, CI %v, want only the second known at 5 blocks", got.SignedRank, got.CI)
	}
}

func TestJudgeOneBlock(t *testing.T) {
	got := Judge([]Sample{from([]float64{-0.5}, 0.05)})[0]
	if got.CI.Known() || got.P != 1 || got.Adjusted != 1 || got.Verdict != NoVerdict {
		t.Errorf("Judge of one block = %+v, want figures without interval, p or verdict", got)
	}
	if math.Abs(got.Ratio-math.Exp(-0.5)) > 1e-12 {
		t.Errorf("ratio %v, want e^-0.5", got.Ratio)
	}
}

func TestJudgeBadValues(t *testing.T) {
	good := from(around(-0.7, 0.02, 5), 0.05)
	tests := []struct {
		name  string
		spoil func(s *Sample)
		want  string
	}{
		{"zero", func(s *Sample) { s.B[1] = 0 }, "block 2 of b is 0"},
		{"negative", func(s *Sample) { s.A[4] = -3 }, "block 5 of a is -3"},
		{"not a number", func(s *Sample) { s.A[0] = math.NaN() }, "block 1 of a is NaN"},
		{"infinite", func(s *Sample) { s.B[2] = math.Inf(1) }, "block 3 of b is +Inf"},
		{"several", func(s *Sample) { s.B[1], s.B[3] = 0, 0 }, "(the first of 2 such)"},
	}
	for _, tt := range tests {
		s := good
		s.A, s.B = slices.Clone(s.A), slices.Clone(s.B)
		tt.spoil(&s)
		got := Judge([]Sample{s})[0]
		if got.Verdict != NoVerdict || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], tt.want) {
			t.Errorf("%s: %q with %q, want no verdict with %q", tt.name, got.Verdict, got.Warnings, tt.want)
		}
	}
}

// p just below 0.05 decides if it is alone, but not if it is one of two, tested or not.
func TestJudgeTogether(t *testing.T) {
	edge := from(around(-0.21, 0.4, 10), 0.05)
	alone := Judge([]Sample{edge})[0]
	if alone.P < 0.025 || alone.P > 0.05 || alone.Adjusted != alone.P {
		t.Fatalf("alone: p %v, adjusted %v; want the case to stand between 0.025 and 0.05", alone.P, alone.Adjusted)
	}
	together := Judge([]Sample{edge, from(constant(0, 1), 0.05)})
	if got := together[0]; got.Adjusted != 2*alone.P || got.Verdict != Inconclusive {
		t.Errorf("beside an untested sample: adjusted %v, %q, want %v, %q", got.Adjusted, got.Verdict, 2*alone.P, Inconclusive)
	}
	if got := together[1]; got.Adjusted != 1 {
		t.Errorf("untested: adjusted %v, want 1", got.Adjusted)
	}
	if got := Judge(nil); len(got) != 0 {
		t.Errorf("Judge(nil) = %v, want none", got)
	}
}

func TestJudgePanics(t *testing.T) {
	tests := []struct {
		name   string
		sample Sample
		want   string
	}{
		{"arms", Sample{A: []float64{1, 2}, B: []float64{1}}, "2 values of a and 1 of b"},
		{"runs", Sample{A: []float64{1, 2}, B: []float64{1, 2}, Runs: []int{1, 2}}, "runs of [1 2] blocks and 2 values"},
		{"a run of less than nothing", Sample{A: []float64{1, 2}, B: []float64{1, 2}, Runs: []int{3, -1}}, "runs of [3 -1] blocks and 2 values"},
		{"negative margin", Sample{Margin: -0.1}, "margin -0.1"},
		{"infinite margin", Sample{Margin: math.Inf(1)}, "margin +Inf"},
		{"no margin", Sample{Margin: math.NaN()}, "margin NaN"},
	}
	for _, tt := range tests {
		func() {
			defer func() {
				got, _ := recover().(string)
				if !strings.Contains(got, tt.want) || !strings.Contains(got, "sample 0") {
					t.Errorf("%s: Judge panicked with %q, want %q", tt.name, got, tt.want)
				}
			}()
			Judge([]Sample{tt.sample})
		}()
	}
}
