package section

import (
	"slices"
	"strconv"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// Load writes what was offered and achieved, and how busy server and client were.
func Load(r *judged.Run, d *page.Page) {
	d.Heading(3, "Load and utilisation")
	d.Paragraph("Means over the valid trials; offered is what the seeded arrivals came to in the window, around the plan's rate; the lag is the instrument's own lateness, of the worst trial, and *late* are the trials with lag p99 above 1 ms, or above 1 % of p99 of the response where that is more. Lateness is shown and drops nothing.")
	var rows [][]string
	measured := false
	for _, l := range judged.Loads(r) {
		measured = measured || l.OfCapacity != nil
		row := []string{
			page.Escape(words.Operation(r, l.Operation)), page.Escape(r.Title(l.Stack)), optional(l.OfCapacity, page.Percent), page.None, page.None, page.None, page.None, page.None, page.None, page.None,
			strconv.Itoa(l.Valid) + " of " + strconv.Itoa(r.Plan.Blocks),
		}
		if _, second := r.ArmTitle(l.Arm); second {
			row[1] += ", repeated"
		}
		if l.Valid > 0 {
			row[3], row[4] = page.Rate(l.Offered), page.Rate(l.Achieved)
			row[5], row[6] = optional(l.Server, page.Percent), optional(l.Client, page.Percent)
			row[7] = page.Seconds.Together(l.LagP99)[0]
			row[8] = strconv.Itoa(l.Late) + " of " + strconv.Itoa(l.Valid)
			row[9] = strconv.FormatInt(l.Failed, 10) + " of " + strconv.FormatInt(l.Requests, 10)
		}
		rows = append(rows, row)
	}
	columns := []string{
		"operation", words.Noun(r), ">of capacity", ">offered", ">achieved", ">server CPU used", ">client CPU used", ">lag p99", ">late", ">failed requests", ">valid trials",
	}
	if !measured {
		const at = 2
		columns = slices.Delete(columns, at, at+1)
		for i := range rows {
			rows[i] = slices.Delete(rows[i], at, at+1)
		}
	}
	d.Table(columns, rows)
	if text := inSlices(r); text != "" {
		d.Paragraph(text)
	}
}

// inSlices says what the slices of a run were like; empty if it has none.
func inSlices(r *judged.Run) string {
	s, ok := judged.SlicedOf(r)
	if !ok {
		return ""
	}
	count := strconv.Itoa(s.Most)
	if s.Least != s.Most {
		count = strconv.Itoa(s.Least) + " to " + count
	}
	text := "A trial is " + count + " slices of " + page.Seconds.Together(&s.Seconds)[0] + " or more, between which the other arms of its block have theirs."
	if s.Idle != nil {
		text += " While others were measured, the services of a trial used at most " + page.Percent(*s.Idle) + " of a CPU; one that should have been idle used more than 1 % in " +
			strconv.Itoa(s.Busy) + " slices, beside " + strconv.Itoa(s.All) + " that count."
	}
	if s.Early > 0 {
		text += " Requests of the first 10 ms of slices took " + page.Ratio(s.Median, 2) + " times as long as the others at the median over the trials, and " + page.Ratio(s.Early, 2) +
			" times for " + page.Escape(words.Operation(r, s.Operation)) + " on " + page.Escape(r.Title(s.Stack)) + ", where that is the most."
	}
	return text
}

func optional(v *float64, print func(float64) string) string {
	if v == nil {
		return page.None
	}
	return print(*v)
}
