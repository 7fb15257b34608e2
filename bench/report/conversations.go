package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/contract"
)

// conversations writes the tables of the streams that stay open: a row for each number of
// them, and for each stack beside the baseline one table of times and one of costs.
func conversations(r *judged.Run, d *page.Page) {
	for _, s := range judged.ByStreams(r) {
		var times, costs [][]string
		for i, p := range s.Pairs {
			open := strconv.Itoa(s.Number(i))
			times = append(times, slices.Concat([]string{open}, compared(p, d, judged.ResponseP50, twice(r)), bothCells(p, d, judged.ResponseP99)))
			costs = append(costs, slices.Concat([]string{open, page.Rate(p.Op.Rate), strconv.Itoa(p.Op.Items)}, bothCells(p, d, judged.ServerCPU), bothCells(p, d, judged.WireBytes)))
		}
		first, second := streamTitle(contract.RealtimeRecommendations, s.Pairs[0].A), streamTitle(contract.RealtimeRecommendations, s.Pairs[0].B)
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
