package engine

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// The tools, as the column of that name has them.
const (
	wiretax = "wiretax"
	ghz     = "ghz"
	vegeta  = "vegeta"
)

// The verdicts. Rows of outside tools have none: the targets are not theirs.
const (
	reached     = "reached"
	notReached  = "not reached"
	invalid     = "invalid" // reached in a window that may not count
	notMeasured = "not measured"
)

// Row is one line of the table.
type Row struct {
	// Group is its name in -rows.
	Group string `json:"row"`
	// What says what was done, Tool by which tool.
	What string `json:"what"`
	Tool string `json:"tool"`
	// Measured and Target are texts.
	Measured string `json:"measured"`
	Target   string `json:"target"`
	Verdict  string `json:"verdict"`
	Note     string `json:"note,omitempty"`
	// Figures are what Measured says, in base units.
	Figures map[string]float64 `json:"figures,omitempty"`
}

// judged gives a row its target, and, if the tool is our own, its verdict.
func (r Row) judged(tool, target string, ok bool) Row {
	r.Target = target
	switch {
	case tool != wiretax:
	case ok:
		r.Verdict = reached
	default:
		r.Verdict = notReached
	}
	return r
}

// settled takes back a target that was reached in an invalid window, and says why.
func (r Row) settled(own window) Row {
	if own.Valid {
		return r
	}
	if r.Verdict == reached {
		r.Verdict = invalid
	}
	return r.noted("the window is invalid: " + strings.Join(own.Warnings, ", "))
}

// noted adds to the note.
func (r Row) noted(note string) Row {
	if r.Note != "" && note != "" {
		r.Note += "; "
	}
	r.Note += note
	return r
}

// tableHead are the lines above the rows.
const tableHead = "| row | what | tool | measured | target | | note |\n| --- | --- | --- | --- | --- | --- | --- |\n"

func (r Row) markdown() string {
	columns := []string{r.Group, r.What, r.Tool, r.Measured, r.Target, r.Verdict, r.Note}
	for i, c := range columns {
		columns[i] = strings.NewReplacer("|", `\|`, "\n", " ").Replace(c)
	}
	return "| " + strings.Join(columns, " | ") + " |\n"
}

// head says where and how the table was made.
func head(m Machine, l lengths) string {
	var s strings.Builder
	fmt.Fprintf(&s, "# The engine, measured\n\n%s, %d CPUs, Linux %s; servers on CPU %s, clients on CPU %s; ghz %s, vegeta %s.\n\n",
		m.CPU, m.CPUs, m.Kernel, m.ServerCPUs, m.ClientCPUs, m.Tools[ghz], m.Tools[vegeta])
	if m.ServerCPUs == m.ClientCPUs {
		s.WriteString("Servers and clients share one CPU, which the targets do not allow for.\n\n")
	}
	if l.brief {
		s.WriteString("This was a quick run: it shows that everything works, and no figure of it may count.\n\n")
	}
	return s.String()
}

// foot sums up.
func foot(rows []Row, steal float64) string {
	bounds := 0
	for _, verdict := range []string{reached, notReached, invalid, notMeasured} {
		bounds += count(rows, verdict)
	}
	return fmt.Sprintf("\n%d of %d targets reached; steal over the whole run %s.\n", count(rows, reached), bounds, percent(steal))
}

func count(rows []Row, verdict string) int {
	n := 0
	for _, r := range rows {
		if r.Verdict == verdict {
			n++
		}
	}
	return n
}

// quantity writes seconds with three digits in the unit that suits.
func quantity(seconds float64) string {
	unit, scale := "s", 1.0
	switch {
	case seconds < 1e-3:
		unit, scale = "µs", 1e6
	case seconds < 10:
		unit, scale = "ms", 1e3
	}
	return threeFigures(seconds*scale) + " " + unit
}

func threeFigures(v float64) string {
	switch {
	case math.Abs(v) < 9.995:
		return fmt.Sprintf("%.2f", v)
	case math.Abs(v) < 99.95:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

// percent writes a share; signed writes a deviation.
func percent(share float64) string { return fmt.Sprintf("%.2f %%", 100*share) }
func signed(share float64) string  { return fmt.Sprintf("%+.1f %%", 100*share) }

// megabytes writes bytes in millions.
func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// thousands writes a whole number with commas.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// untilQuiet returns how long to wait from now until well after the end of the next stall, so
// that a load of whole periods begins and ends where nothing waits. With one connection the
// queue after a stall lasts nearly as long as the stall.
func untilQuiet(start, now time.Time, every, pause time.Duration) time.Duration {
	quiet := pause + (every-pause)*3/10
	wait := (quiet - now.Sub(start)) % every
	if wait < 0 {
		wait += every
	}
	return wait
}
