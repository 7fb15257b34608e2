package section

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/reporttest"
)

// The sections that compare operations with each other say nothing of a sweep.
func TestSweepsHaveTheirOwnSection(t *testing.T) {
	for _, c := range []struct {
		name    string
		lab     *reporttest.Lab
		section func(*judged.Run, *page.Page)
		not     string
	}{
		{"the claim of chains", reporttest.Chain(), Chain, "compounds the gain"},
		{"conversations", reporttest.Streams(), Streams, "open streams |"},
	} {
		c.lab.Manifest.Plan.Connections, c.lab.Manifest.Plan.Vary.Connections = 0, []int{1, 16}
		if text := string(written(t, c.lab, c.section).Markdown()); strings.Contains(text, c.not) {
			t.Errorf("%s: a sweep has it:\n%s", c.name, text)
		}
		if text := string(written(t, c.lab, Sweeps).Markdown()); !strings.Contains(text, "by connections") {
			t.Errorf("%s: the sweep is not told", c.name)
		}
	}
}
