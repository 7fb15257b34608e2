package pace

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// The slices have all arrivals of the schedule that they are cut from, each once.
func TestSlicesHaveTheScheduleOnce(t *testing.T) {
	const length = 50 * time.Millisecond
	for _, rate := range []float64{1, 100, 2500, 100000} {
		var got, want []time.Duration
		cut := Cut(Poisson(rate, 10*length+length/2, 7), length)
		n := 0
		for arrivals, more := cut.Next(); more; arrivals, more = cut.Next() {
			for _, at := range arrivals {
				if at < 0 || at >= length {
					t.Fatalf("rate %v, slice %d: an arrival at %v, want it within %v", rate, n, at, length)
				}
				got = append(got, time.Duration(n)*length+at)
			}
			n++
		}
		whole := Poisson(rate, 10*length, 7)
		for at, more := whole.Next(); more; at, more = whole.Next() {
			want = append(want, at)
		}
		if n != 10 || !slices.Equal(got, want) {
			t.Errorf("rate %v: %d slices with %d arrivals, want 10 with the %d of the schedule", rate, n, len(got), len(want))
		}
	}
}

// In full squares every arm comes equally often at each turn, and after each other one.
func TestOrdersAreBalanced(t *testing.T) {
	for n := 1; n <= 13; n++ {
		rounds := 2 * n
		turns, after := make(map[[2]int]int), make(map[[2]int]int)
		for _, order := range Orders(n, rounds, 3) {
			seen := slices.Clone(order)
			if slices.Sort(seen); len(seen) != n || seen[0] != 0 || seen[n-1] != n-1 || len(slices.Compact(seen)) != n {
				t.Fatalf("n = %d: order %v is not a permutation", n, order)
			}
			for turn, arm := range order {
				turns[[2]int{turn, arm}]++
				if turn > 0 {
					after[[2]int{order[turn-1], arm}]++
				}
			}
		}
		for what, counts := range map[string]map[[2]int]int{"turns": turns, "neighbours": after} {
			want := map[string]int{"turns": n * n, "neighbours": n * (n - 1)}[what]
			if len(counts) != want {
				t.Errorf("n = %d: %d kinds of %s, want %d", n, len(counts), what, want)
			}
			for which, times := range counts {
				if times != 2 {
					t.Errorf("n = %d: %s %v come %d times, want 2", n, what, which, times)
				}
			}
		}
	}
}

func TestThreeArmsHaveAllPermutations(t *testing.T) {
	counts := make(map[string]int)
	for _, order := range Orders(3, 12, 1) {
		counts[fmt.Sprint(order)]++
	}
	if len(counts) != 6 {
		t.Errorf("%v, want six permutations", counts)
	}
	for order, times := range counts {
		if times != 2 {
			t.Errorf("%s comes %d times, want 2", order, times)
		}
	}
}

func TestOrdersDependOnTheSeed(t *testing.T) {
	one, same, other := fmt.Sprint(Orders(5, 20, 1)), fmt.Sprint(Orders(5, 20, 1)), fmt.Sprint(Orders(5, 20, 2))
	if one != same || one == other {
		t.Errorf("orders of seed 1, 1, 2: %s, %s, %s; want the first two alike", one, same, other)
	}
}
