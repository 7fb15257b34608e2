package report

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/contract"
)

// answersInItems says whether the answers of an operation are streams.
func answersInItems(op record.Operation) bool {
	return contract.OperationNamed(op.Operation).Answers()
}

// streams writes what was found of the operations that are streams, each beside its
// counterparts. It says whether the run has any.
func (r *Run) streams(d *page.Page) bool {
	if !slices.ContainsFunc(r.Plan.Operations, func(op record.Operation) bool { return contract.OperationNamed(op.Operation).Streams() }) {
		return false
	}
	d.Heading(2, "Streams")
	d.Paragraph("The operations that gRPC carries as streams, beside what REST has in their place, by plan " + page.Code(r.Plan.Name) + ". The ratios of all that is measured stand under the plan, with intervals and verdicts.")
	for _, op := range r.Plan.Operations {
		if op.Operation == contract.ListBooks || op.Operation == contract.UploadBookRatings {
			r.stream(d, op)
		}
	}
	r.conversations(d)
	r.praise(d)
	return true
}

// wayTitle is how a stack carries an operation that is a stream.
func wayTitle(operation, stack string) string {
	title := stackTitle(stack)
	switch {
	case record.StackOf(stack).Transport == contract.OverGRPC:
		return title + " stream"
	case record.StackOf(stack).Encoding == contract.Lines:
		return title
	case operation == contract.ListBooks:
		return title + " pages"
	case operation == contract.UploadBookRatings:
		return title + " array"
	}
	return title + " WebSocket"
}

// stream writes the table of a listing or an upload: a column for each stack, since nothing
// is compared here.
func (r *Run) stream(d *page.Page, op record.Operation) {
	d.Heading(3, page.Escape(op.Name)+", item by item")
	d.Paragraph(page.Escape(r.load(op)) + " Geometric means over the valid blocks of each stack; one stream's items per second are its items by its mean service time.")
	stacks := r.carriers(op)
	columns, last := []string{"measure"}, []string{"n"}
	for _, stack := range stacks {
		columns = append(columns, ">"+page.Escape(wayTitle(op.Operation, stack)))
		last = append(last, strconv.Itoa(r.validBlocks(op.Name, stack)))
	}
	var rows [][]string
	for _, m := range streamMeasures(op) {
		values, marks := make([]*float64, len(stacks)), make([]string, len(stacks))
		for i, stack := range stacks {
			values[i], marks[i] = r.ownCell(d, op.Name, stack, &m)
		}
		row := []string{m.Title}
		for i, text := range m.Unit.Together(values...) {
			row = append(row, text+marks[i])
		}
		rows = append(rows, row)
	}
	d.Table(columns, append(rows, last))
}

// ownCell is what one stack has of a metric, with the mark of a footnote on blocks in which
// it has not.
func (r *Run) ownCell(d *page.Page, op, stack string, m *Metric) (value *float64, mark string) {
	value, n, missing := r.own(op, stack, m)
	switch {
	case missing != "":
		mark = d.Note(op + ": " + missing + ".")
	case n < r.validBlocks(op, stack):
		mark = d.Note(fmt.Sprintf("%s: n = %d, in the other blocks the generator was late.", op, n))
	}
	return value, mark
}

// validBlocks is in how many blocks a stack has a valid trial.
func (r *Run) validBlocks(op, stack string) int {
	n := 0
	for _, block := range r.blocks {
		if r.valid[inBlock{op, stack, block}] != nil {
			n++
		}
	}
	return n
}

// praise says what was found of the articles' praise of gRPC for its streams.
func (r *Run) praise(d *page.Page) {
	if !r.restAndGRPC() {
		return
	}
	pairs := slices.DeleteFunc(r.rivalPairs(), func(p *Pair) bool { return !contract.OperationNamed(p.Op.Operation).Streams() })
	var items []string
	for _, m := range []Metric{
		metricOf(FirstItemP50, "time to the first item, p50"), metricOf(ResponseP50, "time to the last item, p50"),
		metricOf(WireBytes, "wire bytes"), metricOf(ServerCPU, "server CPU"), metricOf(ClientCPU, "client CPU"),
	} {
		items = append(items, "**"+m.Title+"**: "+page.Escape(allowedOf(m.Key, pairs)))
	}
	d.Paragraph("Articles praise gRPC for its streams and promise no number. What was found here, gRPC over REST, by measure:")
	d.List(items)
}
