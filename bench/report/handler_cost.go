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
func (r *Run) costs(d *page.Page) bool {
	written := false
	for _, b := range r.Plan.Stacks[1:] {
		for _, op := range r.Plan.Operations {
			pairs := r.atCosts(op.Operation, b)
			if len(pairs) < 2 || pairs[0].Op != op {
				continue // told with the first of them
			}
			if !written {
				d.Heading(2, "Handler cost")
				d.Paragraph("At which cost of the handler does the protocol stop mattering? The same operation with more and more work beside its answer, equal on all stacks, by plan " + page.Code(r.Plan.Name) + ".")
			}
			written = true
			r.cost(d, pairs)
		}
	}
	return written
}

// atCosts are the pairs of an operation that differ in the handler's cost; none where none do.
func (r *Run) atCosts(operation, b string) []*Pair {
	var pairs []*Pair
	for i := range r.Pairs {
		if p := &r.Pairs[i]; p.Op.Operation == operation && p.B == b && !r.strangers() {
			pairs = append(pairs, p)
		}
	}
	if !slices.ContainsFunc(pairs, func(p *Pair) bool { return p.Op.Work != pairs[0].Op.Work }) {
		return nil
	}
	return pairs
}

// cost writes the table of one operation and what it comes to.
func (r *Run) cost(d *page.Page, pairs []*Pair) {
	first, second := page.Escape(stackTitle(pairs[0].A)), page.Escape(stackTitle(pairs[0].B))
	d.Heading(3, page.Escape(pairs[0].Op.Operation)+": "+second+" beside "+first+", by handler cost")
	for _, key := range costMetrics {
		r.compare(d, key, pairs, []string{"handler cost", ">rate"}, func(p *Pair) []string {
			return []string{page.Escape(costName(p)), page.Rate(p.Op.Rate)}
		})
	}
	var items []string
	for _, key := range costMetrics {
		items = append(items, "**"+pairs[0].figure(key).Metric.Title+"**: "+page.Escape(whereItMatters(key, pairs)))
	}
	d.List(items)
}

// compare writes a table of one metric with a row for each of several pairs of the same
// stacks, which begins with its cells.
func (r *Run) compare(d *page.Page, key string, pairs []*Pair, heads []string, cells func(*Pair) []string) {
	var rows [][]string
	for _, p := range pairs {
		rows = append(rows, append(cells(p), p.compared(d, key, r.twice())...))
	}
	short, first, second := metricOf(key, "").Short, page.Escape(stackTitle(pairs[0].A)), page.Escape(stackTitle(pairs[0].B))
	d.Table(slices.Concat(heads, []string{">" + short + ", " + first, ">" + short + ", " + second, ">ratio", ">95 % interval", ">n", "verdict"}), rows)
}

func costName(p *Pair) string {
	if p.Op.Work == "" {
		return "none"
	}
	return p.Op.Work
}

// whereItMatters says at which handler costs the stacks differ, and by how much beside the
// margin. That they do not is only said where it was shown: a wide interval or floor shows
// nothing.
func whereItMatters(key string, pairs []*Pair) string {
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
	margin := page.Percent(pairs[0].figure(key).Metric.Margin)
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
