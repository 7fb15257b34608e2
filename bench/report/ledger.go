package report

import (
	"reflect"
	"slices"

	"github.com/wiretax/wiretax/bench/record"
)

// ledger writes what each stack does for a request, once for all runs that agree.
func (r *composition) ledger(d *document) {
	d.heading(2, "Equal work")
	d.paragraph("What each " + r.analyses[0].noun() + " does for a request. Where a row differs, that difference is part of what was measured.")
	groups := r.ledgers()
	for _, g := range groups {
		if len(groups) > 1 {
			d.paragraph("Plan " + and(g.plans) + ":")
		}
		if len(g.ledger) == 0 {
			d.paragraph("None was recorded.")
			continue
		}
		columns := []string{"aspect"}
		for _, s := range g.stacks {
			columns = append(columns, escape(g.title(s)))
		}
		var rows [][]string
		for _, entry := range g.ledger {
			row := []string{escape(entry.Aspect)}
			for _, s := range g.stacks {
				row = append(row, orNone(entry.Stacks[s]))
			}
			rows = append(rows, row)
		}
		d.table(columns, rows)
	}
}

// ledgerGroup is one ledger with the plans that ran by it and all their stacks.
type ledgerGroup struct {
	ledger        []record.LedgerEntry
	plans, stacks []string
	title         func(stack string) string
}

func (r *composition) ledgers() []*ledgerGroup {
	var groups []*ledgerGroup
	for _, a := range r.analyses {
		ledger := a.run.Manifest.Ledger
		if row, counted := a.codingsRow(); counted {
			ledger = append(slices.Clone(ledger), row)
		}
		i := slices.IndexFunc(groups, func(g *ledgerGroup) bool { return reflect.DeepEqual(g.ledger, ledger) })
		if i < 0 {
			i = len(groups)
			groups = append(groups, &ledgerGroup{ledger: ledger, title: a.title})
		}
		g := groups[i]
		g.plans = append(g.plans, code(a.plan.Name))
		for _, s := range a.stacks() {
			if !slices.Contains(g.stacks, s) {
				g.stacks = append(g.stacks, s)
			}
		}
	}
	return groups
}

func orNone(text string) string {
	if text == "" {
		return none
	}
	return escape(text)
}
