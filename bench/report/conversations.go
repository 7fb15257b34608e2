package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/contract"
)

// conversations writes the tables of the streams that stay open: a row for each number of
// them, and for each stack beside the baseline one table of times and one of costs.
func (a *analysis) conversations(d *page.Page) {
	for _, b := range a.plan.Stacks[1:] {
		var times, costs [][]string
		for i := range a.pairs {
			if p := &a.pairs[i]; p.op.Operation == contract.RealtimeRecommendations && p.b == b {
				times, costs = append(times, a.roundTrips(d, p)), append(costs, p.messageCosts(d))
			}
		}
		if times == nil {
			continue
		}
		first, second := wayTitle(contract.RealtimeRecommendations, a.plan.Stacks[0]), wayTitle(contract.RealtimeRecommendations, b)
		d.Heading(3, "RealtimeRecommendations: "+page.Escape(second)+" beside "+page.Escape(first))
		how := append([]string{arrivals(a.plan), page.Count(a.plan.Connections, "connection") + " but for WebSockets, each of which is one"}, settings(a.plan, record.Operation{})...)
		d.Paragraph("At the rate over all open streams together: " + page.Escape(strings.Join(how, ", ")) + ". A message is an action with the items that answer it; its round trip, p50 and p99, runs from when it was to be sent until the last of them is there. The ratio is that of the p50.")
		both := func(measure string) []string {
			return []string{">" + measure + ", " + page.Escape(first), ">" + measure + ", " + page.Escape(second)}
		}
		d.Table(slices.Concat([]string{">open streams"}, both("p50"), []string{">ratio", ">95 % interval", ">n", "verdict"}, both("p99")), times)
		d.Table(slices.Concat([]string{">open streams", ">rate", ">items"}, both("server CPU per message"), both("wire bytes per message")), costs)
	}
}

// roundTrips is the row of times of a number of streams.
func (a *analysis) roundTrips(d *page.Page, p *pair) []string {
	return slices.Concat([]string{openStreams(p)}, p.compared(d, ResponseP50, a.twice()), p.both(d, ResponseP99))
}

// messageCosts is the row of costs of a number of streams.
func (p *pair) messageCosts(d *page.Page) []string {
	return slices.Concat([]string{openStreams(p), page.Rate(p.op.Rate), strconv.Itoa(p.op.Items)}, p.both(d, ServerCPU), p.both(d, WireBytes))
}

func openStreams(p *pair) string { return strconv.Itoa(max(1, p.op.Streams)) }

// compared are the cells of a figure: both values, ratio, interval, n and verdict.
func (p *pair) compared(d *page.Page, key, twice string) []string {
	return append(p.both(d, key), p.judgement(d, key, twice)...)
}

// judgement are the cells of a figure without the values.
func (p *pair) judgement(d *page.Page, key, twice string) []string {
	f := p.figure(key)
	if f.missing != "" {
		return []string{page.None, page.None, page.None, page.Escape(f.briefly())}
	}
	r, ci := f.interval()
	return []string{r, ci, strconv.Itoa(f.N), page.Escape(f.explained(p.title)) + f.marks(d, twice)}
}

// both are the values of a figure on either stack, or a footnote why there are none.
func (p *pair) both(d *page.Page, key string) []string {
	f := p.figure(key)
	if f.missing != "" {
		mark := d.Note(p.op.Name + ": " + f.missing + ".")
		return []string{page.None + mark, page.None + mark}
	}
	return f.metric.Unit.Together(&f.A, &f.B)
}
