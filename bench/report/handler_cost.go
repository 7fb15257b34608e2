package report

import (
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/stat"
)

// costMetrics are those of which it is said at which handler cost they no longer differ.
var costMetrics = []string{ResponseP50, ServerCPU}

// costs writes how the difference between the stacks shrinks as the handler costs more. It
// says whether the run has an operation at several costs.
func (a *analysis) costs(d *page.Page) bool {
	written := false
	for _, b := range a.plan.Stacks[1:] {
		for _, op := range a.plan.Operations {
			pairs := a.atCosts(op.Operation, b)
			if len(pairs) < 2 || pairs[0].op != op {
				continue // told with the first of them
			}
			if !written {
				d.Heading(2, "Handler cost")
				d.Paragraph("At which cost of the handler does the protocol stop mattering? The same operation with more and more work beside its answer, equal on all stacks, by plan " + page.Code(a.plan.Name) + ".")
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
func (a *analysis) cost(d *page.Page, pairs []*pair) {
	first, second := page.Escape(stackTitle(pairs[0].a)), page.Escape(stackTitle(pairs[0].b))
	d.Heading(3, page.Escape(pairs[0].op.Operation)+": "+second+" beside "+first+", by handler cost")
	for _, key := range costMetrics {
		a.compare(d, key, pairs, []string{"handler cost", ">rate"}, func(p *pair) []string {
			return []string{page.Escape(costName(p)), page.Rate(p.op.Rate)}
		})
	}
	var items []string
	for _, key := range costMetrics {
		items = append(items, "**"+pairs[0].figure(key).metric.Title+"**: "+page.Escape(whereItMatters(key, pairs)))
	}
	d.List(items)
}

// compare writes a table of one metric with a row for each of several pairs of the same
// stacks, which begins with its cells.
func (a *analysis) compare(d *page.Page, key string, pairs []*pair, heads []string, cells func(*pair) []string) {
	var rows [][]string
	for _, p := range pairs {
		rows = append(rows, append(cells(p), p.compared(d, key, a.twice())...))
	}
	short, first, second := metricOf(key, "").Short, page.Escape(stackTitle(pairs[0].a)), page.Escape(stackTitle(pairs[0].b))
	d.Table(slices.Concat(heads, []string{">" + short + ", " + first, ">" + short + ", " + second, ">ratio", ">95 % interval", ">n", "verdict"}), rows)
}

func costName(p *pair) string {
	if p.op.Work == "" {
		return "none"
	}
	return p.op.Work
}

// whereItMatters says at which handler costs the stacks differ, and by how much beside the
// margin. That they do not is only said where it was shown: a wide interval or floor shows
// nothing.
func whereItMatters(key string, pairs []*pair) string {
	const (
		equal = iota
		small
		large
		some
		unshown
		unjudged
	)
	var costs [unjudged + 1][]string
	for _, p := range pairs {
		kind := unshown
		switch f := p.figure(key); {
		case !f.judged():
			kind = unjudged
		case f.Verdict == stat.Equivalent:
			kind = equal
		case f.small():
			kind = small
		case f.Verdict == stat.MateriallyBetter || f.Verdict == stat.MateriallyWorse:
			kind = large
		case found(f.Verdict):
			kind = some
		}
		costs[kind] = append(costs[kind], costName(p))
	}
	margin := page.Percent(pairs[0].figure(key).metric.Margin)
	var parts []string
	for kind, text := range [...]string{
		equal:    "no difference that matters (margin " + margin + ")",
		small:    "a difference, but within the margin of " + margin,
		large:    "a difference beyond the margin of " + margin,
		some:     "a difference, within the margin of " + margin + " or beyond it",
		unshown:  "not shown",
		unjudged: "no verdict",
	} {
		if costs[kind] != nil {
			parts = append(parts, text+" with handler cost "+page.And(costs[kind]))
		}
	}
	return strings.Join(parts, "; ") + "."
}
