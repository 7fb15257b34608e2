package section

import (
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// compared are the cells of a figure: both values, ratio, interval, n and verdict.
func compared(r *judged.Run, p *judged.Pair, d *page.Page, key string) []string {
	return append(bothCells(r, p, d, key), judgement(r, p, d, key)...)
}

// judgement are the cells of a figure without the values.
func judgement(r *judged.Run, p *judged.Pair, d *page.Page, key string) []string {
	f := p.Figure(key)
	if f.Missing.Any() {
		return []string{page.None, page.None, page.None, page.Escape(words.Briefly(f.Missing))}
	}
	ratio, ci := words.Interval(f)
	return []string{ratio, ci, strconv.Itoa(f.N), page.Escape(words.Explained(f, p.Title)) + marks(f, d, words.Twice(r))}
}

// bothCells are the values of a figure on either stack, or a footnote why there are none.
func bothCells(r *judged.Run, p *judged.Pair, d *page.Page, key string) []string {
	f := p.Figure(key)
	if f.Missing.Any() {
		mark := d.Note(words.Operation(r, p.Op.Name) + ": " + words.Why(f.Missing) + ".")
		return []string{page.None + mark, page.None + mark}
	}
	return words.Unit(f.Metric.Quantity).Together(&f.A, &f.B)
}

// ownCell is what one stack has of a metric, or the mark of a footnote that says why it has not.
func ownCell(r *judged.Run, d *page.Page, op, stack string, m *record.Metric) (value *float64, mark string) {
	value, _, missing := r.Own(op, stack, m)
	if missing.Any() {
		mark = d.Note(words.Operation(r, op) + ": " + words.Why(missing) + ".")
	}
	return value, mark
}

// marks are the footnotes of a figure. Twice is what A/A is called here.
func marks(f *judged.Figure, d *page.Page, twice string) string {
	var marks strings.Builder
	for _, w := range words.Warnings(f) {
		marks.WriteString(d.Note(strings.ReplaceAll(w, "A/A", twice)))
	}
	return marks.String()
}
