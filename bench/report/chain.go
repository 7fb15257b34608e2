package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/contract"
)

// hops is how many services of the chain have to answer for an operation, 0 for the
// catalog's.
func hops(operation string) int { return len(contract.OperationNamed(operation).Services) }

// chainMetrics are those that are followed along the chain.
var chainMetrics = []string{ResponseP50, ServerCPU}

// series are pairs that differ in one number, which grows: hops, or the lines of an order.
type series struct {
	title string // such as "hops", "serial calls"
	noun  string // what the number counts
	pairs []*pair
	at    func(record.Operation) int
}

// callStyle is how an order gets its products.
func callStyle(op record.Operation) string { return cmp.Or(op.Calls, "serial") }

func callsTitle(style string) string {
	if style == "batch" {
		return "one batch"
	}
	return style + " calls"
}

// lines is how many an order has, which begins with one.
func lines(op record.Operation) int { return max(1, op.Items) }

// chained are the pairs of the rival that belong to the chain.
func (a *analysis) chained() []*pair {
	return slices.DeleteFunc(a.rivalPairs(), func(p *pair) bool { return hops(p.op.Operation) == 0 })
}

// byHops are the pairs with more and more hops: of orders those whose products are got one
// after the other, with the fewest lines that the plan has.
func (a *analysis) byHops() series {
	s := series{title: "hops", noun: "hop", at: func(op record.Operation) int { return hops(op.Operation) }}
	for _, p := range a.chained() {
		if p.op.Operation != contract.GetOrder {
			s.pairs = append(s.pairs, p)
		}
	}
	if styles := a.byLines(); len(styles) > 0 {
		s.pairs = append(s.pairs, styles[0].pairs[0])
	}
	return s.sorted()
}

// byLines are the orders with more and more lines, by call style in the order of the plan,
// serial calls first.
func (a *analysis) byLines() []series {
	var out []series
	for _, p := range a.chained() {
		if p.op.Operation != contract.GetOrder {
			continue
		}
		title := callsTitle(callStyle(p.op))
		i := slices.IndexFunc(out, func(s series) bool { return s.title == title })
		if i < 0 {
			i = len(out)
			out = append(out, series{title: title, noun: "line", at: lines})
		}
		out[i].pairs = append(out[i].pairs, p)
	}
	for i := range out {
		out[i] = out[i].sorted()
	}
	slices.SortStableFunc(out, func(s, other series) int { return cmp.Compare(s.rank(), other.rank()) })
	return out
}

func (s series) rank() int {
	if s.title == callsTitle("serial") {
		return 0
	}
	return 1
}

func (s series) sorted() series {
	slices.SortStableFunc(s.pairs, func(p, other *pair) int { return cmp.Compare(s.at(p.op), s.at(other.op)) })
	return s
}

// allSeries are the hops, then the lines by call style; only what is there.
func (a *analysis) allSeries() []series {
	return append([]series{a.byHops()}, a.byLines()...)
}

// chain writes how the difference between the stacks changes along a chain of services. The
// picture lies at the path. It says whether the run has such a chain.
func (a *analysis) chain(d *page.Page, picture string) bool {
	if len(a.chained()) == 0 {
		return false
	}
	d.Heading(2, "Chain")
	d.Paragraph("Services that call each other, each a process of its own, by plan " + page.Code(a.plan.Name) + ": order asks product, product asks inventory. GetStock is answered by inventory alone, GetProduct with one hop more, GetOrder with two. Server CPU is that of all services together.")
	d.Heading(3, "By hops")
	s := a.byHops()
	a.follow(d, s.pairs, []string{">hops", "call"}, func(p *pair) []string {
		return []string{strconv.Itoa(hops(p.op.Operation)), page.Escape(p.op.Name)}
	})
	if styles := a.byLines(); len(styles) > 0 {
		d.Heading(3, "By lines of an order")
		d.Paragraph("*Serial* calls get the products one after the other, *parallel* calls all at once, a *batch* is one call for all.")
		var pairs []*pair
		for _, s := range styles {
			pairs = append(pairs, s.pairs...)
		}
		a.follow(d, pairs, []string{"calls", ">lines"}, func(p *pair) []string {
			return []string{page.Escape(callStyle(p.op)), strconv.Itoa(lines(p.op))}
		})
	}
	d.Heading(3, "Along the chain")
	d.Paragraph("![" + page.Escape(a.chainSummary()) + "](" + picture + ")")
	a.alongTheChain(d)
	return true
}

// follow writes the tables of pairs: a comparison for each metric, then what each process has
// of it.
func (a *analysis) follow(d *page.Page, pairs []*pair, heads []string, cells func(*pair) []string) {
	for _, key := range chainMetrics {
		a.compare(d, key, pairs, heads, cells)
	}
	d.Paragraph("CPU time of each process for a request of the client; then the bytes on the wire to each process and back, payload of TCP.")
	var ways []way
	for _, p := range pairs {
		for _, stack := range []string{p.a, p.b} {
			ways = append(ways, way{p.op, stack, append(cells(p), page.Escape(stackTitle(stack)))})
		}
	}
	a.byStation(d, chainStations, append(slices.Clone(heads), "stack"), ways)
}

// alongTheChain says what the article claims of chains, and what was found.
func (a *analysis) alongTheChain(d *page.Page) {
	if !a.restAndGRPC() {
		return
	}
	text := "The article draws a chain, Client → API Gateway → Order → Product → Inventory, and says that gRPC inside compounds the gain in latency"
	if s := a.byHops(); len(s.pairs) > 1 {
		first, last := s.ends(ResponseP50)
		text += fmt.Sprintf("; found here from %s to %s, gRPC over REST: %s; so the claim is *%s*", s.step(0), s.step(len(s.pairs)-1), page.Escape(s.change(ResponseP50)), compounded(first, last))
	}
	d.Paragraph(text + ".")
	var items []string
	for _, s := range a.allSeries() {
		if len(s.pairs) < 2 {
			continue
		}
		var parts []string
		for _, key := range chainMetrics {
			parts = append(parts, s.change(key))
		}
		items = append(items, fmt.Sprintf("**%s**, %s to %s: %s.", page.Escape(s.title), s.step(0), s.step(len(s.pairs)-1), page.Escape(strings.Join(parts, "; "))))
	}
	if len(items) > 0 {
		d.Paragraph("What becomes of the ratio, from the first row of a table to the last. It changed where the two intervals do not meet, it is the same where both together are no wider than the margin, and else a change is not shown:")
		d.List(items)
	}
}

// head names a series above its numbers.
func (s *series) head() string {
	if s.noun == "line" {
		return "lines, " + s.title
	}
	return s.title
}

// step names one place in a series.
func (s *series) step(i int) string { return page.Count(s.at(s.pairs[i].op), s.noun) }

// ends are the first and the last figure of a metric.
func (s *series) ends(key string) (first, last *figure) {
	return s.pairs[0].figure(key), s.pairs[len(s.pairs)-1].figure(key)
}

// change says what becomes of a metric from the first pair to the last, with both ratios.
func (s *series) change(key string) string {
	first, last := s.ends(key)
	text := first.metric.Label + " " + trend(first, last)
	for _, f := range []*figure{first, last} {
		if f.missing != "" {
			return text + " (" + f.briefly() + ")"
		}
	}
	return text + ", from " + first.short() + " to " + last.short()
}
