package section

import (
	"strconv"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// Load writes what was offered and achieved, and how busy server and client were.
func Load(r *judged.Run, d *page.Page) {
	d.Heading(3, "Load and utilisation")
	d.Paragraph("Means over the valid trials; offered is what the seeded arrivals came to in the window, around the plan's rate; the lag is the instrument's own lateness, of the worst trial, and *late* are the trials with lag p99 above 1 ms, or above 1 % of p99 of the response where that is more. Lateness is shown and drops nothing. CPU per request compares well while a server is 20 to 60 % busy.")
	var rows [][]string
	for _, l := range judged.Loads(r) {
		row := []string{
			page.Escape(l.Operation), page.Escape(r.Title(l.Stack)), page.None, page.None, page.None, page.None, page.None, page.None, page.None,
			strconv.Itoa(l.Valid) + " of " + strconv.Itoa(r.Plan.Blocks),
		}
		if _, second := r.ArmTitle(l.Arm); second {
			row[1] += ", repeated"
		}
		if l.Valid > 0 {
			row[2], row[3] = page.Rate(l.Offered), page.Rate(l.Achieved)
			row[4], row[5] = optional(l.Server, page.Percent), optional(l.Client, page.Percent)
			row[6] = page.Seconds.Together(l.LagP99)[0]
			row[7] = strconv.Itoa(l.Late) + " of " + strconv.Itoa(l.Valid)
			row[8] = strconv.FormatInt(l.Failed, 10) + " of " + strconv.FormatInt(l.Requests, 10)
		}
		rows = append(rows, row)
	}
	d.Table([]string{
		"operation", words.Noun(r), ">offered", ">achieved", ">server CPU used", ">client CPU used", ">lag p99", ">late", ">failed requests", ">valid trials",
	}, rows)
}

func optional(v *float64, print func(float64) string) string {
	if v == nil {
		return page.None
	}
	return print(*v)
}
