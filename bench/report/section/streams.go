package section

import (
	"slices"
	"strconv"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

// Streams writes what was found of the operations that are streams, each beside its
// counterparts.
func Streams(r *judged.Run, d *page.Page) {
	if !judged.HasStreams(r) {
		return
	}
	d.Heading(2, "Streams")
	d.Paragraph("The operations that gRPC carries as streams, beside what REST has in their place, by plan " + page.Code(r.Plan.Name) + ". The ratios of all that is measured stand under the plan, with intervals and verdicts.")
	for _, op := range r.Plan.Operations {
		if judged.CarriesItems(r, op) {
			oneStream(r, d, op)
		}
	}
	conversations(r, d)
	praise(r, d)
}

// streamTitle is how a stack carries an operation that is a stream.
func streamTitle(r *judged.Run, operation, stack string) string {
	title := r.Title(stack)
	switch {
	case r.Stack(stack).Transport == string(contract.OverGRPC):
		return title + " stream"
	case r.Stack(stack).Encoding == string(contract.Lines):
		return title
	case operation == contract.ListBooks:
		return title + " pages"
	case operation == contract.UploadBookRatings:
		return title + " array"
	}
	return title + " WebSocket"
}

// oneStream writes the table of a listing or an upload: a column for each stack, since nothing
// is compared here.
func oneStream(r *judged.Run, d *page.Page, op record.Operation) {
	d.Heading(3, page.Escape(op.Name)+", item by item")
	d.Paragraph(page.Escape(words.UnderLoad(r, op)) + " Geometric means over the valid blocks of each stack; one stream's items per second are its items by its mean service time.")
	stacks := r.Carriers(op)
	columns, last := []string{"measure"}, []string{"n"}
	for _, stack := range stacks {
		columns = append(columns, ">"+page.Escape(streamTitle(r, op.Operation, stack)))
		last = append(last, strconv.Itoa(r.ValidBlocks(op.Name, stack)))
	}
	var rows [][]string
	for _, m := range judged.ItemMetrics(r, op) {
		values, marks := make([]*float64, len(stacks)), make([]string, len(stacks))
		for i, stack := range stacks {
			values[i], marks[i] = ownCell(r, d, op.Name, stack, &m)
		}
		row := []string{itemTitle(r, op, m.Key)}
		for i, text := range words.Unit(m.Quantity).Together(values...) {
			row = append(row, text+marks[i])
		}
		rows = append(rows, row)
	}
	d.Table(columns, append(rows, last))
}

// itemTitle is what a metric of an operation that carries items is called.
func itemTitle(r *judged.Run, op record.Operation, key string) string {
	last := "time to the last item"
	if !r.AnswersInItems(op) {
		last = "time to the answer"
	}
	return map[string]string{
		contract.FirstItemP50:                 "time to the first item, p50",
		contract.ResponseP50:                  last + ", p50",
		contract.ResponseP99:                  last + ", p99",
		judged.ItemsPerSecond:                 "items per second of one stream, mean",
		judged.PerItem(contract.WireBytes):    "wire bytes per item, both ways",
		judged.PerItem(contract.MessageBytes): "message bytes per item, both ways",
		judged.PerItem(contract.ServerCPU):    "server CPU per item",
		judged.PerItem(contract.ClientCPU):    "client CPU per item",
	}[key]
}

// praise says what was found of the articles' praise of gRPC for its streams.
func praise(r *judged.Run, d *page.Page) {
	if !r.RESTAndGRPC() {
		return
	}
	pairs := slices.DeleteFunc(r.RivalPairs(), func(p *judged.Pair) bool { return !r.Streams(p.Op) })
	var items []string
	for _, m := range [][2]string{
		{contract.FirstItemP50, "time to the first item, p50"}, {contract.ResponseP50, "time to the last item, p50"},
		{contract.WireBytes, "wire bytes"}, {contract.ServerCPU, "server CPU"}, {contract.ClientCPU, "client CPU"},
	} {
		items = append(items, "**"+m[1]+"**: "+page.Escape(answered(r, pairs, m[0])))
	}
	d.Paragraph("Articles praise gRPC for its streams and promise no number. What was found here, gRPC over REST, by measure:")
	d.List(items)
}

// butWebSockets follows a number of connections.
const butWebSockets = " but for WebSockets, each of which is one"

// conversations writes the tables of the streams that stay open: a row for each number of
// them, and for each stack beside the baseline one table of times and one of costs.
func conversations(r *judged.Run, d *page.Page) {
	for _, s := range judged.ByStreams(r) {
		var times, costs [][]string
		for i, p := range s.Pairs {
			point := pointCells(&s, i)
			times = append(times, slices.Concat(point, compared(r, p, d, contract.ResponseP50), bothCells(r, p, d, contract.ResponseP99)))
			costs = append(costs, slices.Concat(point, []string{page.Rate(p.Op.Rate.PerSecond), strconv.Itoa(p.Op.Items)}, bothCells(r, p, d, contract.ServerCPU), bothCells(r, p, d, contract.WireBytes)))
		}
		first, second := streamTitle(r, contract.RealtimeRecommendations, s.Pairs[0].A), streamTitle(r, contract.RealtimeRecommendations, s.Pairs[0].B)
		d.Heading(3, "RealtimeRecommendations: "+page.Escape(second)+" beside "+page.Escape(first))
		how := words.SettingsOfAll(r, butWebSockets)
		d.Paragraph("At the rate over all open streams together: " + page.Escape(how) + ". A message is an action with the items that answer it; its round trip, p50 and p99, runs from when it was to be sent until the last of them is there. The ratio is that of the p50.")
		both := func(measure string) []string {
			return []string{">" + measure + ", " + page.Escape(first), ">" + measure + ", " + page.Escape(second)}
		}
		d.Table(slices.Concat(pointHeads(&s), both("p50"), []string{">ratio", ">95 % interval", ">n", "verdict"}, both("p99")), times)
		d.Table(slices.Concat(pointHeads(&s), []string{">rate", ">items"}, both("server CPU per message"), both("wire bytes per message")), costs)
	}
}
