package stat

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// from builds a sample whose log ratios are d and whose A/A log ratios are aa, over
// blocks of different speed.
func from(d, aa []float64, margin float64) Sample {
	s := Sample{Margin: margin}
	for i, x := range d {
		base := 100 * (1 + 0.3*math.Sin(float64(i)))
		s.A = append(s.A, base)
		s.B = append(s.B, base*math.Exp(x))
	}
	for i, x := range aa {
		base := 100 * (1 + 0.3*math.Cos(float64(i)))
		s.AA[0] = append(s.AA[0], base)
		s.AA[1] = append(s.AA[1], base*math.Exp(x))
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
	calm := around(0, 0.01, 10)
	tests := []struct {
		name   string
		sample Sample
		want   Verdict
		warn   string // a part of the only warning; empty for no warning
	}{
		{"far below", from(around(-0.7, 0.02, 10), calm, 0.05), MateriallyBetter, ""},
		{"far above", from(around(0.7, 0.02, 10), calm, 0.05), MateriallyWorse, ""},
		{"across the margin below", from(around(-0.05, 0.02, 10), calm, 0.05), Better, ""},
		{"across the margin above", from(around(0.05, 0.02, 10), calm, 0.05), Worse, ""},
		{"certain, but small", from(around(-0.02, 0.005, 10), calm, 0.05), Better, "within the margin of 5 %"},
		{"nothing", from(around(0, 0.02, 10), calm, 0.05), Equivalent, ""},
		{"certain, but inside floor and margin", from(around(-0.02, 0.005, 10), around(0, 0.1, 10), 0.05), Equivalent, ""},
		{"certain, but inside the floor", from(around(-0.1, 0.005, 10), around(0, 0.3, 10), 0.05), Inconclusive, "inside the machine's own noise"},
		{"too wide", from(around(-0.05, 0.3, 10), calm, 0.05), Inconclusive, ""},
		{"one odd block hides it", from([]float64{-0.1, -0.1, -0.11, -0.1, -0.12, -0.1, -0.09, -0.1, -0.11, -1.9}, calm, 0.05), Inconclusive, "look for odd blocks"},
		{"skew makes it", from([]float64{-0.45, -0.2, -0.25, -0.2, -0.3, 0.001}, calm, 0.05), Unstable, "a few blocks make the difference"},
		{"A/A is off", from(around(-0.7, 0.02, 10), around(0.1, 0.01, 10), 0.05), MateriallyBetter, "the A/A interval misses 1 (ratio 1.105)"},
		{"too few blocks", from(around(-0.7, 0.02, 2), calm, 0.05), NoVerdict, "2 blocks: a verdict needs at least 3"},
		{"no blocks", from(nil, calm, 0.05), NoVerdict, "0 blocks: a verdict needs at least 3"},
		{"no A/A", from(around(-0.7, 0.02, 10), nil, 0.05), NoVerdict, "no A/A arm"},
		{"short A/A", from(around(-0.7, 0.02, 10), constant(0, 1), 0.05), NoVerdict, "A/A arm of 1 block: a verdict needs at least 3"},
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
		if got.MoreBlocks != 0 && got.Verdict != Inconclusive {
			t.Errorf("%s: %d more blocks beside %q", tt.name, got.MoreBlocks, got.Verdict)
		}
	}
}

// Byte counts of the same requests are often the same in every block.
func TestJudgeWithoutSpread(t *testing.T) {
	tests := []struct {
		name     string
		a, b     float64
		aa       [2]float64
		verdict  Verdict
		p, floor float64
	}{
		{"a difference", 1134, 1046, [2]float64{1134, 1134}, MateriallyBetter, 0, 1},
		{"a difference the other way", 1046, 1134, [2]float64{1046, 1046}, MateriallyWorse, 0, 1},
		{"no difference", 1134, 1134, [2]float64{1134, 1134}, Equivalent, 1, 1},
		{"within the margin", 1000, 1001, [2]float64{1000, 1000}, Worse, 0, 1},
		{"on the margin", 100, 101, [2]float64{100, 100}, Worse, 0, 1},
		{"the same as A/A", 500, 510, [2]float64{250, 255}, Inconclusive, 0, 1.02},
	}
	for _, tt := range tests {
		for _, n := range []int{3, 6, 10} {
			got := Judge([]Sample{{
				A: constant(tt.a, n), B: constant(tt.b, n),
				AA:     [2][]float64{constant(tt.aa[0], n), constant(tt.aa[1], n)},
				Margin: 0.01,
			}})[0]
			if got.Verdict != tt.verdict || got.P != tt.p || got.Adjusted != tt.p || got.A != tt.a || got.B != tt.b {
				t.Errorf("%s, n = %d: Judge = %+v, want verdict %q, p %v and means %v, %v", tt.name, n, got, tt.verdict, tt.p, tt.a, tt.b)
			}
			if math.Abs(got.Floor-tt.floor) > 1e-12 {
				t.Errorf("%s, n = %d: floor %v, want %v", tt.name, n, got.Floor, tt.floor)
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
	got := Judge([]Sample{from([]float64{-0.4, -0.3, -0.2, -0.1, 0}, []float64{-0.1, 0, 0.1}, 0.05)})[0]
	tests := []struct {
		name      string
		got, want float64
	}{
		{"N", float64(got.N), 5},
		{"Ratio", got.Ratio, math.Exp(-0.2)},
		{"B/A", got.B / got.A, math.Exp(-0.2)},
		{"CI.Lo", got.CI.Lo, math.Exp(-0.2 - 2.7764451051977987*0.1*math.Sqrt(0.5))},
		{"CI.Hi", got.CI.Hi, math.Exp(-0.2 + 2.7764451051977987*0.1*math.Sqrt(0.5))},
		{"P", got.P, 1 - finiteSum(2*math.Sqrt2, 4)},
		{"AARatio", got.AARatio, 1},
		{"Floor", got.Floor, math.Exp(4.302652729696142 * 0.1 / math.Sqrt(3))},
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
	got := Judge([]Sample{from([]float64{-0.5}, []float64{0.1}, 0.05)})[0]
	if got.CI.Known() || got.AACI.Known() || got.Floor != 0 || got.P != 1 || got.Adjusted != 1 || got.Verdict != NoVerdict {
		t.Errorf("Judge of one block = %+v, want figures without interval, floor, p or verdict", got)
	}
	if math.Abs(got.Ratio-math.Exp(-0.5)) > 1e-12 || math.Abs(got.AARatio-math.Exp(0.1)) > 1e-12 {
		t.Errorf("ratios %v and %v, want e^-0.5 and e^0.1", got.Ratio, got.AARatio)
	}
}

func TestJudgeBadValues(t *testing.T) {
	good := from(around(-0.7, 0.02, 5), around(0, 0.01, 5), 0.05)
	tests := []struct {
		name  string
		spoil func(s *Sample)
		want  string
	}{
		{"zero", func(s *Sample) { s.B[1] = 0 }, "block 2 of b is 0"},
		{"negative", func(s *Sample) { s.A[4] = -3 }, "block 5 of a is -3"},
		{"not a number", func(s *Sample) { s.A[0] = math.NaN() }, "block 1 of a is NaN"},
		{"infinite", func(s *Sample) { s.B[2] = math.Inf(1) }, "block 3 of b is +Inf"},
		{"in A/A", func(s *Sample) { s.AA[1][3] = 0 }, "block 4 of the second A/A arm is 0"},
		{"several", func(s *Sample) { s.B[1], s.B[3] = 0, 0 }, "(the first of 2 such)"},
	}
	for _, tt := range tests {
		s := good
		s.A, s.B = slices.Clone(s.A), slices.Clone(s.B)
		s.AA = [2][]float64{slices.Clone(s.AA[0]), slices.Clone(s.AA[1])}
		tt.spoil(&s)
		got := Judge([]Sample{s})[0]
		if got.Verdict != NoVerdict || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], tt.want) {
			t.Errorf("%s: %q with %q, want no verdict with %q", tt.name, got.Verdict, got.Warnings, tt.want)
		}
	}
}

// p just below 0.05 decides if it is alone, but not if it is one of two, tested or not.
func TestJudgeTogether(t *testing.T) {
	calm := around(0, 0.01, 10)
	edge := from(around(-0.21, 0.4, 10), calm, 0.05)
	alone := Judge([]Sample{edge})[0]
	if alone.P < 0.025 || alone.P > 0.05 || alone.Adjusted != alone.P {
		t.Fatalf("alone: p %v, adjusted %v; want the case to stand between 0.025 and 0.05", alone.P, alone.Adjusted)
	}
	together := Judge([]Sample{edge, from(constant(0, 1), calm, 0.05)})
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

// An A/A interval that misses 1 is a footnote, unless it is one of several of which one
// may miss by chance.
func TestAAFootnoteIsCorrected(t *testing.T) {
	calm := around(0, 0.01, 10)
	edge := from(around(-0.7, 0.02, 10), around(-0.21, 0.4, 10), 0.05)
	alone := Judge([]Sample{edge})[0]
	if alone.AACI.Hi >= 1 || len(alone.Warnings) != 1 || !strings.Contains(alone.Warnings[0], "the A/A interval misses 1") {
		t.Errorf("alone: A/A interval %v with warnings %q, want one that misses 1 and says so", alone.AACI, alone.Warnings)
	}
	together := Judge([]Sample{edge, from(calm, calm, 0.05)})[0]
	if len(together.Warnings) != 0 || together.Floor != alone.Floor {
		t.Errorf("beside another: warnings %q and floor %v, want none and still %v", together.Warnings, together.Floor, alone.Floor)
	}
}

// Two rivals of one baseline have one A/A test, not two.
func TestSharedAAIsTestedOnce(t *testing.T) {
	edge := from(around(-0.7, 0.02, 10), around(-0.21, 0.4, 10), 0.05)
	rival := from(around(-0.3, 0.02, 10), around(0, 0.01, 10), 0.05)
	rival.AA = edge.AA
	for i, c := range Judge([]Sample{edge, rival}) {
		if !slices.ContainsFunc(c.Warnings, func(w string) bool { return strings.Contains(w, "the A/A interval misses 1") }) {
			t.Errorf("rival %d: warnings %q, want that the A/A interval misses 1", i, c.Warnings)
		}
	}
}

func TestJudgePanics(t *testing.T) {
	tests := []struct {
		name   string
		sample Sample
		want   string
	}{
		{"arms", Sample{A: []float64{1, 2}, B: []float64{1}}, "2 values of a and 1 of b"},
		{"A/A arms", Sample{AA: [2][]float64{{1}, {1, 2}}}, "A/A arms of 1 and 2 values"},
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
