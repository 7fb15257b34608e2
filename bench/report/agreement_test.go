package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// tableRow is a row of a table of an operation in a RESULTS.md.
type tableRow struct {
	plan, operation, metric string
	// stacks are the titles over the two values.
	stacks, values     [2]string
	ratio, interval, n string
}

var (
	planTitle    = regexp.MustCompile("^## Plan `(.*)`$")
	footnote     = regexp.MustCompile(`\[\^\d+\]`)
	atShare      = regexp.MustCompile(` at [\d.]+ %$`)
	pictureLinks = regexp.MustCompile(`\]\((docs/results/[^)]+)\)`)
)

// tableRows reads the tables of operations.
func tableRows(markdown string) (rows []tableRow) {
	var plan, operation string
	var heads []string
	for line := range strings.Lines(markdown) {
		line = strings.TrimSpace(line)
		if title := planTitle.FindStringSubmatch(line); title != nil {
			plan = title[1]
		}
		if title, ok := strings.CutPrefix(line, "### "); ok {
			operation, _, _ = strings.Cut(title, ": ")
		}
		if !strings.HasPrefix(line, "|") {
			heads = nil
			continue
		}
		columns := strings.Split(strings.Trim(footnote.ReplaceAllString(line, ""), "| "), " | ")
		switch at := slices.Index(heads, "95 % interval"); {
		case heads == nil:
			heads = columns
		case at < 3 || heads[0] != "metric" || strings.HasPrefix(line, "| ---"):
		default:
			stacks := [2]string{atShare.ReplaceAllString(heads[1], ""), atShare.ReplaceAllString(heads[2], "")}
			rows = append(rows, tableRow{
				plan: plan, operation: operation, metric: columns[0], stacks: stacks, values: [2]string(columns[1:]),
				ratio: columns[at-1], interval: columns[at], n: columns[at+1],
			})
		}
	}
	return rows
}

// readFigures is what a program reads of figures.json.
type readFigures struct {
	Files []string
	Runs  []struct {
		Run, Plan  string
		Names      map[string]string
		Operations []struct {
			Name, Title string
			Metrics     []readMetric
		}
	}
}

type readMetric struct {
	Metric           string
	Stack_A, Stack_B string
	A, B             *float64
	Ratio, Lo, Hi    *float64
	N                int
}

// printed parses a number as tables print it, with half a unit of its last digit.
func printed(text string) (value, half float64, ok bool) {
	number, unit, _ := strings.Cut(text, " ")
	factor, known := map[string]float64{"": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1}[unit]
	value, err := strconv.ParseFloat(number, 64)
	if err != nil || !known {
		return 0, 0, false
	}
	_, decimals, _ := strings.Cut(number, ".")
	return value * factor, math.Pow10(-len(decimals)) / 2 * factor, true
}

// agrees says whether a text stands for a figure. Figures have six digits, which may round to
// another last digit of the text.
func agrees(text string, figure *float64) bool {
	switch {
	case figure == nil:
		return text == page.None
	case text == "over 1000":
		return *figure > 999
	case text == "under 0.001":
		return *figure < 0.001001
	}
	value, half, ok := printed(text)
	return ok && math.Abs(value-*figure) <= half+1e-5**figure
}

// disagreements compares the tables of operations in a RESULTS.md, and what it links to, with its
// figures.json.
func disagreements(markdown, figures []byte) (all []string) {
	var read readFigures
	if err := json.Unmarshal(figures, &read); err != nil {
		return []string{err.Error()}
	}
	missing := make(map[string]*readMetric)
	key := func(plan, operation, metric, a, b string) string {
		return strings.Join([]string{plan, operation, metric, a, "over", b}, " ")
	}
	for _, run := range read.Runs {
		if row := fmt.Sprintf("\n| `%s` | `%s` | ", run.Plan, run.Run); !bytes.Contains(markdown, []byte(row)) {
			all = append(all, fmt.Sprintf("RESULTS.md does not list run %s of plan %s", run.Run, run.Plan))
		}
		title := func(stack string) string {
			if name, ok := run.Names[stack]; ok {
				return name
			}
			return judged.StackTitle(stack)
		}
		for _, op := range run.Operations {
			for i := range op.Metrics {
				if m := &op.Metrics[i]; m.Stack_B == op.Metrics[0].Stack_B { // not a crossing
					missing[key(run.Plan, cmp.Or(op.Title, op.Name), words.Metric(m.Metric).Title, title(m.Stack_A), title(m.Stack_B))] = m
				}
			}
		}
	}
	for _, row := range tableRows(string(markdown)) {
		values := row.values
		at := key(row.plan, row.operation, row.metric, row.stacks[1], row.stacks[0])
		m, ok := missing[at]
		if !ok { // versus has A before B
			at = key(row.plan, row.operation, row.metric, row.stacks[0], row.stacks[1])
			m, ok = missing[at]
			values[0], values[1] = values[1], values[0]
		}
		if !ok {
			all = append(all, fmt.Sprintf("figures.json lacks %+v", row))
			continue
		}
		delete(missing, at)
		lo, hi := page.None, page.None
		if row.interval != page.None {
			lo, hi, _ = strings.Cut(strings.Replace(row.interval, " to ", "–", 1), "–")
		}
		if !agrees(row.ratio, m.Ratio) || !agrees(lo, m.Lo) || !agrees(hi, m.Hi) || !agrees(values[0], m.B) || !agrees(values[1], m.A) || m.Ratio != nil && row.n != strconv.Itoa(m.N) {
			all = append(all, fmt.Sprintf("RESULTS.md has %+v, and figures.json %s", row, figureText(m)))
		}
	}
	for at, m := range missing {
		if m.Ratio != nil {
			all = append(all, fmt.Sprintf("RESULTS.md lacks %s: %s", at, figureText(m)))
		}
	}
	for _, link := range pictureLinks.FindAllSubmatch(markdown, -1) {
		if !slices.Contains(read.Files, string(link[1])) {
			all = append(all, fmt.Sprintf("figures.json does not list %s", link[1]))
		}
	}
	return all
}

