package section

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

// gatewayMetrics are those by which it is said what a gateway costs.
var gatewayMetrics = []string{contract.ResponseP50, contract.ResponseP99, contract.ServerCPU}

// Gateways writes what a gateway in front of the service costs.
func Gateways(r *judged.Run, d *page.Page) {
	if !judged.HasGateway(r) {
		return
	}
	d.Heading(2, "Gateway")
	d.Paragraph("A public REST API in front of the service, beside the service itself, by plan " + page.Code(r.Plan.Name) + ". *Node* is Express, *Go* is gin; behind the arrow stands what the gateway speaks to the service. The article draws HTTP/2 from the client to the gateway, but Express speaks HTTP/1.1: so does every client of a gateway here.")
	for _, op := range r.Plan.Operations {
		if judged.ThroughGateway(r, op) {
			oneGateway(r, d, op)
		}
	}
}

// oneGateway writes the tables of one operation and what they come to.
func oneGateway(r *judged.Run, d *page.Page, op record.Operation) {
	d.Heading(3, page.Escape(op.Name)+", direct and through a gateway")
	d.Paragraph(page.Escape(words.UnderLoad(r, op)) + " Each value is the geometric mean over the valid blocks of its row, each ratio that of blocks in which both are valid.")
	latencies(r, d, op, contract.ResponseP50)
	latencies(r, d, op, contract.ResponseP99)
	d.Paragraph("CPU time of each process for a request; then the bytes on the wire to each process and back, payload of TCP. What is no gateway's stack goes from the client to the service.")
	var rows []ofStack
	for _, stack := range r.Carriers(op) {
		rows = append(rows, ofStack{op, stack, []string{page.Escape(r.Title(stack))}})
	}
	byProcess(r, d, []string{"way"}, rows)
	gatewayCosts(r, d, op)
}

// latencies writes a row for each stack. Values stand below each other, so they have one
// unit all.
func latencies(r *judged.Run, d *page.Page, op record.Operation, key string) {
	m := record.MetricOf(key)
	stacks := r.Carriers(op)
	values, marks := make([]*float64, len(stacks)), make([]string, len(stacks))
	for i, stack := range stacks {
		values[i], marks[i] = ownCell(r, d, op.Name, stack, &m)
	}
	var rows [][]string
	for i, text := range words.Unit(m.Quantity).Together(values...) {
		title := page.Escape(r.Title(stacks[i]))
		row := []string{title, text + marks[i], page.None, page.None, strconv.Itoa(r.ValidBlocks(op.Name, stacks[i])), "the baseline"}
		if p := r.Between(op, stacks[0], stacks[i]); p != nil {
			row = append(row[:2], judgement(r, p, d, key)...)
			row[5] = strings.TrimPrefix(row[5], title+" ") // the row has said it
		}
		rows = append(rows, row)
	}
	d.Table([]string{"way", ">" + words.Metric(key).Short, ">over " + page.Escape(r.Title(stacks[0])), ">95 % interval", ">n", "verdict"}, rows)
}

// gatewayCosts says what a gateway costs and when it pays, as far as verdicts allow.
func gatewayCosts(r *judged.Run, d *page.Page, op record.Operation) {
	outside, inside := r.Between(op, contract.REST, contract.NodeToGRPC), r.Between(op, contract.NodeToREST, contract.NodeToGRPC)
	var items []string
	for _, c := range []struct {
		what string
		p    *judged.Pair
	}{
		{"REST outside, gRPC inside", outside},
		{"What is spoken inside", inside},
		{"What runs the gateway", r.Between(op, contract.NodeToGRPC, contract.GoToGRPC)},
	} {
		if c.p != nil {
			items = append(items, fmt.Sprintf("**%s**, %s over %s: %s.", c.what, page.Escape(r.Title(c.p.B)), page.Escape(r.Title(c.p.A)), page.Escape(told(c.p, gatewayMetrics))))
		}
	}
	var when []string
	if outside != nil {
		when = append(when, "in front of REST that a client could call itself, REST outside and gRPC inside "+pays(outside, gatewayMetrics)+".")
	}
	if inside != nil {
		when = append(when, "behind a Node gateway that is there anyway, gRPC in the place of REST "+pays(inside, gatewayMetrics)+".")
	}
	if len(when) > 0 {
		items = append(items, "**When it pays**: "+page.Escape(strings.Join(when, " And ")))
	}
	if len(items) > 0 {
		d.Paragraph("What that comes to; server CPU is that of gateway and service together:")
		d.List(items)
	}
}

// told lists what was found of several metrics.
func told(p *judged.Pair, keys []string) string {
	var parts []string
	for _, key := range keys {
		f := p.Figure(key)
		text := words.Metric(f.Metric.Key).Label + " " + words.Finding(f)
		if !f.Missing.Any() && !judged.Differs(f.Verdict) {
			text += ", " + words.Explained(f, p.Title)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// pays says by which metrics the second of a pair needs less, and by which more.
func pays(p *judged.Pair, keys []string) string {
	labels := make(map[judged.Direction][]string)
	for _, key := range keys {
		direction := p.Figure(key).Direction()
		labels[direction] = append(labels[direction], words.Metric(key).Label)
	}
	var parts []string
	for _, of := range []struct {
		direction judged.Direction
		text      string
	}{
		{judged.Less, "pays by less "},
		{judged.More, "costs more "},
		{judged.Even, "makes no difference that matters in "},
		{judged.Open, "shows no sure difference in "},
		{judged.Unjudged, "has no verdict on "},
	} {
		if names := labels[of.direction]; names != nil {
			parts = append(parts, of.text+page.And(names))
		}
	}
	return strings.Join(parts, "; ")
}
