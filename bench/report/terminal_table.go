package report

import (
	"fmt"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

// terminalColumns are those of a terminal's table, with their headings of two lines.
var terminalColumns = [...]struct{ key, upper, lower string }{
	{contract.ResponseP50, "", "p50"}, {contract.ResponseP99, "", "p99"},
	{contract.ServerCPU, "server", "CPU"}, {contract.ClientCPU, "client", "CPU"},
	{contract.WireBytes, "wire", "bytes"}, {contract.MessageBytes, "message", "bytes"},
}

// stackColumns is the room for the name of a stack, figureColumns that for a figure.
const (
	stackColumns  = 14
	figureColumns = 9
)

// terminalTable shows the figures of the tables of RESULTS.md for every operation and stack, a
// line each, in at most 80 columns, and the warnings without which they mislead. It is empty if
// there is no trial, and ends with a line end otherwise.
func terminalTable(r *judged.Run) string {
	if len(r.Record.Trials) == 0 {
		return ""
	}
	upper, lower := fmt.Sprintf("%*s", stackColumns+4, ""), fmt.Sprintf("%*s", stackColumns+4, "n")
	for _, c := range terminalColumns {
		upper += fmt.Sprintf(" %*s", figureColumns, c.upper)
		lower += fmt.Sprintf(" %*s", figureColumns, c.lower)
	}
	lines := []string{upper, lower}
	for _, op := range r.Plan.Operations {
		lines = append(lines, page.Wrap(page.Printable(atLoad(r, op)), page.TerminalWidth)...)
		for _, stack := range r.CarriersAsRead(op) {
			lines = append(lines, terminalRow(r, op.Name, stack))
		}
	}
	for _, w := range append(words.CodingWarnings(r), words.MostlyInvalid(r)) {
		if w != "" {
			lines = append(lines, page.Wrap("warning: "+page.Printable(w), page.TerminalWidth)...)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// atLoad names an operation, with the load as shares of capacity where those were measured.
func atLoad(r *judged.Run, op record.Operation) string {
	if len(r.Capacities(op)) == 0 {
		return words.Operation(r, op.Name)
	}
	return words.AtRate(r, op)
}

// rowLabel is what a row calls a stack: the word that a plan has for it, or the name of a service.
func rowLabel(r *judged.Run, stack string) string {
	if r.Strangers() {
		return r.Title(stack)
	}
	return stack
}

// terminalRow has the figures of the pair in which a stack is compared with the baseline. The
// baseline has those beside the rival, or where an operation lacks that beside the first other.
func terminalRow(r *judged.Run, op, stack string) string {
	var of *judged.Pair
	for i := range r.Pairs {
		p := &r.Pairs[i]
		if p.Op.Name == op && (p.B == stack || p.A == stack && (of == nil || p.B == r.Rival())) {
			of = p
		}
	}
	n := r.BothValid(of)
	line := fmt.Sprintf("  %-*s %3d", stackColumns-2, page.Cut(page.Printable(rowLabel(r, stack)), stackColumns-2), n)
	for _, c := range terminalColumns {
		f := of.Figure(c.key)
		cells := words.Values(of, f)
		cell := cells[0]
		if of.B == stack {
			cell = cells[1]
		}
		line += fmt.Sprintf(" %*s", figureColumns, cell)
	}
	return line
}
