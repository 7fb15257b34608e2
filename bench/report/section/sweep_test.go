package section

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

// The sections that compare operations with each other say nothing of a sweep.
func TestSweepsHaveTheirOwnSection(t *testing.T) {
	for _, c := range []struct {
		name    string
		lab     *reporttest.Lab
		section func(*judged.Run, *page.Page)
		not     string
		sweep   string
	}{
		{"the claim of chains", reporttest.Chain(), Chain, "compounds the gain", "connections as each name says."},
		{"conversations", reporttest.Streams(), Streams, "open streams |", "connections as each name says but for WebSockets, each of which is one."},
	} {
		c.lab.Manifest.Plan.Connections, c.lab.Manifest.Plan.Vary.Connections = 0, []int{1, 16}
		if text := string(written(t, c.lab, c.section).Markdown()); strings.Contains(text, c.not) {
			t.Errorf("%s: a sweep has it:\n%s", c.name, text)
		}
		if text := string(written(t, c.lab, Sweeps).Markdown()); !strings.Contains(text, "by connections") || !strings.Contains(text, c.sweep) {
			t.Errorf("%s: the sweep is not told, with the settings %q:\n%.300s", c.name, c.sweep, text)
		}
	}
}

// However many operations and values a sweep has, no text of its picture lies on another, and every
// panel says its operation and what varies.
func TestSweepPictureHasRoom(t *testing.T) {
	for _, c := range []struct{ operations, values, numbers int }{{7, 3, 7 * 3}, {1, 20, 0}, {1, 64, 0}, {3, 8, 3 * 8}, {2, 2, 2 * 2}} {
		l := &reporttest.Lab{Manifest: reporttest.Manifest("mine", 2), Noise: .03}
		for i := range c.operations {
			l.Manifest.Plan.Operations = append(l.Manifest.Plan.Operations, record.Operation{Name: "Recommend" + strconv.Itoa(i), Operation: contract.Recommend, Rate: record.Rate{PerSecond: 200}})
		}
		for i := range c.values {
			l.Manifest.Plan.Vary.Items = append(l.Manifest.Plan.Vary.Items, 100+17*i)
		}
		p := written(t, l, Sweeps)
		picture := p.Pictures["sweep-mine.svg"]
		reporttest.CheckPicture(t, picture)
		for i := range c.operations {
			if head := ">Recommend" + strconv.Itoa(i) + ", items</text>"; strings.Count(string(picture), head) != len(sweepMetrics) {
				t.Errorf("%+v: not every metric has a panel %q", c, head)
			}
		}
		if n := strings.Count(string(picture), `class="strong"`); n != c.numbers*len(sweepMetrics) {
			t.Errorf("%+v: %d numbers, want %d for each metric", c, n, c.numbers)
		}
		checkRoom(t, picture)
		text := string(p.Markdown())
		if want := "Recommend0 100 items "; strings.Contains(text, "items items") || !strings.Contains(text, want) || !strings.Contains(string(picture), want) {
			t.Errorf("%+v: the text of the picture lacks %q", c, want)
		}
	}
}

var middleText = regexp.MustCompile(`<text class="(\w+)" x="([\d.]+)" y="([\d.]+)" text-anchor="middle">([^<]*)</text>`)

// checkRoom finds texts that follow each other on a line and overlap.
func checkRoom(t *testing.T, picture []byte) {
	t.Helper()
	const char = 6 // the least that a character takes
	ends := make(map[string]float64)
	for _, m := range middleText.FindAllStringSubmatch(string(picture), -1) {
		x, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		half := char * float64(len(m[4])) / 2
		if at := m[1] + m[3]; x-half < ends[at] {
			t.Errorf("%s at %s, %s lies on the text before it", m[4], m[2], m[3])
		} else {
			ends[at] = x + half
		}
	}
}
