package report

import (
	"slices"

	"github.com/wiretax/wiretax/bench/report/page"
)

// changes are the words for what becomes of a ratio.
var changes = map[Change]string{
	GainGrows:       "gain grows",
	GainShrinks:     "gain shrinks",
	LossGrows:       "loss grows",
	LossShrinks:     "loss shrinks",
	GainToLoss:      "gain turns into a loss",
	LossToGain:      "loss turns into a gain",
	RatioFalls:      "ratio falls",
	RatioRises:      "ratio rises",
	TheSame:         "the same",
	ChangeNotShown:  "change not shown",
	ChangeNotJudged: "not judged",
}

// nouns are what the numbers along an axis count.
var nouns = map[Axis]string{Hops: "hop", Lines: "line"}

// title names a series, such as "hops" or "serial calls".
func (s *Series) title() string {
	if s.Axis == Lines {
		return callsTitle(s.Calls)
	}
	return nouns[s.Axis] + "s"
}

func callsTitle(style string) string {
	if style == "batch" {
		return "one batch"
	}
	return style + " calls"
}

// head names a series above its numbers.
func (s *Series) head() string {
	if s.Axis == Lines {
		return "lines, " + s.title()
	}
	return s.title()
}

// step names one point of a series.
func (s *Series) step(i int) string { return page.Count(s.Number(i), nouns[s.Axis]) }

// fromTo names the ends.
func (s *Series) fromTo() string { return s.step(0) + " to " + s.step(len(s.Pairs)-1) }

// change says what becomes of a metric from the first pair to the last, with both ratios.
func (s *Series) change(key string) string {
	first, last := s.Ends(key)
	text := words[key].label + " " + changes[Trend(first, last)]
	for _, f := range []*Figure{first, last} {
		if f.Missing.Any() {
			return text + " (" + briefly(f.Missing) + ")"
		}
	}
	return text + ", from " + first.short() + " to " + last.short()
}

// compare writes a table of one metric with a row for each of several pairs of the same
// stacks, which begins with its cells.
func (r *Run) compare(d *page.Page, key string, pairs []*Pair, heads []string, cells func(*Pair) []string) {
	var rows [][]string
	for _, p := range pairs {
		rows = append(rows, append(cells(p), p.compared(d, key, r.twice())...))
	}
	short, first, second := words[key].short, page.Escape(StackTitle(pairs[0].A)), page.Escape(StackTitle(pairs[0].B))
	d.Table(slices.Concat(heads, []string{">" + short + ", " + first, ">" + short + ", " + second, ">ratio", ">95 % interval", ">n", "verdict"}), rows)
}
