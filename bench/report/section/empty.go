package section

import (
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

// EmptyRequests writes what an empty answer cost on each stack: the part of a request that is the
// transport's, whatever is asked.
func EmptyRequests(r *judged.Run, d *page.Page) {
	var rows [][]string
	for _, e := range judged.EmptyRequests(r) {
		row := []string{page.Escape(r.Title(e.Stack)), page.Escape(words.Operation(r, e.Operation))}
		for i, key := range judged.EmptyMetrics {
			row = append(row, ofEmptyRequest(key, e.Figures[i]))
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return
	}
	d.Heading(3, "The transport alone")
	d.Paragraph("An empty answer from the same kind of service, in the same blocks and at the same rate: its figure, and in brackets which share of the operation's own it is, with the 95 % interval over the blocks. The client decodes nothing here. Shown, not judged.")
	d.Table([]string{"stack", "operation", ">p50", ">server CPU", ">client CPU", ">wire bytes"}, rows)
	if text := underneath(r); text != "" {
		d.Paragraph(text)
	}
}

// underneath says which share of an empty request is a raw round trip over TCP, which no stack
// can avoid.
func underneath(r *judged.Run) string {
	trips := r.Record.Manifest.RoundTrips
	if len(trips) == 0 {
		return ""
	}
	trip := &trips[len(trips)-1] // that of a request's and an answer's size
	var shares []string
	for _, e := range judged.EmptyRequests(r) {
		p50 := e.Figures[slices.Index(judged.EmptyMetrics, contract.ResponseP50)].Empty
		if share := " on " + page.Escape(r.Title(e.Stack)); p50 != nil && *p50 > 0 {
			shares = append(shares, page.Percent(trip.Seconds / *p50)+share)
		}
	}
	if len(shares) == 0 {
		return ""
	}
	return "A raw TCP round trip takes " + words.RoundTrip(trip) + " here, as *Machine and versions* says: of the p50 of an empty request that is " + page.And(slices.Compact(shares)) + "."
}

// ofEmptyRequest is a figure, and which share that is of the operation's own.
func ofEmptyRequest(key string, e judged.Emptied) string {
	if e.Empty == nil {
		return page.None
	}
	share := page.Percent(*e.Share)
	if e.CI.Known() {
		share += ", " + page.Span(page.Percent(e.CI.Lo), page.Percent(e.CI.Hi))
	}
	return words.Unit(record.MetricOf(key).Quantity).Together(e.Empty)[0] + " (" + share + ")"
}
