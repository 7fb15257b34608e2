package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/report/page"
)

// alongSummary says what the picture of several series shows, for who cannot see it.
func (r *Run) alongSummary(all []Series, metrics []string) string {
	var rows []string
	for _, key := range metrics {
		var parts []string
		for _, s := range all {
			var values []string
			for i, p := range s.Pairs {
				values = append(values, s.step(i)+" "+p.Figure(key).short())
			}
			parts = append(parts, s.title()+" "+strings.Join(values, ", "))
		}
		rows = append(rows, words[key].label+", "+strings.Join(parts, ", "))
	}
	return fmt.Sprintf("Ratios of %s over %s with 95 %% intervals: %s.", StackTitle(r.Rival()), StackTitle(r.Baseline()), strings.Join(rows, "; "))
}

// alongPicture draws how the ratios of the rival change along several series. Its signs and
// colours are those of [picture].
func (r *Run) alongPicture(what string, all []Series, metrics []string) []byte {
	rival := page.Clip(StackTitle(r.Rival()), 16)
	p := page.Picture{
		Title:       fmt.Sprintf("%s over %s %s", rival, page.Clip(StackTitle(r.Baseline()), 16), what),
		Note:        fmt.Sprintf("ratio on a log scale: below 1, %s needs less; plan %s, %s", rival, page.Clip(r.Plan.Name, 16), r.extent()),
		Description: r.alongSummary(all, metrics),
		Noun:        r.noun(),
	}
	var rows []page.PanelRow
	for _, key := range metrics {
		row := page.PanelRow{Title: words[key].label}
		for i := range all {
			row.Panels = append(row.Panels, all[i].panel(key))
		}
		rows = append(rows, row)
	}
	return p.Panels(rows)
}

// panel shows a metric along a series.
func (s *Series) panel(key string) page.Panel {
	panel := page.Panel{Title: s.head()}
	for i, p := range s.Pairs {
		point := page.Point{At: strconv.Itoa(s.Number(i))}
		if f := p.Figure(key); !f.Missing.Any() {
			point.Mark = f.mark()
			point.Number, _ = f.interval()
		}
		panel.Points = append(panel.Points, point)
	}
	return panel
}

const alongTheChain = "along a chain of services"

func (r *Run) chainSummary() string { return r.alongSummary(AlongTheChain(r), chainMetrics) }

// chainPicture draws how the ratios change along the chain; nil where the run has none.
func (r *Run) chainPicture() []byte {
	if !HasChain(r) {
		return nil
	}
	return r.alongPicture(alongTheChain, AlongTheChain(r), chainMetrics)
}
