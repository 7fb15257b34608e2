package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/report/words"
)

func TestTerminalTable(t *testing.T) {
	got := compose(t, reporttest.Quick().Run(t)).Table()
	reporttest.Golden(t, "testdata/terminal_table.txt", []byte(got))
	if strings.Contains(got, "-aa") || strings.Contains(got, record.Ghz) || strings.Contains(got, record.EmptyRequest) {
		t.Errorf("the table holds a second arm, another tool or an empty request:\n%s", got)
	}
	if got := compose(t, &record.Run{Manifest: reporttest.Listed(reporttest.Quick().Manifest)}).Table(); got != "" {
		t.Errorf("the table of no trial is %q, want nothing", got)
	}
}

// The terminal shows what RESULTS.md shows, whatever happened to a run.
func TestTerminalTableAgreesWithResults(t *testing.T) {
	unlike := func(t *record.Trial) {
		t.Codings = map[string]int64{}
		if t.Stack == "grpc" || t.Stack == "a" {
			t.Codings["gzip"] = t.Completed
		}
	}
	for _, c := range []struct {
		name   string
		lab    *reporttest.Lab
		change func(*record.Trial)
		want   []string // parts of the table
	}{
		{"a late generator on one stack", reporttest.Quick(), func(t *record.Trial) { t.LateTail = t.Arm == "grpc" }, nil},
		{"a late generator in some blocks", reporttest.Quick(), func(t *record.Trial) { t.LateTail = t.Arm == "rest" && t.Block < 4 }, nil},
		{"a late generator in every block", reporttest.Quick(), func(t *record.Trial) { t.LateTail = true }, nil},
		{"no valid trial of one", reporttest.Quick(), func(t *record.Trial) { t.Valid = t.Stack != "grpc" }, []string{"  rest           0", "  grpc           0"}},
		{"some invalid trials", reporttest.Quick(), func(t *record.Trial) {
			if t.Arm == "rest" && t.Block == 2 || t.Arm == "grpc" && t.Block > 8 {
				t.Valid = false
				*t.ServerCPUSeconds *= 1000
			}
		}, []string{"  rest           8", "  grpc           8"}},
		{"mostly invalid", reporttest.Quick(), func(t *record.Trial) { t.Valid = t.Block < 3 }, []string{"warning: 48 of 60 trials of plan quick are invalid"}},
		{"CPU that is missing in a block", reporttest.Quick(), func(t *record.Trial) {
			if t.Arm == "grpc" && t.Block == 3 {
				t.ServerCPUSeconds = nil
			}
		}, nil},
		{"too few for a p99", reporttest.Quick(), func(t *record.Trial) { t.Response.P99 = nil }, nil},
		{"unlike codings", reporttest.Quick(), unlike, []string{"warning: Recommend: answers came in unlike codings"}},
		{"a coding that is not decoded", reporttest.Quick(), func(t *record.Trial) { t.Codings = map[string]int64{"br": t.Completed} }, []string{"only gzip is decoded"}},
		{"pairs", reporttest.Shop(), func(t *record.Trial) {}, nil},
		{"pairs of unlike codings", reporttest.Shop(), unlike, []string{"warning: cart: answers came in unlike codings"}},
		{"a pair without a valid trial of one", reporttest.Shop(), func(t *record.Trial) { t.Valid = t.Operation != "cart" || t.Stack != "a" }, nil},
		{"through gateways", reporttest.Gateway(), func(t *record.Trial) {}, nil},
	} {
		own := c.lab.Change
		c.lab.Change = func(trial *record.Trial) {
			if own != nil {
				own(trial)
			}
			c.change(trial)
		}
		r := compose(t, c.lab.Run(t))
		for _, part := range c.want {
			if !strings.Contains(strings.ReplaceAll(r.Table(), "\n", " "), part) {
				t.Errorf("%s: the table lacks %q:\n%s", c.name, part, r.Table())
			}
		}
		for line := range strings.Lines(r.Table()) {
			if n := page.Columns(strings.TrimRight(line, "\n")); n > page.TerminalWidth {
				t.Errorf("%s: %d columns, want at most %d: %q", c.name, n, page.TerminalWidth, line)
			}
			for _, figure := range figuresOf(line) {
				if !strings.Contains(string(r.Markdown), "| "+figure+" |") {
					t.Errorf("%s: %q of the table is no figure of RESULTS.md", c.name, figure)
				}
			}
		}
		a, err := judged.Judge(c.lab.Run(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range a.RivalPairs() {
			for _, stack := range []string{p.A, p.B} {
				row := terminalRow(a, p.Op.Name, stack)
				for i, column := range terminalColumns {
					f := p.Figure(column.key)
					cell := strings.TrimSpace(string([]rune(row)[stackColumns+4+i*(figureColumns+1):][:figureColumns+1]))
					if shown := cell != page.None; !f.Missing.Any() != shown && !a.Strangers() {
						t.Errorf("%s: %s of %s, %s: the terminal has %q, RESULTS.md %q", c.name, column.key, p.Op.Name, stack, cell, words.Why(f.Missing))
					}
				}
			}
		}
	}
}

// figuresOf are the figures of a row of the table; nil of any other line.
func figuresOf(line string) []string {
	runes := []rune(strings.TrimRight(line, "\n"))
	if len(runes) < stackColumns+4+len(terminalColumns)*(figureColumns+1) || !strings.HasPrefix(line, "  ") || runes[2] == ' ' {
		return nil
	}
	var out []string
	for i := range terminalColumns {
		cell := string(runes[stackColumns+4+i*(figureColumns+1):][:figureColumns+1])
		out = append(out, strings.TrimSuffix(strings.TrimSpace(cell), "*"))
	}
	return slices.DeleteFunc(out, func(figure string) bool { return figure == page.None })
}
