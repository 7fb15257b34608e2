package window

import (
	"slices"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

func TestWarmUpUntilSteady(t *testing.T) {
	flat := func(mean float64, n int) []float64 { return slices.Repeat([]float64{mean}, n) }
	for _, test := range []struct {
		name, until string
		means       func(stretch uint64) []float64
		stretches   int
		unsteady    bool
	}{
		{"once", "", func(i uint64) []float64 { return flat(1/float64(i+1), 50) }, 1, false},
		{"steady at once", plan.Steady, func(uint64) []float64 { return flat(1, 50) }, 2, false},
		{"slow, without a trend, then fast", plan.Steady, func(i uint64) []float64 {
			if i < 1 {
				return flat(80, 50)
			}
			return flat(1, 50)
		}, 3, false},
		{"few requests", plan.Steady, func(uint64) []float64 { return flat(1, 8) }, 4, false},
		{"never steady", plan.Steady, func(i uint64) []float64 { return flat(1/float64(i+1), 50) }, 20, true},
		{"too few to tell", plan.Steady, func(uint64) []float64 { return flat(1, 1) }, 20, true},
		{"no right answer", plan.Steady, func(uint64) []float64 { return nil }, 20, true},
	} {
		var seqs []uint64
		w, err := WarmUp(t.Context(), test.until, 2*time.Second, func(stretch, firstSeq uint64) (load.Result, error) {
			seqs = append(seqs, firstSeq)
			return load.Result{
				Requests: 10, Completed: 9, Failures: map[string]int64{contract.Timeout: 1}, SliceMeans: test.means(stretch),
			}, nil
		})
		n := int64(test.stretches)
		if err != nil || len(seqs) != test.stretches || w.unsteady != test.unsteady || w.Length != time.Duration(n)*2*time.Second ||
			w.requests != 10*n || w.completed != 9*n || w.Failures[contract.Timeout] != n || seqs[n-1] != uint64(10*(n-1)) {
			t.Errorf("%s: %d stretches, %+v, %v, want %d, unsteady %v", test.name, len(seqs), w, err, test.stretches, test.unsteady)
		}
		if said := w.Limit(); (said != "") != test.unsteady {
			t.Errorf("%s: Limit() = %q", test.name, said)
		}
	}
}
