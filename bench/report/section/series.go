package section

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// changes are the words for what becomes of a ratio.
var changes = map[judged.Change]string{
	judged.GainGrows:       "gain grows",
	judged.GainShrinks:     "gain shrinks",
	judged.LossGrows:       "loss grows",
	judged.LossShrinks:     "loss shrinks",
	judged.GainToLoss:      "gain turns into a loss",
	judged.LossToGain:      "loss turns into a gain",
	judged.RatioFalls:      "ratio falls",
	judged.RatioRises:      "ratio rises",
	judged.TheSame:         "the same",
	judged.ChangeNotShown:  "change not shown",
	judged.ChangeNotJudged: "not judged",
}

// nouns are what the numbers along an axis count.
var nouns = map[judged.Axis]string{judged.Hops: "hop", judged.Lines: "line"}

// seriesTitle names a series, such as "hops" or "serial calls"; one of a sweep by its operation.
func seriesTitle(s *judged.Series) string {
	switch s.Axis {
	case judged.Lines:
		return words.CallsTitle(s.Calls)
	case judged.Varied:
		return words.SeriesName(s)
	}
	return nouns[s.Axis] + "s"
}

// seriesHead names a series above its numbers.
func seriesHead(s *judged.Series) string {
	switch s.Axis {
	case judged.Lines:
		return "lines, " + seriesTitle(s)
	case judged.Varied:
		return seriesTitle(s) + ", " + s.Varies
	}
	return seriesTitle(s)
}

// point names one point of a series.
func point(s *judged.Series, i int) string {
	if noun := nouns[s.Axis]; noun != "" {
		n, _ := strconv.Atoi(s.Points[i])
		return page.Count(n, noun)
	}
	return words.Value(record.Value{Key: s.Varies, Text: s.Points[i]})
}

// fromTo names the ends.
func fromTo(s *judged.Series) string { return point(s, 0) + " to " + point(s, len(s.Pairs)-1) }

// changeOf says what becomes of a metric from the first pair to the last, with both ratios.
func changeOf(s *judged.Series, key string) string {
	first, last := s.Ends(key)
	text := words.Metric(key).Label + " " + changes[judged.Trend(first, last)]
	for _, f := range []*judged.Figure{first, last} {
		if f.Missing.Any() {
			return text + " (" + words.Briefly(f.Missing) + ")"
		}
	}
	return text + ", from " + words.Short(first) + " to " + words.Short(last)
}

// pointHeads are the heads of what names the points of a series in a table.
func pointHeads(s *judged.Series) []string {
	switch s.Axis {
	case judged.Hops:
		return []string{">hops", "call"}
	case judged.Lines:
		return []string{"calls", ">lines"}
	case judged.OpenStreams:
		return []string{">open streams"}
	case judged.Varied:
		return []string{">" + s.Varies}
	}
	return []string{"handler cost", ">rate"}
}

// pointCells name a point in a table.
func pointCells(s *judged.Series, i int) []string {
	op, number := s.Pairs[i].Op, page.Escape(s.Points[i])
	switch s.Axis {
	case judged.Hops:
		return []string{number, page.Escape(op.Name)}
	case judged.Lines:
		return []string{page.Escape(judged.CallStyle(op)), number}
	case judged.OpenStreams, judged.Varied:
		return []string{number}
	}
	return []string{page.Escape(workName(op)), page.Rate(op.Rate.PerSecond)}
}

// workName is what the handler costs beside its answer.
func workName(op record.Operation) string { return cmp.Or(op.Work, "none") }

// compare writes a table of one metric with a row for each point of several series along one axis.
func compare(r *judged.Run, d *page.Page, key string, all ...judged.Series) {
	var rows [][]string
	for _, s := range all {
		for i, p := range s.Pairs {
			rows = append(rows, append(pointCells(&s, i), compared(r, p, d, key)...))
		}
	}
	first := all[0].Pairs[0]
	values := func(stack string) string { return ">" + words.Metric(key).Short + ", " + page.Escape(r.Title(stack)) }
	d.Table(slices.Concat(pointHeads(&all[0]), []string{values(first.A), values(first.B), ">ratio", ">95 % interval", ">n", "verdict"}), rows)
}

// alongSummary says what the picture of several series shows, for who cannot see it.
func alongSummary(r *judged.Run, all []judged.Series, metrics []string) string {
	var rows []string
	for _, key := range metrics {
		var parts []string
		for _, s := range all {
			var values []string
			for i, p := range s.Pairs {
				values = append(values, point(&s, i)+" "+words.Short(p.Figure(key)))
			}
			parts = append(parts, seriesTitle(&s)+" "+strings.Join(values, ", "))
		}
		rows = append(rows, words.Metric(key).Label+", "+strings.Join(parts, ", "))
	}
	return fmt.Sprintf("Ratios of %s over %s with 95 %% intervals: %s.", r.Title(r.Rival()), r.Title(r.Baseline()), strings.Join(rows, "; "))
}

// alongPicture draws how the ratios of the rival change along several series. Its signs and
// colours are those of [drawPicture].
func alongPicture(r *judged.Run, what string, all []judged.Series, metrics []string) []byte {
	rival := page.Clip(r.Title(r.Rival()), 16)
	p := page.Picture{
		Title:       fmt.Sprintf("%s over %s %s", rival, page.Clip(r.Title(r.Baseline()), 16), what),
		Note:        fmt.Sprintf("ratio on a log scale: below 1, %s needs less; plan %s, %s", rival, page.Clip(r.Plan.Name, 16), words.Blocks(r)),
		Description: alongSummary(r, all, metrics),
	}
	var rows []page.PanelRow
	for _, key := range metrics {
		row := page.PanelRow{Title: words.Metric(key).Label}
		for i := range all {
			row.Panels = append(row.Panels, panelOf(&all[i], key))
		}
		rows = append(rows, row)
	}
	return p.Panels(rows)
}

// panelOf shows a metric along a series.
func panelOf(s *judged.Series, key string) page.Panel {
	panel := page.Panel{Title: seriesHead(s)}
	for i, p := range s.Pairs {
		point := page.Point{At: s.Points[i]}
		if f := p.Figure(key); !f.Missing.Any() {
			point.Mark = mark(f)
			point.Number, _ = words.Interval(f)
		}
		panel.Points = append(panel.Points, point)
	}
	return panel
}
