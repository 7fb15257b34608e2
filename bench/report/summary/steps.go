package summary

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// steps writes a line for every rate that was offered.
func (s *summary) steps() {
	if len(s.Steps) == 0 {
		return
	}
	s.line("")
	rows := [][]string{{"offered", "achieved", "completed", "errors", "p50", "p99", "lag p99", ""}}
	for i := range s.Steps {
		w := &s.Steps[i]
		row := []string{page.Rate(w.OfferedRPS), page.Rate(w.AchievedRPS), page.Thousands(w.Completed), page.Thousands(w.Errors.Total)}
		for _, v := range []*float64{w.Response.P50, w.Response.P99, w.Lag.P99} {
			row = append(row, page.Seconds.Together(v)[0])
		}
		mark := ""
		switch {
		case !w.Valid:
			mark = "invalid"
		case w.LateTail:
			mark, row[5] = "late", row[5]+" *"
		}
		rows = append(rows, append(row, mark))
	}
	s.table(rows)
	if slices.ContainsFunc(s.Steps, func(w record.Window) bool { return w.LateTail && w.Valid }) {
		s.line(lateTail)
	}
}

// windows are the steps, or the whole where there are none.
func (s *summary) windows() []*record.Window {
	if len(s.Steps) == 0 {
		return []*record.Window{&s.Window}
	}
	var out []*record.Window
	for i := range s.Steps {
		out = append(out, &s.Steps[i])
	}
	return out
}

// warnings writes what takes away from the figures, and at the end what to do about it.
func (s *summary) warnings() {
	var remedies []string
	warnings := slices.Concat(s.Warnings, s.noticed())
	if len(warnings) > 0 {
		s.line("")
	}
	for i, w := range warnings {
		if remedy, ok := strings.CutPrefix(w, record.WhatToDo); ok {
			remedies = append(remedies, remedy)
		} else if !slices.Contains(warnings[:i], w) { // several steps may say the same
			s.hanging("warning: ", w)
		}
	}
	if !s.Valid {
		s.line("")
		if len(s.Warnings) == 0 {
			s.line("INVALID: these figures may not count; no reason was recorded.")
		} else {
			s.line("INVALID: these figures may not count; the warnings say why.")
		}
	}
	for _, remedy := range remedies {
		s.hanging(record.WhatToDo, remedy)
	}
}

// hanging writes a text behind its label, with further lines below the text.
func (s *summary) hanging(label, text string) {
	for _, line := range page.Wrap(page.Printable(text), s.width-len(label)) {
		s.line(label + line)
		label = strings.Repeat(" ", len(label))
	}
}

// noticed are the warnings that follow from the figures themselves. Those of windows that may
// not count for another reason follow from that.
func (s *summary) noticed() []string {
	var bound, unsteady int
	var most, furthest float64 = 0, 1
	var worst *record.Window
	windows := s.windows()
	for _, w := range windows {
		if !w.Valid {
			continue
		}
		if share, _, over := w.ConnectionBound(); over {
			bound++
			if share > most {
				most, worst = share, w
			}
		}
		if d := judged.Drift(w); d != 1 {
			unsteady++
			if math.Abs(d-1) > math.Abs(furthest-1) {
				furthest = d
			}
		}
	}
	var out []string
	if bound > 0 {
		remedy := "more connections would show the service alone"
		if last := windows[len(windows)-1]; last.ConnectionsOpened > int64(last.ConnectionsPlanned) {
			remedy = "connections had to be opened again"
		}
		out = append(out, fmt.Sprintf("connection-bound%s: %s; requests waited in this client, which is not the service's time, and %s",
			inSteps(bound, len(windows)), words.Waited(worst, words.AtMost(bound)), remedy))
	}
	if unsteady > 0 {
		remedy := "a longer warm-up may help"
		if furthest < 1 { // then what came later took longer
			remedy = "a lower rate may help"
			if s.closed() {
				remedy = "fewer callers may help"
			}
		}
		out = append(out, fmt.Sprintf("not steady%s by the test for a steady state (MSER-5): the beginning moved the mean time %s; %s",
			inSteps(unsteady, len(windows)), words.Moved(furthest), remedy))
	}
	return out
}

// inSteps says in how many of several steps; nothing where there is but one.
func inSteps(n, of int) string {
	if of == 1 {
		return ""
	}
	return fmt.Sprintf(" in %d of %s", n, page.Count(of, "step"))
}
