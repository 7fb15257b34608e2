package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

func within(got, want, tolerance float64) bool { return math.Abs(got-want) <= tolerance*math.Abs(want) }

// With two degrees of freedom the distribution is exponential, with one it is that of a squared normal
// variable; the others are from R's qchisq.
func TestChiSquaredQuantile(t *testing.T) {
	for _, test := range []struct {
		p    float64
		v    int
		want float64
	}{
		{0.5, 2, 2 * math.Ln2},
		{0.975, 2, -2 * math.Log(0.025)},
		{0.95, 1, 3.841458820694124},
		{0.025, 1, 0.0009820691171752583},
		{0.025, 5, 0.8312116134866633},
		{0.975, 5, 12.832501994030027},
		{0.025, 100, 74.22192747492373},
		{0.975, 100, 129.56119718583659},
	} {
		if got := chiSquaredQuantile(test.p, test.v); !within(got, test.want, 1e-9) {
			t.Errorf("chiSquaredQuantile(%v, %d) = %.12g, want %.12g", test.p, test.v, got, test.want)
		}
	}
}

func TestSpreadOf(t *testing.T) {
	for _, test := range []struct {
		name   string
		groups [][]float64
		want   Spread
	}{
		{name: "nothing"},
		{"single values", [][]float64{{1}, {2}}, Spread{Values: 2, Groups: 2}},
		// 2 + 2 = 4 squares over 4 degrees of freedom.
		{"equal means", [][]float64{{-1, 0, 1}, {1, 0, -1}, {}}, Spread{
			Values: 6, Groups: 2, Within: 1, Lo: math.Sqrt(4 / 11.143286781877796), Hi: math.Sqrt(4 / 0.48441855708792975), Freedom: 4, BetweenKnown: true,
		}},
		// The means 0 and 4 have the variance 8, of which 1/3 is that of three values within.
		{"means apart", [][]float64{{-1, 0, 1}, {3, 4, 5}}, Spread{
			Values: 6, Groups: 2, Within: 1, Lo: math.Sqrt(4 / 11.143286781877796), Hi: math.Sqrt(4 / 0.48441855708792975), Freedom: 4,
			Between: math.Sqrt(8 - 1.0/3), BetweenKnown: true,
		}},
	} {
		got := SpreadOf(test.groups)
		same := got.Values == test.want.Values && got.Groups == test.want.Groups && got.Freedom == test.want.Freedom &&
			got.BetweenKnown == test.want.BetweenKnown
		if !same || !within(got.Within, test.want.Within, 1e-9) || !within(got.Lo, test.want.Lo, 1e-9) ||
			!within(got.Hi, test.want.Hi, 1e-9) || !within(got.Between, test.want.Between, 1e-9) {
			t.Errorf("%s: SpreadOf(%v) = %+v, want %+v", test.name, test.groups, got, test.want)
		}
	}
}

// Drawn with known standard deviations, they are found, and the interval holds that within.
func TestSpreadIsFound(t *testing.T) {
	const sd, between, groups, draws = 0.02, 0.01, 20, 400
	random := rand.New(rand.NewPCG(1, 2))
	covered, sum := 0, 0.0
	for range draws {
		runs := make([][]float64, groups)
		for i := range runs {
			mean := between * random.NormFloat64()
			for range 4 + i%4 { // not all alike
				runs[i] = append(runs[i], mean+sd*random.NormFloat64())
			}
		}
		s := SpreadOf(runs)
		if s.Lo <= sd && sd <= s.Hi {
			covered++
		}
		sum += s.Between * s.Between
	}
	if covered < draws*92/100 || covered > draws*98/100 {
		t.Errorf("%d of %d intervals hold the standard deviation within, want about 95 %%", covered, draws)
	}
	if got := math.Sqrt(sum / draws); !within(got, between, 0.1) {
		t.Errorf("the root of the mean variance between = %v, want about %v", got, between)
	}
}

func TestBlocksFor(t *testing.T) {
	for _, test := range []struct {
		sd, width float64
		want      int
	}{
		{0, 0.05, 2},
		{0.001, 0.05, 2},
		{0.02, 0.05, 4},   // 3.182 × 0.02/√4 = 0.0318, and 4.303 × 0.02/√3 = 0.0497 > ln 1.05
		{0.125, 0.05, 28}, // 2.052 × 0.125/√28 = 0.0485, with 27 blocks 0.0494
		{1e9, 0.05, 0},
	} {
		if got := BlocksFor(test.sd, test.width); got != test.want {
			t.Errorf("BlocksFor(%v, %v) = %d, want %d", test.sd, test.width, got, test.want)
		}
	}
}
