package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

func isGateway(stack string) bool { return record.StackOf(stack).Gateway != "" }

// besides are the comparisons of stacks of which neither need be the baseline, the second
// over the first: what the gateway speaks inside, and what runs it.
var besides = [][2]string{{contract.NodeToREST, contract.NodeToGRPC}, {contract.NodeToGRPC, contract.GoToGRPC}}

// gatewayMetrics are those by which it is said what a gateway costs.
var gatewayMetrics = []string{ResponseP50, ResponseP99, ServerCPU}

// throughGateway says whether an operation travels through a gateway.
func (r *Run) throughGateway(op record.Operation) bool {
	return slices.ContainsFunc(r.carriers(op), isGateway)
}

// gateways writes what a gateway in front of the service costs. It says whether the run has
// one.
func (r *Run) gateways(d *page.Page) bool {
	if !slices.ContainsFunc(r.Plan.Operations, r.throughGateway) {
		return false
	}
	d.Heading(2, "Gateway")
	d.Paragraph("A public REST API in front of the service, beside the service itself, by plan " + page.Code(r.Plan.Name) + ". *Node* is Express, *Go* is gin; behind the arrow stands what the gateway speaks to the service. The article draws HTTP/2 from the client to the gateway, but Express speaks HTTP/1.1: so does every client of a gateway here.")
	for _, op := range r.Plan.Operations {
		if r.throughGateway(op) {
			r.gateway(d, op)
		}
	}
	return true
}

// gateway writes the tables of one operation and what they come to.
func (r *Run) gateway(d *page.Page, op record.Operation) {
	d.Heading(3, page.Escape(op.Name)+", direct and through a gateway")
	d.Paragraph(page.Escape(r.load(op)) + " Each value is the geometric mean over the valid blocks of its row, each ratio that of blocks in which both are valid.")
	r.latencies(d, op, ResponseP50)
	r.latencies(d, op, ResponseP99)
	d.Paragraph("CPU time of each process for a request; then the bytes on the wire to each process and back, payload of TCP. What is no gateway's stack goes from the client to the service.")
	var ways []way
	for _, stack := range r.carriers(op) {
		ways = append(ways, way{op, stack, []string{page.Escape(stackTitle(stack))}})
	}
	r.byStation(d, gatewayStations, []string{"way"}, ways)
	r.gatewayCosts(d, op)
}

// latencies writes a row for each stack. Values stand below each other, so they have one
// unit all.
func (r *Run) latencies(d *page.Page, op record.Operation, key string) {
	m := metricOf(key, key)
	stacks := r.carriers(op)
	values, marks := make([]*float64, len(stacks)), make([]string, len(stacks))
	for i, stack := range stacks {
		values[i], marks[i] = r.ownCell(d, op.Name, stack, &m)
	}
	var rows [][]string
	for i, text := range m.Unit.Together(values...) {
		title := page.Escape(stackTitle(stacks[i]))
		row := []string{title, text + marks[i], page.None, page.None, strconv.Itoa(r.validBlocks(op.Name, stacks[i])), "the baseline"}
		if p := r.between(op, stacks[0], stacks[i]); p != nil {
			row = append(row[:2], p.judgement(d, key, r.twice())...)
			row[5] = strings.TrimPrefix(row[5], title+" ") // the row has said it
		}
		rows = append(rows, row)
	}
	d.Table([]string{"way", ">" + m.Short, ">over " + page.Escape(stackTitle(stacks[0])), ">95 % interval", ">n", "verdict"}, rows)
}

// gatewayCosts says what a gateway costs and when it pays, as far as verdicts allow.
func (r *Run) gatewayCosts(d *page.Page, op record.Operation) {
	outside, inside := r.between(op, contract.REST, contract.NodeToGRPC), r.between(op, contract.NodeToREST, contract.NodeToGRPC)
	var items []string
	for _, c := range []struct {
		what string
		p    *Pair
	}{
		{"REST outside, gRPC inside", outside},
		{"What is spoken inside", inside},
		{"What runs the gateway", r.between(op, contract.NodeToGRPC, contract.GoToGRPC)},
	} {
		if c.p != nil {
			items = append(items, fmt.Sprintf("**%s**, %s over %s: %s.", c.what, page.Escape(stackTitle(c.p.B)), page.Escape(stackTitle(c.p.A)), page.Escape(c.p.told(gatewayMetrics))))
		}
	}
	var pays []string
	if outside != nil {
		pays = append(pays, "in front of REST that a client could call itself, REST outside and gRPC inside "+outside.pays(gatewayMetrics)+".")
	}
	if inside != nil {
		pays = append(pays, "behind a Node gateway that is there anyway, gRPC in the place of REST "+inside.pays(gatewayMetrics)+".")
	}
	if len(pays) > 0 {
		items = append(items, "**When it pays**: "+page.Escape(strings.Join(pays, " And ")))
	}
	if len(items) > 0 {
		d.Paragraph("What that comes to; server CPU is that of gateway and service together:")
		d.List(items)
	}
}

// told lists what was found of several metrics.
func (p *Pair) told(keys []string) string {
	var parts []string
	for _, key := range keys {
		f := p.figure(key)
		text := f.Metric.Label + " " + f.finding()
		if f.Missing == "" && !found(f.Verdict) {
			text += ", " + f.explained(p.Title)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// pays says by which metrics the second of a pair needs less, and by which more. A difference
// within the margin is none that matters.
func (p *Pair) pays(keys []string) string {
	const (
		less = iota
		more
		even
		open
		unjudged
	)
	var kinds [unjudged + 1][]string
	for _, key := range keys {
		kind := open
		switch f := p.figure(key); {
		case !f.judged():
			kind = unjudged
		case f.Verdict == stat.Equivalent, f.small():
			kind = even
		case lower(f.Verdict):
			kind = less
		case higher(f.Verdict):
			kind = more
		}
		kinds[kind] = append(kinds[kind], p.figure(key).Metric.Label)
	}
	var parts []string
	for kind, text := range [...]string{
		less:     "pays by less ",
		more:     "costs more ",
		even:     "makes no difference that matters in ",
		open:     "shows no sure difference in ",
		unjudged: "has no verdict on ",
	} {
		if kinds[kind] != nil {
			parts = append(parts, text+page.And(kinds[kind]))
		}
	}
	return strings.Join(parts, "; ")
}
