package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// claim is what articles say of gRPC, turned into a ratio over REST. It is of one metric: an
// answer over two, such as the CPU of server and client, hides what each of them says.
type claim struct {
	text string
	// asRatio says the bar as a reader of the tables would.
	asRatio string
	// A figure holds the claim at or below bar, and goes further below beyond. With bar
	// 1 any difference that was found holds it.
	bar, beyond float64
	metric      string
}

func claims() []claim {
	return []claim{
		{"payloads 3 to 10 times smaller", "0.333 to 0.100", 1.0 / 3, 1.0 / 10, MessageBytes},
		{"50 to 75 % less bandwidth", "0.50 to 0.25", 0.50, 0.25, WireBytes},
		{"5 to 10 times lower latency, p50", "0.200 to 0.100", 1.0 / 5, 1.0 / 10, ResponseP50},
		{"5 to 10 times lower latency, p99", "0.200 to 0.100", 1.0 / 5, 1.0 / 10, ResponseP99},
		{"less server CPU", "below 1", 1, 0, ServerCPU},
		{"less client CPU", "below 1", 1, 0, ClientCPU},
	}
}

// The answers to a claim.
const (
	held       = "held"
	heldBeyond = "held, and more"
	notHeld    = "not held"
	notDecided = "not decided"
	notJudged  = "not judged"
)

// test says whether a figure holds the claim, and never more than its verdict allows.
func (c *claim) test(f *Figure) string {
	switch {
	case !f.judged(), !f.CI.Known():
		return notJudged
	case f.Verdict == stat.Unstable:
		return notDecided
	case c.bar == 1:
		return direction(f.Verdict)
	case f.CI.Lo > c.bar:
		return notHeld
	case f.CI.Hi > c.bar || !lower(f.Verdict):
		return notDecided
	case f.CI.Hi < c.beyond:
		return heldBeyond
	}
	return held
}

func direction(v stat.Verdict) string {
	switch {
	case lower(v):
		return held
	case v == stat.Inconclusive:
		return notDecided
	}
	return notHeld
}

// overall sums up the answers to a claim: held or not held where all that were judged say so,
// else how many say what. What was not judged is for [unanswered].
func overall(answers []string) string {
	var holds, fails, open int
	for _, answer := range answers {
		switch answer {
		case held, heldBeyond:
			holds++
		case notHeld:
			fails++
		case notDecided:
			open++
		}
	}
	judged := holds + fails + open
	switch judged {
	case 0:
		return notJudged
	case holds:
		return held
	case fails:
		return notHeld
	case open:
		return notDecided
	}
	var parts []string
	for _, part := range []struct {
		n      int
		answer string
	}{{holds, held}, {fails, notHeld}, {open, notDecided}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%s by %d", part.answer, part.n))
		}
	}
	return fmt.Sprintf("%s of %s", strings.Join(parts, ", "), page.Count(judged, "figure"))
}

// unanswered says how many of several answers are missing from the overall one.
func unanswered(answers []string) string {
	var n int
	for _, answer := range answers {
		if answer == notJudged {
			n++
		}
	}
	if n == 0 || n == len(answers) {
		return ""
	}
	return fmt.Sprintf(", %d of %s not judged", n, page.Count(len(answers), "figure"))
}

// payload is the metric that tells the size of what an operation carries: an upload carries
// it in its request.
func payload(op record.Operation, key string) string {
	if key == MessageBytes && op.Operation == contract.UploadBookRatings {
		return RequestBytes
	}
	return key
}

// restAndGRPC says whether the run compares the two that articles speak of.
func (r *Run) restAndGRPC() bool {
	return slices.Equal([]string{r.Plan.Stacks[0], r.rival()}, []string{contract.REST, contract.GRPC})
}

// claims writes what was found of the popular claims, from the figures of this run.
func (r *Run) claims(d *page.Page) {
	if !r.restAndGRPC() {
		return
	}
	d.Heading(2, "What articles claim, and what was found here")
	d.Paragraph(page.Escape(r.conditions()))
	var items []string
	var rows [][]string
	for _, c := range claims() {
		var answers []string
		for _, p := range r.rivalPairs() {
			f := p.figure(payload(p.Op, c.metric)) // every operation has these
			answer := c.test(f)
			answers = append(answers, answer)
			rows = append(rows, []string{
				page.Escape(c.text), c.asRatio, page.Escape(p.Op.Name), f.Metric.Title, page.Escape(f.finding()), answer,
			})
		}
		items = append(items, "**"+page.Escape(c.text)+"**: "+overall(answers)+" here"+unanswered(answers))
	}
	d.List(items)
	d.Paragraph("*Held*: the whole interval meets the claim. *Not held*: none of it does, or there is no difference that matters. *Not decided*: the interval holds both, or the difference is not shown. *Not judged*: no verdict on this metric in this plan.")
	d.Table([]string{"claim", "as a ratio", "operation", "metric", "ratio found (95 % interval)", "here"}, rows)
}

// finding is the figure in a cell of the claims.
func (f *Figure) finding() string {
	if f.Missing != "" {
		return f.briefly()
	}
	text := f.short()
	if found(f.Verdict) {
		text += ", " + page.InWords(f.Ratio, f.Metric.Less, f.Metric.More)
	}
	return text
}

// conditions says under which the claims were tested.
func (r *Run) conditions() string {
	var loads []string
	for _, op := range r.Plan.Operations {
		load := op.Name + " at " + page.Rate(op.Rate)
		switch {
		case op.Operation == contract.GetOrder:
			load += " with " + items(op)
		case op.Items > 0:
			load += " with " + page.Count(op.Items, "item")
		}
		if op.Work != "" {
			load += " and handler cost " + op.Work
		}
		loads = append(loads, load)
	}
	how := append([]string{arrivals(r.Plan), page.Count(r.Plan.Connections, "connection")}, settings(r.Plan, record.Operation{})...)
	return fmt.Sprintf("Found by plan %s, on the machine above, and true of these conditions only: %s; %s, catalog %s of %d books, TLS, compression and the rest as in the ledger above.",
		r.Plan.Name, strings.Join(loads, ", "), strings.Join(how, ", "), r.Record.Manifest.Catalog.Name, r.Record.Manifest.Catalog.Books)
}
