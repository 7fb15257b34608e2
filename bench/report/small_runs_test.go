package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/reporttest"
)

// What a run with few valid trials says of itself is what happened.
func TestSmallNoisyRuns(t *testing.T) {
	const (
		noFloor = "no floor from the A/A arms (never both valid in a block: lag of 3 ms)"
		invalid = "48 of 60 trials of plan quick are invalid, most often for a reason like this: lag of 3 ms. Measure on a quiet machine, or at a lower rate."
		fewer   = "the response times are those of 6 trials; in the others the generator was late"
		below   = "Recommend: in the other blocks the generator was late, so that this is of fewer blocks than the rows above."
	)
	spoil := func(t *record.Trial, invalid bool) {
		if invalid && t.Tool == record.Wiretax {
			t.Valid, t.Reasons = false, []string{"lag of 3 ms"}
		}
	}
	for _, c := range []struct {
		name   string
		change func(*record.Trial)
		says   []string
	}{
		{"sound", nil, nil},
		{"A/A arms never meet", func(t *record.Trial) {
			spoil(t, t.Arm == "rest" && t.Block%2 == 0 || t.Arm == "rest-aa" && t.Block%2 == 1)
		}, []string{noFloor}},
		{"mostly invalid", func(t *record.Trial) { spoil(t, t.Block%4 != 0) }, []string{invalid}},
		{"late", func(t *record.Trial) { t.LateTail = t.Tool == record.Wiretax && t.Block > 6 }, []string{fewer, below}},
	} {
		l := reporttest.Quick()
		l.Manifest.Plan.Window = 6 // enough for a p99
		l.Change = c.change
		text := string(compose(t, l.InMemory()).Markdown)
		for _, said := range []string{noFloor, invalid, fewer, below} {
			if got, want := strings.Contains(text, page.Escape(said)), slices.Contains(c.says, said); got != want {
				t.Errorf("%s: RESULTS.md holds %q: %v, want %v", c.name, said, got, want)
			}
		}
	}
}
