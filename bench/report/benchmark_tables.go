package report

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
)

// benchSection is the title of the section of the benchmarks.
const benchSection = "Go benchmarks"

// goBenchmarks writes the section of the Go benchmarks; nothing where there are none.
func goBenchmarks(b *gobench.Output, d *page.Page) {
	if b == nil {
		return
	}
	d.Heading(2, benchSection)
	d.Paragraph(fmt.Sprintf("From %s: %s of %s, each in an order of its own, by %s. A figure is the geometric mean over the rounds; a ratio pairs them, and its interval is the plain 95 %% one, Student's t of the log ratios; n counts rounds. They are shown, not judged. – stands where there were too few requests in some round. What each unit means stands in docs/benchmarks.md.",
		page.Code(b.Name), page.Count(b.Rounds, "round"), page.Count(len(b.Cases), "case"), page.Code("make bench")))
	for i := range comparisons {
		comparisons[i].table(d, b)
	}
}

// benchTexts are the title of each table and what stands before it.
var benchTexts = map[string]struct{ title, text string }{
	"Encode": {"Codecs", "An answer encoded and decoded in memory, by one goroutine; ratios are over encoding/json. Several items of Book are a BookPage."},
	"Call":   {"Calls", "Callers that each wait for their answer, on warm loopback connections, one for each; time is that of all of them for a request. Server and client share this machine's CPUs; ratios are over REST."},
	"Stream": {"Streams", "One caller whose requests are whole streams, or what stands for one; of RealtimeRecommendations a request is one action. Ratios are over REST."},
}

// table writes a comparison, where the file has its cases.
func (c *comparison) table(d *page.Page, b *gobench.Output) {
	rows := c.rows(b)
	if len(rows) == 0 {
		return
	}
	d.Heading(3, benchTexts[c.benchmark].title)
	d.Paragraph(benchTexts[c.benchmark].text)
	subjects := c.subjects(rows)
	var heads []string
	for _, key := range subjects {
		heads = append(heads, map[string]string{"op": "operation"}[key])
		if last := len(heads) - 1; heads[last] == "" {
			heads[last] = key
		}
	}
	for _, col := range c.columns {
		heads = append(heads, ">"+col.title)
		if col.compared {
			heads = append(heads, ">ratio")
		}
	}
	var table [][]string
	for _, row := range rows {
		var line []string
		for _, key := range subjects {
			line = append(line, page.OrNone(keyTitle(row.first, key)))
		}
		for i, cell := range row.cells {
			line = append(line, c.columns[i].texts(cell)...)
		}
		table = append(table, append(line, strconv.Itoa(row.n)))
	}
	d.Table(append(heads, ">n"), table)
}

// subjects are the keys that say what a row is about, the compared one last.
func (c *comparison) subjects(rows []benchRow) (keys []string) {
	for _, key := range []string{"message", "op", "items", "callers", "streams"} {
		if slices.ContainsFunc(rows, func(r benchRow) bool { return r.first.Keys[key] != "" }) {
			keys = append(keys, key)
		}
	}
	return append(keys, c.key)
}

// keyTitle is the value of a key as the tables call it.
func keyTitle(c *gobench.Case, key string) string {
	if key == "stack" {
		return judged.StackTitle(c.Keys[key])
	}
	return c.Keys[key]
}

// texts are the figure and, where the column compares, its ratio with the interval.
func (col *benchColumn) texts(cell benchCell) []string {
	texts := col.in.Together(cell.value)
	if !col.compared {
		return texts
	}
	ratio := page.None
	if x := cell.against; x.N > 0 {
		parts := page.Ratios(x.Ratio, x.CI.Lo, x.CI.Hi)
		ratio = parts[0]
		if col.interval && x.CI.Known() {
			ratio += " (" + page.Span(parts[1], parts[2]) + ")"
		}
	}
	return append(texts, ratio)
}
