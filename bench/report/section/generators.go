package section

import (
	"strconv"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// Generators writes the outside generators beside our engine.
func Generators(r *judged.Run, d *page.Page) {
	if len(r.Plan.Tools) == 0 {
		return
	}
	d.Heading(3, "Other tools beside ours")
	d.Paragraph("The same operations at the same rate, driven by other generators. These are not compared: ghz (`--async`) and vegeta (unlimited workers) time a request from its actual start, wiretax from the intended one, and the client moves the server's cost, so a server's CPU compares only under the same client. A response time holds the client's own work too: wiretax decodes every answer, vegeta none. Means are over all valid trials, where the tables above take the blocks in which both stacks are valid. – stands where a tool does not say, or had too few samples.")
	var rows [][]string
	for _, g := range judged.ByGenerator(r) {
		row := []string{page.Escape(words.Operation(r, g.Operation)), page.Escape(r.Title(g.Stack)), page.Code(g.Tool)}
		if g.Missing.Any() {
			rows = append(rows, append(row, page.Escape(words.Why(g.Missing)), page.None, page.None, page.None, page.None, page.None, strconv.Itoa(g.N)))
			continue
		}
		row = append(row, page.Seconds.Together(g.P50, g.P90, g.P99)...)
		row = append(row, page.Seconds.Together(g.ClientCPU, g.ServerCPU)...)
		rows = append(rows, append(row, optional(g.Achieved, page.Rate), strconv.Itoa(g.N)))
	}
	d.Table([]string{
		"operation", "stack", "tool", ">p50", ">p90", ">p99", ">client CPU per request", ">server CPU per request", ">achieved", ">trials",
	}, rows)
}
