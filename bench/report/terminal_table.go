package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
)

// terminalColumns are those of a [TerminalTable], with their headings of two lines.
var terminalColumns = [...]struct{ key, upper, lower string }{
	{ResponseP50, "", "p50"}, {ResponseP99, "", "p99"},
	{ServerCPU, "server", "CPU"}, {ClientCPU, "client", "CPU"},
	{WireBytes, "wire", "bytes"}, {MessageBytes, "message", "bytes"},
}

// stackColumns is the room for the name of a stack.
const stackColumns = 14

// TerminalTable shows the figures of every operation and stack of a run, a line each, in at
// most 80 columns: geometric means over the n valid trials, and "–" where some trial has no
// figure. Stacks whose answers came in unlike codings follow. It is empty if there is no trial,
// and ends with a line end otherwise.
func TerminalTable(run *record.Run) string {
	a := &analysis{run: run, plan: named(run.Manifest.Plan)}
	trials := trialsByRow(run)
	var out strings.Builder
	for _, op := range a.plan.Operations {
		title := cut(printable(op.Name), columns) + "\n"
		for _, stack := range a.stacks() {
			if all := trials[tableRow{op.Name, stack}]; len(all) > 0 {
				out.WriteString(title + terminalRow(a.label(stack), all))
				title = ""
			}
		}
		for _, stack := range a.plan.Stacks[1:] {
			if unlike := a.unlikeCodings(op.Name, a.plan.Stacks[0], stack); unlike != "" {
				for _, line := range wrap(printable(unlike), columns-2) {
					out.WriteString("  " + line + "\n")
				}
			}
		}
	}
	if out.Len() == 0 {
		return ""
	}
	upper, lower := fmt.Sprintf("%*s", stackColumns+4, ""), fmt.Sprintf("%*s", stackColumns+4, "n")
	for _, c := range terminalColumns {
		upper += fmt.Sprintf(" %9s", c.upper)
		lower += fmt.Sprintf(" %9s", c.lower)
	}
	return upper + "\n" + lower + "\n" + out.String()
}

// tableRow is a line of the table.
type tableRow struct{ operation, stack string }

// trialsByRow leaves out what other tools measured, the floor, and the second arms, which are
// there for the noise alone.
func trialsByRow(run *record.Run) map[tableRow][]*record.Trial {
	trials := make(map[tableRow][]*record.Trial)
	for i := range run.Trials {
		t := &run.Trials[i]
		if t.Tool == record.Wiretax && t.Operation != record.Floor && t.Arm == t.Stack {
			r := tableRow{t.Operation, t.Stack}
			trials[r] = append(trials[r], t)
		}
	}
	return trials
}

// label is what a row calls a stack: the word that a plan has for it, or the name of a side.
func (a *analysis) label(stack string) string {
	if a.strangers() {
		return a.title(stack)
	}
	return stack
}

func terminalRow(label string, trials []*record.Trial) string {
	valid := slices.DeleteFunc(slices.Clone(trials), func(t *record.Trial) bool { return !t.Valid })
	timed := slices.DeleteFunc(slices.Clone(valid), func(t *record.Trial) bool { return t.LateTail })
	line := fmt.Sprintf("  %-*s %3d", stackColumns-2, cut(printable(label), stackColumns-2), len(valid))
	metrics := Metrics()
	for _, c := range terminalColumns {
		m := metrics[slices.IndexFunc(metrics, func(m Metric) bool { return m.Key == c.key })]
		of := valid
		if m.Tail {
			of = timed
		}
		line += fmt.Sprintf(" %9s", m.Unit.together(geometric(of, m.value))[0])
	}
	return line + "\n"
}
