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
		oneArm  = "in 10 of 10 blocks only one of the two A/A arms is valid, and stands for both"
		control = "No A/A control: in no block are both arms of REST valid, so nothing tells whether the order of the arms or the instrument moved a figure."
		invalid = "48 of 60 trials of plan quick are invalid, most often for a reason like this: lag of 3 ms. Measure on a quiet machine, or at a lower rate."
		late    = "4 of 10"
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
		}, []string{oneArm, control}},
		{"mostly invalid", func(t *record.Trial) { spoil(t, t.Block%4 != 0) }, []string{invalid}},
		{"late", func(t *record.Trial) { t.LateTail = t.Tool == record.Wiretax && t.Block > 6 }, []string{late}},
	} {
		l := reporttest.Quick()
		l.Manifest.Plan.Window = 6 // enough for a p99
		l.Change = c.change
		text := string(compose(t, l.InMemory()).Markdown)
		for _, said := range []string{oneArm, control, invalid, late} {
			if got, want := strings.Contains(text, page.Escape(said)), slices.Contains(c.says, said); got != want {
				t.Errorf("%s: RESULTS.md holds %q: %v, want %v", c.name, said, got, want)
			}
		}
	}
}
