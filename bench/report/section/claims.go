package section

import (
	"fmt"
	"strings"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

// saidByArticles is a claim in the words of those who make it.
type saidByArticles struct {
	text string
	// asRatio says the bar as a reader of the tables would.
	asRatio string
	judged.Claim
}

func claims() []saidByArticles {
	return []saidByArticles{
		{"payloads 3 to 10 times smaller", "0.333 to 0.100", judged.Claim{Metric: contract.MessageBytes, Bar: 1.0 / 3, Beyond: 1.0 / 10}},
		{"50 to 75 % less bandwidth", "0.50 to 0.25", judged.Claim{Metric: contract.WireBytes, Bar: 0.50, Beyond: 0.25}},
		{"5 to 10 times lower latency, p50", "0.200 to 0.100", judged.Claim{Metric: contract.ResponseP50, Bar: 1.0 / 5, Beyond: 1.0 / 10}},
		{"5 to 10 times lower latency, p99", "0.200 to 0.100", judged.Claim{Metric: contract.ResponseP99, Bar: 1.0 / 5, Beyond: 1.0 / 10}},
		{"less server CPU", "below 1", judged.Claim{Metric: contract.ServerCPU, Bar: 1, Beyond: 0}},
		{"less client CPU", "below 1", judged.Claim{Metric: contract.ClientCPU, Bar: 1, Beyond: 0}},
	}
}

// answers are the words for those to a claim.
var answers = map[judged.Answer]string{
	judged.Held:       "held",
	judged.HeldBeyond: "held, and more",
	judged.NotHeld:    "not held",
	judged.NotDecided: "not decided",
	judged.Unanswered: "not judged",
}

// overall sums up the answers to a claim: held or not held where all that were judged say so,
// else how many say what. What was not judged is for [unanswered].
func overall(a judged.Answers) string {
	switch a.Judged() {
	case 0:
		return answers[judged.Unanswered]
	case a.Held:
		return answers[judged.Held]
	case a.NotHeld:
		return answers[judged.NotHeld]
	case a.NotDecided:
		return answers[judged.NotDecided]
	}
	var parts []string
	for _, part := range []struct {
		n      int
		answer judged.Answer
	}{{a.Held, judged.Held}, {a.NotHeld, judged.NotHeld}, {a.NotDecided, judged.NotDecided}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%s by %d", answers[part.answer], part.n))
		}
	}
	return fmt.Sprintf("%s of %s", strings.Join(parts, ", "), page.Count(a.Judged(), "figure"))
}

// unanswered says how many of several answers are missing from the overall one.
func unanswered(a judged.Answers) string {
	if a.Unanswered == 0 || a.Judged() == 0 {
		return ""
	}
	return fmt.Sprintf(", %d of %s not judged", a.Unanswered, page.Count(a.Judged()+a.Unanswered, "figure"))
}

// Claims writes what was found of the popular claims, from the figures of this run.
func Claims(in *Input, d *page.Page) {
	r := in.Runs[0]
	if !r.RESTAndGRPC() {
		return
	}
	d.Heading(2, "What articles claim, and what was found here")
	d.Paragraph(page.Escape(conditions(r)))
	var items []string
	var rows [][]string
	for _, c := range claims() {
		var all []judged.Answer
		for _, p := range c.Pairs(r) {
			f := c.Figure(p) // every operation has these
			answer := c.Test(f)
			all = append(all, answer)
			rows = append(rows, []string{
				page.Escape(c.text), c.asRatio, page.Escape(words.Operation(r, p.Op.Name)), words.Metric(f.Metric.Key).Title, page.Escape(words.Finding(f)), answers[answer],
			})
		}
		counted := judged.Count(all)
		items = append(items, "**"+page.Escape(c.text)+"**: "+overall(counted)+" here"+unanswered(counted))
	}
	d.List(items)
	d.Paragraph("*Held*: the whole interval meets the claim. *Not held*: none of it does, or there is no difference that matters. *Not decided*: the interval holds both, or the difference is not shown. *Not judged*: no verdict on this metric in this plan.")
	d.Table([]string{"claim", "as a ratio", "operation", "metric", "ratio found (95 % interval)", "here"}, rows)
}

// conditions says under which the claims were tested.
func conditions(r *judged.Run) string {
	var loads []string
	for _, op := range r.Plan.Operations {
		load := words.AtRate(r, op)
		switch {
		case op.Operation == contract.GetOrder:
			load += " with " + words.Items(op)
		case op.Items > 0:
			load += " with " + page.Count(op.Items, "item")
		}
		if op.Work != "" {
			load += " and handler cost " + op.Work
		}
		loads = append(loads, load)
	}
	return fmt.Sprintf("Found by plan %s, on the machine above, and true of these conditions only: %s; %s, catalog %s of %d books, TLS, compression and the rest as in the ledger above.",
		r.Plan.Name, strings.Join(loads, ", "), words.SettingsOfAll(r, ""), r.Record.Manifest.Catalog.Name, r.Record.Manifest.Catalog.Books)
}
