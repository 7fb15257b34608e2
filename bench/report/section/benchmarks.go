package section

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// benchmarksTitle is the title of the section of the benchmarks.
const benchmarksTitle = "Go benchmarks"

// Benchmarks writes the section of the Go benchmarks; nothing where there are none.
func Benchmarks(in *Input, d *page.Page) {
	b := in.Benchmarks
	if b == nil {
		return
	}
	d.Heading(2, benchmarksTitle)
	d.Paragraph(fmt.Sprintf("From %s: %s of %s, each in an order of its own, by %s. A figure is the geometric mean over the rounds; a ratio pairs them, and its interval is the plain 95 %% one, Student's t of the log ratios; n counts rounds. They are shown, not judged. – stands where there were too few requests in some round. What each unit means stands in docs/benchmarks.md.",
		page.Code(b.Name), page.Count(b.Rounds, "round"), page.Count(len(b.Cases), "case"), page.Code("make bench")))
	all := judged.BenchComparisons()
	for i := range all {
		benchTable(&all[i], d, b)
	}
}

// benchWords are the title of each table and what stands before it.
var benchWords = map[string]struct{ title, text string }{
	"Encode": {"Codecs", "An answer encoded and decoded in memory, by one goroutine; ratios are over encoding/json. Several items of Book are a BookPage."},
	"Call":   {"Calls", "Callers that each wait for their answer, on warm loopback connections, one for each; time is that of all of them for a request. Server and client share this machine's CPUs; ratios are over REST."},
	"Stream": {"Streams", "One caller whose requests are whole streams, or what stands for one; of RealtimeRecommendations a request is one action. Ratios are over REST."},
}

// benchTable writes a comparison, where the file has its cases.
func benchTable(c *judged.BenchComparison, d *page.Page, b *gobench.Output) {
	rows := c.Rows(b)
	if len(rows) == 0 {
		return
	}
	d.Heading(3, benchWords[c.Benchmark].title)
	d.Paragraph(benchWords[c.Benchmark].text)
	subjects := benchKeys(c, rows)
	var heads []string
	for _, key := range subjects {
		heads = append(heads, map[string]string{"op": "operation"}[key])
		if last := len(heads) - 1; heads[last] == "" {
			heads[last] = key
		}
	}
	for _, col := range c.Columns {
		heads = append(heads, ">"+benchHead(&col))
		if col.Compared {
			heads = append(heads, ">ratio")
		}
	}
	var table [][]string
	for _, row := range rows {
		var line []string
		for _, key := range subjects {
			line = append(line, page.OrNone(keyTitle(row.First, key)))
		}
		for i, cell := range row.Cells {
			line = append(line, benchTexts(&c.Columns[i], cell)...)
		}
		table = append(table, append(line, strconv.Itoa(row.N)))
	}
	d.Table(append(heads, ">n"), table)
}

// benchKeys are the keys that say what a row is about, the compared one last.
func benchKeys(c *judged.BenchComparison, rows []judged.BenchRow) (keys []string) {
	for _, key := range []string{"message", "op", "items", "callers", "streams"} {
		if slices.ContainsFunc(rows, func(r judged.BenchRow) bool { return r.First.Keys[key] != "" }) {
			keys = append(keys, key)
		}
	}
	return append(keys, c.Key)
}

// keyTitle is the value of a key as the tables call it.
func keyTitle(c *gobench.Case, key string) string {
	if key == "stack" {
		return judged.StackTitle(c.Keys[key])
	}
	return c.Keys[key]
}

// benchHead is the head of a column.
func benchHead(col *judged.BenchColumn) string {
	if col.Unit == "sec/op" && col.Benchmark != "Call" && col.Benchmark != "Stream" {
		return strings.ToLower(col.Benchmark)
	}
	return map[string]string{
		"sec/op": "time", "p50-sec": "p50", "p99-sec": "p99", "first-sec": "first item",
		"server-cpu-sec/op": "server CPU", "wire-B/op": "wire bytes", "msg-B/op": "bytes",
	}[col.Unit]
}

// benchTexts are the figure and, where the column compares, its ratio with the interval.
func benchTexts(col *judged.BenchColumn, cell judged.BenchCell) []string {
	texts := words.Unit(col.Quantity).Together(cell.Value)
	if !col.Compared {
		return texts
	}
	ratio := page.None
	if x := cell.Against; x.N > 0 {
		parts := page.Ratios(x.Ratio, x.CI.Lo, x.CI.Hi)
		ratio = parts[0]
		if col.Interval && x.CI.Known() {
			ratio += " (" + page.Span(parts[1], parts[2]) + ")"
		}
	}
	return append(texts, ratio)
}
