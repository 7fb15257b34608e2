package stat

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestPowerAgainstTheOldRule plants a difference in one metric of a family, of a size that is found
// now and then, and counts the runs in which it is: by the rule, by one that has one arm as the
// baseline, and by that with the A/A interval as a second test, as the rule was.
func TestPowerAgainstTheOldRule(t *testing.T) {
	t.Parallel()
	var found, oneBaseline, old int
	for _, metrics := range []int{12, 48} {
		for _, n := range simulatedBlocks {
			if metrics == 48 && n != 10 && n != 20 {
				continue // takes long, and says the same
			}
			const sd = 0.02 // of an arm
			l := lab{draw: (*rand.Rand).NormFloat64, metrics: metrics, common: 0.3, effect: 6.5 * sd / math.Sqrt(float64(n)), sd: sd}
			var now, one, both int
			for seed := range uint64(simulated) {
				run := l.run(rand.New(rand.NewPCG(seed, 5)), n)
				if higher(judge(run)[0].Verdict) {
					now++
				}
				if verdicts, counts := judgeByTheOldRule(run); higher(verdicts[0]) {
					one++
					if counts[0] {
						both++
					}
				}
			}
			t.Logf("family of %d, n = %d, planted %.1f %% where an arm's sd is %.0f %%: found in %.1f %% of runs, with one baseline in %.1f %%, with the A/A interval as a test in %.1f %%",
				metrics, n, 100*math.Expm1(l.effect), 100*sd, 100*float64(now)/simulated, 100*float64(one)/simulated, 100*float64(both)/simulated)
			if now < both {
				t.Errorf("family of %d, n = %d: found in %d runs and by the old rule in %d of %d, want no fewer", metrics, n, now, both, simulated)
			}
			found, oneBaseline, old = found+now, oneBaseline+one, old+both
		}
	}
	t.Logf("all together: found %d times, with one baseline %d, with the A/A interval as a test %d", found, oneBaseline, old)
	if float64(found) < 1.2*float64(old) || oneBaseline <= old {
		t.Errorf("found %d times, with one baseline %d, by the old rule %d; want at least 1.2 times as many as the last, and the second more", found, oneBaseline, old)
	}
}

func higher(v Verdict) bool { return v == Worse || v == MateriallyWorse }

// smallestFound returns the smallest |ln ratio| that the whole rule calls a difference in 80 % of
// runs, in units of the standard deviation of d, at the strictest step of Holm's correction.
func smallestFound(n, family int) float64 {
	const runs, power = 400, 0.80
	r := rand.New(rand.NewPCG(8, uint64(n)))
	noise := make([][]float64, runs)
	for i := range noise {
		noise[i] = series(r, (*rand.Rand).NormFloat64, n, 0, 0.01)
	}
	least := leastFound(n, family)
	lo, hi := 0.7*least, 1.7*least
	for range 7 {
		size := (lo + hi) / 2
		found := 0
		for _, one := range noise {
			d := make([]float64, n)
			for i := range d {
				d[i] = one[i] + 0.01*size
			}
			f, _ := describe(from(d, 0.05))
			if v, _ := f.verdict(min(1, f.d.p()*float64(family))); higher(v) {
				found++
			}
		}
		if found >= power*runs {
			hi = size
		} else {
			lo = size
		}
	}
	return hi
}

// leastFound is the textbook's answer for a t test at the level of that step, which is about right.
func leastFound(n, family int) float64 {
	return (studentCritical(level/float64(family), n-1) + 0.84) / math.Sqrt(float64(n))
}

// TestSmallestDifferenceFound prints the table of docs/calibration.md by which plans choose their
// blocks: go test ./bench/stat -run SmallestDifference -v.
func TestSmallestDifferenceFound(t *testing.T) {
	t.Parallel()
	spreads := []float64{0.01, 0.02, 0.03, 0.05, 0.10, 0.20}
	before := map[int]float64{}
	for _, n := range []int{6, 8, 10, 12, 16, 20} {
		row := fmt.Sprintf("| %d |", n)
		for _, family := range []int{12, 48} {
			size := smallestFound(n, family)
			var columns []string
			for _, sd := range spreads {
				columns = append(columns, fmt.Sprintf("%.1f", 100*math.Expm1(size*sd)))
			}
			row += " " + strings.Join(columns, " / ") + " |"
			if was, ok := before[family]; ok && size >= was || math.Abs(size/leastFound(n, family)-1) > 0.5 {
				t.Errorf("n = %d, family of %d: %.2f standard deviations, want less than the %.2f of fewer blocks and about %.2f", n, family, size, was, leastFound(n, family))
			}
			before[family] = size
		}
		t.Log(row)
	}
}
