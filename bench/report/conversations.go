package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// conversations writes the tables of the streams that stay open: a row for each number of
// them, and for each stack beside the baseline one table of times and one of costs.
func (a *analysis) conversations(d *document) {
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
		d.heading(3, "RealtimeRecommendations: "+escape(second)+" beside "+escape(first))
		how := append([]string{arrivals(a.plan), count(a.plan.Connections, "connection") + " but for WebSockets, each of which is one"}, settings(a.plan, record.Operation{})...)
		d.paragraph("At the rate over all open streams together: " + escape(strings.Join(how, ", ")) + ". A message is an action with the items that answer it; its round trip, p50 and p99, runs from when it was to be sent until the last of them is there. The ratio is that of the p50.")
		both := func(measure string) []string {
			return []string{">" + measure + ", " + escape(first), ">" + measure + ", " + escape(second)}
		}
		d.table(slices.Concat([]string{">open streams"}, both("p50"), []string{">ratio", ">95 % interval", ">n", "verdict"}, both("p99")), times)
		d.table(slices.Concat([]string{">open streams", ">rate", ">items"}, both("server CPU per message"), both("wire bytes per message")), costs)
	}
}

// roundTrips is the row of times of a number of streams.
func (a *analysis) roundTrips(d *document, p *pair) []string {
	return slices.Concat([]string{openStreams(p)}, p.compared(d, ResponseP50, a.twice()), p.both(d, ResponseP99))
}

// messageCosts is the row of costs of a number of streams.
func (p *pair) messageCosts(d *document) []string {
	return slices.Concat([]string{openStreams(p), rate(p.op.Rate), strconv.Itoa(p.op.Items)}, p.both(d, ServerCPU), p.both(d, WireBytes))
}

func openStreams(p *pair) string { return strconv.Itoa(max(1, p.op.Streams)) }

// compared are the cells of a figure: both values, ratio, interval, n and verdict.
func (p *pair) compared(d *document, key, twice string) []string {
	return append(p.both(d, key), p.judgement(d, key, twice)...)
}

// judgement are the cells of a figure without the values.
func (p *pair) judgement(d *document, key, twice string) []string {
	f := p.figure(key)
	if f.missing != "" {
		return []string{none, none, none, escape(f.briefly())}
	}
	r, ci := f.interval()
	return []string{r, ci, strconv.Itoa(f.N), escape(f.explained(p.title)) + f.marks(d, twice)}
}

// both are the values of a figure on either stack, or a footnote why there are none.
func (p *pair) both(d *document, key string) []string {
	f := p.figure(key)
	if f.missing != "" {
		mark := d.note(p.op.Name + ": " + f.missing + ".")
		return []string{none + mark, none + mark}
	}
	return f.metric.Unit.together(&f.A, &f.B)
}
