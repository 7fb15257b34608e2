package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
)

// alongSummary says what the picture of several series shows, for who cannot see it.
func alongSummary(r *judged.Run, all []judged.Series, metrics []string) string {
	var rows []string
	for _, key := range metrics {
		var parts []string
		for _, s := range all {
			var values []string
			for i, p := range s.Pairs {
				values = append(values, point(&s, i)+" "+short(p.Figure(key)))
			}
			parts = append(parts, seriesTitle(&s)+" "+strings.Join(values, ", "))
		}
		rows = append(rows, words[key].label+", "+strings.Join(parts, ", "))
	}
	return fmt.Sprintf("Ratios of %s over %s with 95 %% intervals: %s.", judged.StackTitle(r.Rival()), judged.StackTitle(r.Baseline()), strings.Join(rows, "; "))
}

// alongPicture draws how the ratios of the rival change along several series. Its signs and
// colours are those of [picture].
func alongPicture(r *judged.Run, what string, all []judged.Series, metrics []string) []byte {
	rival := page.Clip(judged.StackTitle(r.Rival()), 16)
	p := page.Picture{
		Title:       fmt.Sprintf("%s over %s %s", rival, page.Clip(judged.StackTitle(r.Baseline()), 16), what),
		Note:        fmt.Sprintf("ratio on a log scale: below 1, %s needs less; plan %s, %s", rival, page.Clip(r.Plan.Name, 16), extent(r)),
		Description: alongSummary(r, all, metrics),
		Noun:        noun(r),
	}
	var rows []page.PanelRow
	for _, key := range metrics {
		row := page.PanelRow{Title: words[key].label}
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
		point := page.Point{At: strconv.Itoa(s.Number(i))}
		if f := p.Figure(key); !f.Missing.Any() {
			point.Mark = mark(f)
			point.Number, _ = interval(f)
		}
		panel.Points = append(panel.Points, point)
	}
	return panel
}

const alongTheChain = "along a chain of services"

func chainSummary(r *judged.Run) string {
	return alongSummary(r, judged.AlongTheChain(r), chainMetrics)
}

// chainPicture draws how the ratios change along the chain; nil where the run has none.
func chainPicture(r *judged.Run) []byte {
	if !judged.HasChain(r) {
		return nil
	}
	return alongPicture(r, alongTheChain, judged.AlongTheChain(r), chainMetrics)
}
