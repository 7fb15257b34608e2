package section

import (
	"reflect"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// EqualWork writes what each stack does for a request, once for all runs that agree.
func EqualWork(in *Input, d *page.Page) {
	d.Heading(2, "Equal work")
	d.Paragraph("What each " + words.Noun(in.Runs[0]) + " does for a request. Where a row differs, that difference is part of what was measured.")
	groups := ledgers(in)
	for _, g := range groups {
		if len(groups) > 1 {
			d.Paragraph("Plan " + page.And(g.plans) + ":")
		}
		if len(g.ledger) == 0 {
			d.Paragraph("None was recorded.")
			continue
		}
		columns := []string{"aspect"}
		for _, s := range g.stacks {
			columns = append(columns, page.Escape(g.title(s)))
		}
		var rows [][]string
		for _, entry := range g.ledger {
			row := []string{page.Escape(entry.Aspect)}
			for _, s := range g.stacks {
				row = append(row, page.OrNone(entry.Stacks[s]))
			}
			rows = append(rows, row)
		}
		d.Table(columns, rows)
	}
}

// ledgerGroup is one ledger with the plans that ran by it and all their stacks.
type ledgerGroup struct {
	ledger        []record.LedgerEntry
	plans, stacks []string
	title         func(stack string) string
}

func ledgers(in *Input) []*ledgerGroup {
	var groups []*ledgerGroup
	for _, r := range in.Runs {
		ledger := r.Record.Manifest.Ledger
		if row, counted := codingsRow(r); counted {
			ledger = append(slices.Clone(ledger), row)
		}
		i := slices.IndexFunc(groups, func(g *ledgerGroup) bool { return reflect.DeepEqual(g.ledger, ledger) })
		if i < 0 {
			i = len(groups)
			groups = append(groups, &ledgerGroup{ledger: ledger, title: r.Title})
		}
		g := groups[i]
		g.plans = append(g.plans, page.Code(r.Plan.Name))
		for _, s := range r.Stacks() {
			if !slices.Contains(g.stacks, s) {
				g.stacks = append(g.stacks, s)
			}
		}
	}
	return groups
}

// codingsRow is the row of the ledger that says what answers came in, by what was counted;
// false where nobody did.
func codingsRow(r *judged.Run) (record.LedgerEntry, bool) {
	row := record.LedgerEntry{Aspect: "answers came", Stacks: make(map[string]string)}
	for _, stack := range r.Stacks() {
		var found []string
		for _, op := range r.Plan.Operations {
			if c := words.Codings(judged.AnswersCame(r, op.Name, stack)); c != "" && !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
		if found != nil {
			row.Stacks[stack] = strings.Join(found, ", or ")
		}
	}
	return row, len(row.Stacks) > 0
}
