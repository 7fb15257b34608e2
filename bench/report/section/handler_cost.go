package section

import (
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

// costMetrics are those of which it is said at which handler cost they no longer differ.
var costMetrics = []string{contract.ResponseP50, contract.ServerCPU}

// HandlerCosts writes how the difference between the stacks shrinks as the handler costs more.
func HandlerCosts(r *judged.Run, d *page.Page) {
	all := judged.ByWork(r)
	if len(all) == 0 {
		return
	}
	d.Heading(2, "Handler cost")
	d.Paragraph("At which cost of the handler does the protocol stop mattering? The same operation with more and more work beside its answer, equal on all stacks, by plan " + page.Code(r.Plan.Name) + ".")
	for i := range all {
		handlerCost(r, d, &all[i])
	}
}

// handlerCost writes the tables of one operation and what they come to.
func handlerCost(r *judged.Run, d *page.Page, s *judged.Series) {
	first := s.Pairs[0]
	d.Heading(3, page.Escape(words.SeriesName(s))+": "+page.Escape(r.Title(first.B))+" beside "+page.Escape(r.Title(first.A))+", by handler cost")
	for _, key := range costMetrics {
		compare(r, d, key, *s)
	}
	var items []string
	for _, key := range costMetrics {
		items = append(items, "**"+words.Metric(key).Title+"**: "+page.Escape(whereItMatters(key, s.Pairs)))
	}
	d.List(items)
}

// whereItMatters says at which handler costs the stacks differ, and by how much beside the
// margin. That they do not is only said where it was shown.
func whereItMatters(key string, pairs []*judged.Pair) string {
	costs := make(map[judged.Size][]string)
	for _, p := range pairs {
		size := p.Figure(key).Size()
		costs[size] = append(costs[size], workName(p.Op))
	}
	margin := page.Percent(record.MetricOf(key).Margin)
	var parts []string
	for _, of := range []struct {
		size judged.Size
		text string
	}{
		{judged.Equal, "no difference that matters (margin " + margin + ")"},
		{judged.WithinMargin, "a difference, but within the margin of " + margin},
		{judged.BeyondMargin, "a difference beyond the margin of " + margin},
		{judged.AroundMargin, "a difference, within the margin of " + margin + " or beyond it"},
		{judged.NotShown, "not shown"},
		{judged.NotJudged, "no verdict"},
	} {
		if names := costs[of.size]; names != nil {
			parts = append(parts, of.text+" with handler cost "+page.And(names))
		}
	}
	return strings.Join(parts, "; ") + "."
}