func figureText(m *readMetric) string {
	text, _ := json.Marshal(m)
	return string(text)
}

// RESULTS.md and figures.json say the same, the committed ones too: neither was changed by hand.
func TestResultsAgree(t *testing.T) {
	folders, err := filepath.Glob("testdata/*/" + resultsFile)
	if err != nil || len(folders) == 0 {
		t.Fatalf("testdata has the reports %v, %v; want one at least", folders, err)
	}
	for _, markdown := range append(folders, root+resultsFile) {
		dir := filepath.Dir(markdown)
		results, err := os.ReadFile(markdown)
		if err != nil {
			t.Fatal(err)
		}
		figures, err := os.ReadFile(filepath.Join(dir, resultsDir, figuresFile))
		if err != nil {
			t.Fatal(err)
		}
		for _, what := range disagreements(results, figures) {
			t.Errorf("%s: %s", dir, what)
		}
		var read readFigures
		if err := json.Unmarshal(figures, &read); err != nil {
			t.Fatal(err)
		}
		for _, file := range read.Files {
			if !fs.ValidPath(file) || path.Dir(file)+"/" != resultsDir {
				t.Errorf("%s: the figures list %s, which is not in %s", dir, file, resultsDir)
			}
			if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(file))); err != nil {
				t.Errorf("%s: the figures list a file that is not there: %v", dir, err)
			}
		}
	}
}

// A figure that was changed in either is found.
func TestDisagreements(t *testing.T) {
	dir := filepath.Join("testdata", "quick")
	results, err := os.ReadFile(filepath.Join(dir, resultsFile))
	if err != nil {
		t.Fatal(err)
	}
	figures, err := os.ReadFile(filepath.Join(dir, resultsDir, figuresFile))
	if err != nil {
		t.Fatal(err)
	}
	rows := tableRows(string(results))
	if len(rows) != 16 { // two operations, eight metrics
		t.Fatalf("%d rows of tables, want 16", len(rows))
	}
	row := rows[0]
	_, line, _ := bytes.Cut(results, []byte("\n| "+row.metric+" |"))
	line, _, _ = bytes.Cut(line, []byte("\n"))
	changed := func(old, by string) []byte {
		return bytes.Replace(results, line, bytes.Replace(line, []byte(old), []byte(by), 1), 1)
	}
	for name, markdown := range map[string][]byte{
		"ratio":    changed(" | "+row.ratio+" | ", " | 0.5 | "),
		"interval": changed(row.interval, "0.1–0.2"),
		"value":    changed(row.values[0], "1.00 s"),
		"n":        changed("| "+row.n, "| 99"),
		"metric":   bytes.Replace(results, []byte("\n| "+row.metric+" |"), []byte("\n| p51 response time |"), 1),
		"no row":   bytes.Replace(results, []byte("\n| "+row.metric+" |"+string(line)), nil, 1),
		"run":      bytes.Replace(results, []byte("| `quick` | `"), []byte("| `quick` | `1"), 1),
		"picture":  bytes.Replace(results, []byte("](docs/results/"), []byte("](docs/results/by-hand-"), 1),
	} {
		if bytes.Equal(markdown, results) || len(disagreements(markdown, figures)) == 0 {
			t.Errorf("%s: a change of RESULTS.md was not found", name)
		}
	}
}
