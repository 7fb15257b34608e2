package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/wiretax/wiretax/bench/stat"
)

// costMetrics are those of which it is said at which handler cost they no longer differ.
var costMetrics = []string{ResponseP50, ServerCPU}

// costs writes how the difference between the stacks shrinks as the handler costs more. It
// says whether the run has an operation at several costs.
func (a *analysis) costs(d *document) bool {
	written := false
	for _, b := range a.plan.Stacks[1:] {
		for _, op := range a.plan.Operations {
			pairs := a.atCosts(op.Operation, b)
			if len(pairs) < 2 || pairs[0].op != op {
				continue // told with the first of them
			}
			if !written {
				d.heading(2, "Handler cost")
				d.paragraph("At which cost of the handler does the protocol stop to matter? The same operation with more and more work beside its answer, equal on all stacks, by plan " + code(a.plan.Name) + ".")
			}
			written = true
			a.cost(d, pairs)
		}
	}
	return written
}

// atCosts are the pairs of an operation that differ in the handler's cost; none where none do.
func (a *analysis) atCosts(operation, b string) []*pair {
	var pairs []*pair
	for i := range a.pairs {
		if p := &a.pairs[i]; p.op.Operation == operation && p.b == b && !a.strangers() {
			pairs = append(pairs, p)
		}
	}
	if !slices.ContainsFunc(pairs, func(p *pair) bool { return p.op.Work != pairs[0].op.Work }) {
		return nil
	}
	return pairs
}

// cost writes the table of one operation and what it comes to.
func (a *analysis) cost(d *document, pairs []*pair) {
	first, second := escape(stackTitle(pairs[0].a)), escape(stackTitle(pairs[0].b))
	d.heading(3, escape(pairs[0].op.Operation)+": "+second+" beside "+first+", by handler cost")
	var rows [][]string
	for _, p := range pairs {
		row := []string{escape(costName(p)), rate(p.op.Rate)}
		for _, key := range costMetrics {
			row = append(row, p.compared(d, key, a.twice())...)
		}
		rows = append(rows, row)
	}
	columns := []string{"handler cost", ">rate"}
	for _, key := range costMetrics {
		short := pairs[0].figure(key).metric.Short
		columns = append(columns, ">"+short+", "+first, ">"+short+", "+second, ">ratio", ">95 % interval", ">n", "verdict")
	}
	d.table(columns, rows)
	var items []string
	for _, key := range costMetrics {
		items = append(items, "**"+pairs[0].figure(key).metric.Title+"**: "+escape(whereItMatters(key, pairs)))
	}
	d.list(items)
}

func costName(p *pair) string {
	if p.op.Work == "" {
		return "none"
	}
	return p.op.Work
}

// whereItMatters says at which handler costs the difference lies inside the margin or the
// floor.
func whereItMatters(key string, pairs []*pair) string {
	var inside, outside, open []string
	for _, p := range pairs {
		switch f := p.figure(key); {
		case f.missing != "" || !f.headline || f.incomplete || f.Verdict == stat.NoVerdict:
			open = append(open, costName(p))
		case f.negligible():
			inside = append(inside, costName(p))
		case f.Verdict == stat.MateriallyBetter || f.Verdict == stat.MateriallyWorse:
			outside = append(outside, costName(p))
		default:
			open = append(open, costName(p))
		}
	}
	margin := percent(pairs[0].figure(key).metric.Margin)
	text := fmt.Sprintf("with no handler cost here does the difference lie inside the margin of %s or the floor", margin)
	if inside != nil {
		text = fmt.Sprintf("the difference lies inside the margin of %s or the floor with handler cost %s", margin, and(inside))
	}
	if outside != nil {
		text += "; outside with " + and(outside)
	}
	if open != nil {
		text += "; not decided with " + and(open)
	}
	return text + "."
}

// negligible says that a difference does not matter: it lies inside the margin as a whole, or
// inside the floor.
func (f *figure) negligible() bool {
	margin := 1 + f.metric.Margin
	return f.Verdict == stat.Equivalent || f.CI.Known() && f.CI.Lo >= 1/margin && f.CI.Hi <= margin ||
		f.Floor >= 1 && math.Abs(math.Log(f.Ratio)) <= math.Log(f.Floor)
}
