package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/report/page"
)

// terminalColumns are those of a terminal's table, with their headings of two lines.
var terminalColumns = [...]struct{ key, upper, lower string }{
	{ResponseP50, "", "p50"}, {ResponseP99, "", "p99"},
	{ServerCPU, "server", "CPU"}, {ClientCPU, "client", "CPU"},
	{WireBytes, "wire", "bytes"}, {MessageBytes, "message", "bytes"},
}

// stackColumns is the room for the name of a stack, figureColumns that for a figure.
const (
	stackColumns  = 14
	figureColumns = 9
)

// fewerBlocks explains the mark of a figure.
const fewerBlocks = "* of fewer blocks than n, since the generator was late in the others"

// terminalTable shows the figures of the tables of RESULTS.md for every operation and stack, a
// line each, in at most 80 columns, and the warnings without which they mislead. It is empty if
// there is no trial, and ends with a line end otherwise.
func (a *analysis) terminalTable() string {
	if len(a.run.Trials) == 0 {
		return ""
	}
	upper, lower := fmt.Sprintf("%*s", stackColumns+4, ""), fmt.Sprintf("%*s", stackColumns+4, "n")
	for _, c := range terminalColumns {
		upper += fmt.Sprintf(" %*s", figureColumns, c.upper)
		lower += fmt.Sprintf(" %*s", figureColumns, c.lower)
	}
	lines := []string{upper, lower}
	for _, op := range a.plan.Operations {
		lines = append(lines, page.Cut(page.Printable(op.Name), page.TerminalWidth))
		carriers := a.carriers(op)
		for _, stack := range a.stacks() {
			if slices.Contains(carriers, stack) {
				lines = append(lines, a.terminalRow(op.Name, stack))
			}
		}
	}
	if slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, "*") }) {
		lines = append(lines, fewerBlocks)
	}
	for _, w := range append(a.codingWarnings(), a.mostlyInvalid()) {
		if w != "" {
			lines = append(lines, page.Wrap("warning: "+page.Printable(w), page.TerminalWidth)...)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// label is what a row calls a stack: the word that a plan has for it, or the name of a side.
func (a *analysis) label(stack string) string {
	if a.strangers() {
		return a.title(stack)
	}
	return stack
}

// terminalRow has the figures of the pair in which a stack is compared with the baseline. The
// baseline has those beside the rival, or where an operation lacks that beside the first other.
func (a *analysis) terminalRow(op, stack string) string {
	var of *pair
	for i := range a.pairs {
		p := &a.pairs[i]
		if p.op.Name == op && (p.b == stack || p.a == stack && (of == nil || p.b == a.rival())) {
			of = p
		}
	}
	n := a.bothValid(of)
	line := fmt.Sprintf("  %-*s %3d", stackColumns-2, page.Cut(page.Printable(a.label(stack)), stackColumns-2), n)
	for _, c := range terminalColumns {
		f := of.figure(c.key)
		cells := of.cells(f)
		cell := cells[0]
		if of.b == stack {
			cell = cells[1]
		}
		if cell != page.None && f.missing == "" && f.N < n {
			cell += "*"
		}
		line += fmt.Sprintf(" %*s", figureColumns, cell)
	}
	return line
}
