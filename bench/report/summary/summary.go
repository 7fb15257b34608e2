package summary

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// The columns of a summary: its width, the narrowest it can be told in, and where the
// figures begin.
const (
	mostColumns  = page.TerminalWidth
	leastColumns = 60
	labelColumns = 13
)

// mostKinds is how many kinds of errors a summary names.
const mostKinds = 8

// Of tells people what one load found, in lines of plain text: what was driven and how,
// rates, percentiles, a histogram of the response times, errors, costs and warnings. A
// figure that is not known, for one because there were too few samples, stands as "–".
// Times are those of the whole load; where they are missing there is no histogram.
//
// Lines have at most the given number of columns, 60 to 80; 0 stands for 80. What the target
// and its answers say is cut to that and cannot steer a terminal.
func Of(l *record.Load, times record.Times, width int) string {
	if width <= 0 {
		width = mostColumns
	}
	s := summary{Load: l, width: min(max(width, leastColumns), mostColumns)}
	s.client()
	s.head()
	s.rates()
	s.percentiles()
	s.histogram(times)
	s.errors()
	s.costs()
	s.steps()
	s.warnings()
	return s.text.String()
}

// summary is one in the making.
type summary struct {
	*record.Load
	width int
	text  strings.Builder
}

func (s *summary) line(text string) {
	s.text.WriteString(strings.TrimRight(page.Cut(text, s.width), " ") + "\n")
}

// field writes a label and what belongs to it; nothing where that is empty.
func (s *summary) field(label, text string) {
	if text != "" {
		s.line(fmt.Sprintf("%-*s%s", labelColumns, label, text))
	}
}

func (s *summary) closed() bool { return s.Mode == "closed" }

// client says which client drove the target, and why.
func (s *summary) client() {
	if s.ClientKind == "" {
		return
	}
	before := "client "
	for _, line := range page.Wrap(page.Printable(s.ClientKind+": "+s.ClientReason), s.width-len(before)) {
		s.line(before + line)
		before = strings.Repeat(" ", len(before))
	}
}

func (s *summary) head() {
	s.line(page.Printable(page.Address(s.Target)))
	mode := page.Count(s.Callers, "caller") + " in a closed loop"
	if !s.closed() {
		mode = "open loop"
		if s.Arrivals != nil {
			mode += ", " + page.Printable(words.Arrivals(*s.Arrivals))
		}
	}
	if s.Client != "" {
		mode += ", " + page.Printable(s.Client)
	}
	s.line(mode)
	length := "for " + inSeconds(s.DurationSeconds)
	if s.WarmupSeconds > 0 {
		length += " after a warm-up of " + inSeconds(s.WarmupSeconds)
	}
	if s.TimeoutSeconds > 0 {
		length += ", timeout " + inSeconds(s.TimeoutSeconds)
	}
	s.line(length)
	s.line("")
}

func inSeconds(v float64) string { return page.Seconds.Together(&v)[0] }

func (s *summary) rates() {
	achieved := page.Rate(s.AchievedRPS) + " achieved"
	if s.OfferedRPS != nil {
		achieved = page.Rate(*s.OfferedRPS) + " offered, " + achieved
	}
	s.field("rate", achieved)
	s.field("requests", fmt.Sprintf("%s sent, %s completed", page.Thousands(s.Requests), page.Thousands(s.Completed)))
	s.line("")
}

// quantile is one line of the percentiles.
type quantile struct {
	name string
	of   func(*record.Quantiles) *float64
	tail bool // of the response, it has the generator's own lateness in it
}

func quantileLines() []quantile {
	return []quantile{
		{"min", func(q *record.Quantiles) *float64 { return q.Min }, false},
		{"mean", func(q *record.Quantiles) *float64 { return q.Mean }, false},
		{"p50", func(q *record.Quantiles) *float64 { return q.P50 }, false},
		{"p90", func(q *record.Quantiles) *float64 { return q.P90 }, false},
		{"p95", func(q *record.Quantiles) *float64 { return q.P95 }, false},
		{"p99", func(q *record.Quantiles) *float64 { return q.P99 }, true},
		{"p99.9", func(q *record.Quantiles) *float64 { return q.P999 }, true},
		{"max", func(q *record.Quantiles) *float64 { return q.Max }, true},
	}
}

// lateTail explains the mark of a figure.
const lateTail = "* the generator was late: a part of this is its own lateness"

// percentiles writes the times side by side. In a closed loop a request is sent when it is
// meant to be, so there is no lag, and where nothing waited response and service time are one.
func (s *summary) percentiles() {
	heads, times := []string{"", "response", "service", "lag"}, []*record.Quantiles{&s.Response, &s.Service, &s.Lag}
	waited := s.Wait.Max != nil && *s.Wait.Max > 0
	alone := s.closed() && !waited
	switch {
	case alone:
		heads, times = heads[:2], times[:1]
	case s.closed():
		heads, times = heads[:3], times[:2]
	}
	if s.Wait.Count > 0 {
		heads, times = append(heads, "connection wait"), append(times, &s.Wait)
	}
	rows := [][]string{heads}
	late := false
	for _, line := range quantileLines() {
		var values []*float64
		for _, q := range times {
			values = append(values, line.of(q))
		}
		row := append([]string{line.name}, page.Seconds.Together(values...)...)
		if line.tail && s.LateTail && values[0] != nil {
			row[1] += " *"
			late = true
		} else {
			row[1] += "  "
		}
		rows = append(rows, row)
	}
	rows[0][1] += "  "
	s.table(rows)
	if late {
		s.line(lateTail)
	}
	if alone {
		s.line("response time is service time in a closed loop")
	}
	s.line("")
}

// table writes rows of which the first has the heads.
func (s *summary) table(rows [][]string) {
	for _, line := range page.Align(rows) {
		s.line(line)
	}
}

func (s *summary) errors() {
	if s.Errors.Total == 0 {
		return
	}
	s.field("errors", fmt.Sprintf("%s of %s requests", page.Thousands(s.Errors.Total), page.Thousands(s.Requests)))
	kinds := slices.SortedFunc(maps.Keys(s.Errors.ByKind), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.Errors.ByKind[b], s.Errors.ByKind[a]), strings.Compare(a, b))
	})
	for i, kind := range kinds {
		if i == mostKinds && len(kinds) > mostKinds+1 {
			s.field("", fmt.Sprintf("and %d more kinds", len(kinds)-i))
			break
		}
		s.field("", page.Thousands(s.Errors.ByKind[kind])+" × "+page.Printable(kind))
		for _, line := range page.Wrap(page.Printable(s.Errors.Examples[kind]), s.width-labelColumns-len("  ")) {
			s.field("", "  "+line)
		}
	}
	s.line("")
}
