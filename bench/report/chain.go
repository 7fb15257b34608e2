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
	pairs []*Pair
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
func (r *Run) chained() []*Pair {
	return slices.DeleteFunc(r.rivalPairs(), func(p *Pair) bool { return hops(p.Op.Operation) == 0 })
}

// byHops are the pairs with more and more hops: of orders those whose products are got one
// after the other, with the fewest lines that the plan has.
func (r *Run) byHops() series {
	s := series{title: "hops", noun: "hop", at: func(op record.Operation) int { return hops(op.Operation) }}
	for _, p := range r.chained() {
		if p.Op.Operation != contract.GetOrder {
			s.pairs = append(s.pairs, p)
		}
	}
	if styles := r.byLines(); len(styles) > 0 {
		s.pairs = append(s.pairs, styles[0].pairs[0])
	}
	return s.sorted()
}

// byLines are the orders with more and more lines, by call style in the order of the plan,
// serial calls first.
func (r *Run) byLines() []series {
	var out []series
	for _, p := range r.chained() {
		if p.Op.Operation != contract.GetOrder {
			continue
		}
		title := callsTitle(callStyle(p.Op))
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
	slices.SortStableFunc(s.pairs, func(p, other *Pair) int { return cmp.Compare(s.at(p.Op), s.at(other.Op)) })
	return s
}

// allSeries are the hops, then the lines by call style; only what is there.
func (r *Run) allSeries() []series {
	return append([]series{r.byHops()}, r.byLines()...)
}

// chain writes how the difference between the stacks changes along a chain of services. The
// picture lies at the path. It says whether the run has such a chain.
func (r *Run) chain(d *page.Page, picture string) bool {
	if len(r.chained()) == 0 {
		return false
	}
	d.Heading(2, "Chain")
	d.Paragraph("Services that call each other, each a process of its own, by plan " + page.Code(r.Plan.Name) + ": order asks product, product asks inventory. GetStock is answered by inventory alone, GetProduct with one hop more, GetOrder with two. Server CPU is that of all services together.")
	d.Heading(3, "By hops")
	s := r.byHops()
	r.follow(d, s.pairs, []string{">hops", "call"}, func(p *Pair) []string {
		return []string{strconv.Itoa(hops(p.Op.Operation)), page.Escape(p.Op.Name)}
	})
	if styles := r.byLines(); len(styles) > 0 {
		d.Heading(3, "By lines of an order")
		d.Paragraph("*Serial* calls get the products one after the other, *parallel* calls all at once, a *batch* is one call for all.")
		var pairs []*Pair
		for _, s := range styles {
			pairs = append(pairs, s.pairs...)
		}
		r.follow(d, pairs, []string{"calls", ">lines"}, func(p *Pair) []string {
			return []string{page.Escape(callStyle(p.Op)), strconv.Itoa(lines(p.Op))}
		})
	}
	d.Heading(3, "Along the chain")
	d.Paragraph("![" + page.Escape(r.chainSummary()) + "](" + picture + ")")
	r.alongTheChain(d)
	return true
}

// follow writes the tables of pairs: a comparison for each metric, then what each process has
// of it.
func (r *Run) follow(d *page.Page, pairs []*Pair, heads []string, cells func(*Pair) []string) {
	for _, key := range chainMetrics {
		r.compare(d, key, pairs, heads, cells)
	}
	d.Paragraph("CPU time of each process for a request of the client; then the bytes on the wire to each process and back, payload of TCP.")
	var ways []way
	for _, p := range pairs {
		for _, stack := range []string{p.A, p.B} {
			ways = append(ways, way{p.Op, stack, append(cells(p), page.Escape(stackTitle(stack)))})
		}
	}
	r.byStation(d, chainStations, append(slices.Clone(heads), "stack"), ways)
}

// alongTheChain says what the article claims of chains, and what was found.
func (r *Run) alongTheChain(d *page.Page) {
	if !r.restAndGRPC() {
		return
	}
	text := "The article draws a chain, Client → API Gateway → Order → Product → Inventory, and says that gRPC inside compounds the gain in latency"
	if s := r.byHops(); len(s.pairs) > 1 {
		first, last := s.ends(ResponseP50)
		text += fmt.Sprintf("; found here from %s to %s, gRPC over REST: %s; so the claim is *%s*", s.step(0), s.step(len(s.pairs)-1), page.Escape(s.change(ResponseP50)), compounded(first, last))
	}
	d.Paragraph(text + ".")
	var items []string
	for _, s := range r.allSeries() {
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
func (s *series) step(i int) string { return page.Count(s.at(s.pairs[i].Op), s.noun) }

// ends are the first and the last figure of a metric.
func (s *series) ends(key string) (first, last *Figure) {
	return s.pairs[0].figure(key), s.pairs[len(s.pairs)-1].figure(key)
}

// change says what becomes of a metric from the first pair to the last, with both ratios.
func (s *series) change(key string) string {
	first, last := s.ends(key)
	text := first.Metric.Label + " " + trend(first, last)
	for _, f := range []*Figure{first, last} {
		if f.Missing != "" {
			return text + " (" + f.briefly() + ")"
		}
	}
	return text + ", from " + first.short() + " to " + last.short()
}
