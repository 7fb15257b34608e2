package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
)

// asTheyAre is what answers come in that are not compressed.
const asTheyAre = "as they are"

// codings says what the answers of a window came in: as they are, or in codings such as gzip.
// It is empty where nobody counted.
func codings(w *record.Window) string {
	if w.Codings == nil {
		return ""
	}
	var parts []string
	all := w.Completed
	for _, coding := range slices.Sorted(maps.Keys(w.Codings)) {
		all -= w.Codings[coding]
		parts = append(parts, printable(coding))
	}
	if all > 0 || len(parts) == 0 {
		parts = append(parts, asTheyAre)
	}
	return strings.Join(parts, " and ")
}

// codingsOf are what the answers of a stack came in over its valid trials of an operation;
// empty where nobody counted.
func (a *analysis) codingsOf(op, stack string) string {
	var found []string
	for i := range a.run.Trials {
		t := &a.run.Trials[i]
		if t.Tool != record.Wiretax || !t.Valid || t.Operation != op || t.Stack != stack {
			continue
		}
		if c := codings(&t.Window); c != "" && !slices.Contains(found, c) {
			found = append(found, c)
		}
	}
	slices.Sort(found)
	return strings.Join(found, ", or ")
}

// unlikeCodings says that the answers of two stacks came in unlike codings: what is compressed
// cannot be compared with what is not. It is empty where they are alike, or nobody counted.
func (a *analysis) unlikeCodings(p *pair) string {
	var said, came []string
	for _, stack := range a.stacks() {
		if stack != p.a && stack != p.b {
			continue
		}
		c := a.codingsOf(p.op.Name, stack)
		if c == "" {
			return ""
		}
		said, came = append(said, a.title(stack)+" "+c), append(came, c)
	}
	if len(slices.Compact(came)) < 2 {
		return ""
	}
	return "answers came in unlike codings: " + strings.Join(said, ", ")
}

// temperCodings takes the verdict on message bytes away from a pair with unlike codings, and
// warns of the rest.
func (a *analysis) temperCodings(p *pair) {
	unlike := a.unlikeCodings(p)
	if unlike == "" {
		return
	}
	for i := range p.figures {
		f := &p.figures[i]
		if f.metric.Key == MessageBytes {
			f.unlike = true
			f.withoutVerdict()
		}
		if f.missing == "" {
			f.Warnings = append(f.Warnings, unlike)
		}
	}
}

// codingWarnings name the pairs whose answers came in unlike codings, and the stacks of whose
// answers the message is not known.
func (a *analysis) codingWarnings() []string {
	var out []string
	for _, p := range a.allPairs() {
		if unlike := a.unlikeCodings(p); unlike != "" {
			out = append(out, p.op.Name+": "+unlike+". No verdict on message bytes; bytes on the wire, CPU and times hold the compression of one of them.")
		}
	}
	for _, op := range a.plan.Operations {
		for _, stack := range a.stacks() {
			if i := slices.IndexFunc(a.trials(record.Wiretax, op.Name, stack), func(t *record.Trial) bool { return t.Valid && !t.MessagesKnown() }); i >= 0 {
				out = append(out, fmt.Sprintf("%s, %s: answers came %s, of which only gzip is decoded, so the bytes of their messages are not known.",
					op.Name, a.title(stack), a.codingsOf(op.Name, stack)))
			}
		}
	}
	return out
}

// codingsRow is the row of the ledger that says what answers came in, by what was counted;
// false where nobody did.
func (a *analysis) codingsRow() (record.LedgerEntry, bool) {
	row := record.LedgerEntry{Aspect: "answers came", Stacks: make(map[string]string)}
	for _, stack := range a.stacks() {
		var found []string
		for _, op := range a.plan.Operations {
			if c := a.codingsOf(op.Name, stack); c != "" && !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
		if found != nil {
			row.Stacks[stack] = strings.Join(found, ", or ")
		}
	}
	return row, len(row.Stacks) > 0
}
