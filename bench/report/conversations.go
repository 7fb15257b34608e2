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
func (r *Run) conversations(d *page.Page) {
	for _, b := range r.Plan.Stacks[1:] {
		var times, costs [][]string
		for i := range r.Pairs {
			if p := &r.Pairs[i]; p.Op.Operation == contract.RealtimeRecommendations && p.B == b {
				times, costs = append(times, r.roundTrips(d, p)), append(costs, p.messageCosts(d))
			}
		}
		if times == nil {
			continue
		}
		first, second := wayTitle(contract.RealtimeRecommendations, r.Plan.Stacks[0]), wayTitle(contract.RealtimeRecommendations, b)
		d.Heading(3, "RealtimeRecommendations: "+page.Escape(second)+" beside "+page.Escape(first))
		how := append([]string{arrivals(r.Plan), page.Count(r.Plan.Connections, "connection") + " but for WebSockets, each of which is one"}, settings(r.Plan, record.Operation{})...)
		d.Paragraph("At the rate over all open streams together: " + page.Escape(strings.Join(how, ", ")) + ". A message is an action with the items that answer it; its round trip, p50 and p99, runs from when it was to be sent until the last of them is there. The ratio is that of the p50.")
		both := func(measure string) []string {
			return []string{">" + measure + ", " + page.Escape(first), ">" + measure + ", " + page.Escape(second)}
		}
		d.Table(slices.Concat([]string{">open streams"}, both("p50"), []string{">ratio", ">95 % interval", ">n", "verdict"}, both("p99")), times)
		d.Table(slices.Concat([]string{">open streams", ">rate", ">items"}, both("server CPU per message"), both("wire bytes per message")), costs)
	}
}

// roundTrips is the row of times of a number of streams.
func (r *Run) roundTrips(d *page.Page, p *Pair) []string {
	return slices.Concat([]string{openStreams(p)}, p.compared(d, ResponseP50, r.twice()), p.both(d, ResponseP99))
}

// messageCosts is the row of costs of a number of streams.
func (p *Pair) messageCosts(d *page.Page) []string {
	return slices.Concat([]string{openStreams(p), page.Rate(p.Op.Rate), strconv.Itoa(p.Op.Items)}, p.both(d, ServerCPU), p.both(d, WireBytes))
}

func openStreams(p *Pair) string { return strconv.Itoa(max(1, p.Op.Streams)) }

// compared are the cells of a figure: both values, ratio, interval, n and verdict.
func (p *Pair) compared(d *page.Page, key, twice string) []string {
	return append(p.both(d, key), p.judgement(d, key, twice)...)
}

// judgement are the cells of a figure without the values.
func (p *Pair) judgement(d *page.Page, key, twice string) []string {
	f := p.figure(key)
	if f.Missing != "" {
		return []string{page.None, page.None, page.None, page.Escape(f.briefly())}
	}
	r, ci := f.interval()
	return []string{r, ci, strconv.Itoa(f.N), page.Escape(f.explained(p.Title)) + f.marks(d, twice)}
}

// both are the values of a figure on either stack, or a footnote why there are none.
func (p *Pair) both(d *page.Page, key string) []string {
	f := p.figure(key)
	if f.Missing != "" {
		mark := d.Note(p.Op.Name + ": " + f.Missing + ".")
		return []string{page.None + mark, page.None + mark}
	}
	return f.Metric.Unit.Together(&f.A, &f.B)
}
