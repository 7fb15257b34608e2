package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// grouped puts n items into groups at random, or one into each if there are no more, and sums up
// what draw says of each.
func grouped(r *rand.Rand, n, groups int, draw func(*rand.Rand) (a, b float64)) (as, bs []Sum) {
	as, bs = make([]Sum, groups), make([]Sum, groups)
	for i := range n {
		group := r.IntN(groups)
		if n <= groups {
			group = i
		}
		a, b := draw(r)
		as[group], bs[group] = as[group].plus(Sum{1, a}), bs[group].plus(Sum{1, b})
	}
	return as, bs
}

// TestOverGroupsCoverage draws requests whose sizes vary as those of books do, and looks how often
// the interval holds the ratio of the mean sizes of all requests there could be.
func TestOverGroupsCoverage(t *testing.T) {
	t.Parallel()
	const runs = 4000
	for _, sizes := range []struct {
		name  string
		draw  func(*rand.Rand) (a, b float64)
		truth float64
	}{
		{"a text and what JSON adds to it", func(r *rand.Rand) (a, b float64) {
			text := 300 * math.Exp(0.5*r.NormFloat64()-0.125) // log-normal, of mean 300
			return text + 400, text + 100
		}, 400.0 / 700},
		{"half to four fifths of it", func(r *rand.Rand) (a, b float64) {
			a = 100 + 50*r.ExpFloat64()
			return a, a * (0.5 + 0.3*r.Float64())
		}, 0.65},
		{"nothing in common", func(r *rand.Rand) (a, b float64) {
			return 50 + 50*r.Float64(), 100 + 100*r.Float64()
		}, 2},
	} {
		for _, n := range []struct{ items, groups int }{{512, 20}, {100, 20}, {16, 16}, {5, 5}} {
			r := rand.New(rand.NewPCG(11, uint64(n.items)))
			covered := 0
			for range runs {
				ci := OverGroups(grouped(r, n.items, n.groups, sizes.draw))
				if ci.Lo <= sizes.truth && sizes.truth <= ci.Hi {
					covered++
				}
			}
			coverage := float64(covered) / runs
			t.Logf("%s, %d requests in %d groups: covered in %.1f %% of runs", sizes.name, n.items, n.groups, 100*coverage)
			if coverage < 0.92 || coverage > 0.98 {
				t.Errorf("%s, %d requests in %d groups: coverage %.3f, want 0.92 to 0.98", sizes.name, n.items, n.groups, coverage)
			}
		}
	}
}

// Asking every request many times is no more evidence about others: with the repetitions of a
// request in its group, the interval stays as wide.
func TestOverGroupsOfRepetitions(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 0))
	as, bs := grouped(r, 200, 20, func(r *rand.Rand) (a, b float64) { a = 50 + 100*r.Float64(); return a, a + 50*r.Float64() })
	once := OverGroups(as, bs)
	for i := range as {
		as[i], bs[i] = Sum{100 * as[i].N, 100 * as[i].Total}, Sum{300 * bs[i].N, 300 * bs[i].Total}
	}
	if often := OverGroups(as, bs); math.Abs(often.Lo-once.Lo) > 1e-12 || math.Abs(often.Hi-once.Hi) > 1e-12 {
		t.Errorf("OverGroups() = %v once and %v of 100 times, want the same", once, often)
	}
}

func TestOverGroups(t *testing.T) {
	sums := func(n int64, totals ...float64) (all []Sum) {
		for _, total := range totals {
			all = append(all, Sum{n, total})
		}
		return all
	}
	fives := sums(10, 50, 60, 70, 80, 90)
	for _, test := range []struct {
		name string
		a, b []Sum
		want Interval
	}{
		{"the same ratio in each group", fives, sums(10, 100, 120, 140, 160, 180), Interval{2, 2}},
		{"means, whatever was left out", fives, sums(5, 50, 60, 70, 80, 90), Interval{2, 2}},
		{"an empty group", append(sums(10, 40), fives...), append(sums(0, 0), sums(10, 100, 120, 140, 160, 180)...), Interval{2, 2}},
		{"four groups", fives[:4], fives[:4], Interval{}},
		{"four groups with items", fives, append(sums(0, 0), fives[1:]...), Interval{}},
		{"no bytes", fives, sums(10, 0, 0, 0, 0, 0), Interval{}},
		{"bytes in one group only", fives, sums(10, 9, 0, 0, 0, 0), Interval{}},
		{"negative bytes", sums(1, 5, 5, 5, 5, -21), sums(1, 1, 1, 1, 1, 1), Interval{}},
		{"no groups", nil, nil, Interval{}},
		{"one odd group", sums(1, 1, 1, 1, 1, 1), sums(1, 2, 1, 1, 1, 1), byHand()},
	} {
		got := OverGroups(test.a, test.b)
		if math.Abs(got.Lo-test.want.Lo) > 1e-9 || math.Abs(got.Hi-test.want.Hi) > 1e-9 {
			t.Errorf("%s: OverGroups() = %v, want %v", test.name, got, test.want)
		}
	}
}

// byHand is the interval of five groups of one item, of which the first is twice as large in b. The
// ratio is 6/5; without the first group 1, without any other 5/4. The variance of the jackknife is
// 4/5 of the sum of squared deviations of their logarithms, (4/5)·ln²(5/4), and t is 2.776445105.
func byHand() Interval {
	half := 2.776445105197793 * 0.8 * math.Log(1.25)
	return Interval{1.2 * math.Exp(-half), 1.2 * math.Exp(half)}
}
