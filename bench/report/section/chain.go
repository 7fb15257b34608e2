package section

import (
	"fmt"
	"strings"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/contract"
)

// chainMetrics are those that are followed along the chain.
var chainMetrics = []string{contract.ResponseP50, contract.ServerCPU}

// Chain writes how the difference between the stacks changes along a chain of services.
func Chain(r *judged.Run, d *page.Page) {
	if !judged.HasChain(r) {
		return
	}
	d.Heading(2, "Chain")
	d.Paragraph("Services that call each other, each a process of its own, by plan " + page.Code(r.Plan.Name) + ": order asks product, product asks inventory. GetStock is answered by inventory alone, GetProduct with one hop more, GetOrder with two. Server CPU is that of all services together.")
	d.Heading(3, "By hops")
	follow(r, d, judged.ByHops(r))
	if styles := judged.ByLines(r); len(styles) > 0 {
		d.Heading(3, "By lines of an order")
		d.Paragraph("*Serial* calls get the products one after the other, *parallel* calls all at once, a *batch* is one call for all.")
		follow(r, d, styles...)
	}
	d.Heading(3, "Along the chain")
	all := judged.AlongTheChain(r)
	d.Picture("chain-"+r.Plan.Name, alongSummary(r, all, chainMetrics), alongPicture(r, "along a chain of services", all, chainMetrics))
	claimOfChains(r, d)
}

// follow writes the tables of series: a comparison for each metric, then what each process has
// of it.
func follow(r *judged.Run, d *page.Page, all ...judged.Series) {
	for _, key := range chainMetrics {
		compare(r, d, key, all...)
	}
	d.Paragraph("CPU time of each process for a request of the client; then the bytes on the wire to each process and back, payload of TCP.")
	var rows []ofStack
	for _, s := range all {
		for i, p := range s.Pairs {
			for _, stack := range []string{p.A, p.B} {
				rows = append(rows, ofStack{p.Op, stack, append(pointCells(&s, i), page.Escape(r.Title(stack)))})
			}
		}
	}
	byProcess(r, d, append(pointHeads(&all[0]), "stack"), rows)
}

// claimOfChains says what the article claims of chains, and what was found.
func claimOfChains(r *judged.Run, d *page.Page) {
	if !r.RESTAndGRPC() {
		return
	}
	text := "The article draws a chain, Client → API Gateway → Order → Product → Inventory, and says that gRPC inside compounds the gain in latency"
	if s := judged.ByHops(r); len(s.Pairs) > 1 {
		text += fmt.Sprintf("; found here from %s, gRPC over REST: %s; so the claim is *%s*", fromTo(&s), page.Escape(changeOf(&s, contract.ResponseP50)), answers[judged.Compounded(s.Ends(contract.ResponseP50))])
	}
	d.Paragraph(text + ".")
	var items []string
	for _, s := range judged.AlongTheChain(r) {
		if len(s.Pairs) < 2 {
			continue
		}
		var parts []string
		for _, key := range chainMetrics {
			parts = append(parts, changeOf(&s, key))
		}
		items = append(items, fmt.Sprintf("**%s**, %s: %s.", page.Escape(seriesTitle(&s)), fromTo(&s), page.Escape(strings.Join(parts, "; "))))
	}
	if len(items) > 0 {
		d.Paragraph("What becomes of the ratio, from the first row of a table to the last. It changed where the two intervals do not meet, it is the same where both together are no wider than the margin, and else a change is not shown:")
		d.List(items)
	}
}
