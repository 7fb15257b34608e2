package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// The equal-work ledger comes from those who do the work: each service in its ready line, each
// client by [client.Client.Ledger]. A run adds what it does itself, and joins the rows.

const (
	aspectProcess = "process"
	aspectPicked  = "answers that the engine picks"
	ofClient      = "client: "
)

// picked says which answers a client looks at more closely than at others.
var picked = serving.Row{
	Aspect: aspectPicked, Does: fmt.Sprintf("all of the warm-up, one in %d of the window", checkEvery),
}

// serviceRows returns the rows of a service that apply to an operation on a stack.
func serviceRows(l serving.Ledger, s contract.Stack, operation string) (rows []serving.Row) {
	for _, row := range l {
		other := contract.OperationNamed(row.Aspect).Name != "" && row.Aspect != operation
		if !other && slices.Contains([]string{"", string(s.Encoding), string(s.Transport)}, row.When) {
			rows = append(rows, serving.Row{Aspect: row.Aspect, Does: row.Does})
		}
	}
	return rows
}

// clientRows returns the rows of a client, marked as the client's.
func clientRows(c client.Client) (rows []serving.Row) {
	for _, row := range c.Ledger() {
		rows = append(rows, serving.Row{Aspect: ofClient + row.Aspect, Does: row.Does})
	}
	return rows
}

// rows implements [subject].
func (c *catalogSubject) rows(served process.Chain, client client.Client) []serving.Row {
	rows := serviceRows(served.Front().Ledger, c.stack, c.operation.Operation)
	behind := c.stack
	if c.stack.Gateway != "" {
		behind = contract.StackNamed(c.stack.Behind)
	}
	for i, s := range served[1:] {
		for _, row := range serviceRows(s.Ledger, behind, c.operation.Operation) {
			if c.stack.Gateway == "" && slices.Contains(serviceRows(served[i].Ledger, behind, c.operation.Operation), row) {
				continue // the services of a chain differ in a few rows only
			}
			rows = append(rows, serving.Row{Aspect: s.Name + ": " + row.Aspect, Does: row.Does})
		}
	}
	does := "fresh for every trial, pinned to its own CPU"
	if len(served) > 1 {
		does = fmt.Sprintf("%d, all fresh for every trial and pinned to the same CPU", len(served))
	}
	rows = append(rows, serving.Row{Aspect: aspectProcess, Does: does})
	return append(append(rows, clientRows(client)...), picked)
}

// rows implements [subject]. Nothing is known of a stranger's own work.
func (s *strangerSubject) rows(_ process.Chain, client client.Client) []serving.Row {
	does := "as it runs"
	if s.spec.Start != "" {
		does = "fresh for every trial, pinned to its own CPU"
	}
	rows := []serving.Row{
		{Aspect: serving.AspectService, Does: "not ours: what it does for a request is not known here"},
		{Aspect: aspectProcess, Does: does},
	}
	rows = append(rows, clientRows(client)...)
	if slices.ContainsFunc(s.spec.Expect, func(expected string) bool { return strings.HasPrefix(expected, "$") }) {
		rows = append(rows, picked)
	}
	return rows
}

// rows implements [subject]: empty requests are not compared.
func (e *emptySubject) rows(process.Chain, client.Client) []serving.Row { return nil }

// joinRows joins the rows of arms by aspect and stack.
func joinRows(arms []*arm) []record.LedgerEntry {
	var entries []record.LedgerEntry
	for _, a := range arms {
		last := -1 // the index of the aspect before
		for _, row := range a.rows {
			i := slices.IndexFunc(entries, func(e record.LedgerEntry) bool { return e.Aspect == row.Aspect })
			if i < 0 {
				i = last + 1
				entries = slices.Insert(entries, i, record.LedgerEntry{Aspect: row.Aspect, Stacks: make(map[string]string)})
			}
			if last = i; entries[i].Stacks[a.Stack] == "" {
				entries[i].Stacks[a.Stack] = textOn(arms, row.Aspect, a.Stack)
			}
		}
	}
	return entries
}

// textOn returns what the arms of a stack do about one aspect. If they differ, it says which arm
// does what, by the key of what varies that decides it where one does.
func textOn(arms []*arm, aspect, stack string) string {
	var texts []string
	by := make(map[string][]*arm) // by text
	for _, a := range arms {
		i := slices.IndexFunc(a.rows, func(row serving.Row) bool { return row.Aspect == aspect })
		if a.Stack != stack || i < 0 {
			continue
		}
		text := a.rows[i].Does
		if by[text] == nil {
			texts = append(texts, text)
		}
		by[text] = append(by[text], a)
	}
	if len(texts) == 1 {
		return texts[0]
	}
	names := func(a *arm) string { return a.Operation.Name }
	switch key := deciding(by); key {
	case "":
	case ofOperation:
		names = func(a *arm) string { return a.value(key) }
	default:
		names = func(a *arm) string { return key + " " + a.value(key) }
	}
	for i, text := range texts {
		var which []string
		for _, a := range by[text] {
			if name := names(a); !slices.Contains(which, name) {
				which = append(which, name)
			}
		}
		texts[i] = strings.Join(which, ", ") + ": " + text
	}
	return strings.Join(texts, "; ")
}

// deciding returns the key that decides what arms do, by text: no two of different texts have the same
// value of it. It is empty if there is no such key.
func deciding(by map[string][]*arm) string {
	for _, key := range []string{ofOperation, "client", "profile", "compression", "tls", "connections"} {
		of := make(map[string]string) // text by value
		decides := true
		for text, arms := range by {
			for _, a := range arms {
				value := a.value(key)
				decides = decides && value != "" && (of[value] == "" || of[value] == text)
				of[value] = text
			}
		}
		if decides {
			return key
		}
	}
	return ""
}
