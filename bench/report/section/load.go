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
}

func optional(v *float64, print func(float64) string) string {
	if v == nil {
		return page.None
	}
	return print(*v)
}
