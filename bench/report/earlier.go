package report

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/section"
)

// mostEarlier is how much of an earlier RESULTS.md is read, and mostEarlierRuns how many of its
// runs are named: it is a file that anybody may have edited.
const (
	mostEarlier     = 1 << 20
	mostEarlierRuns = 20
)

// readEarlier reads the beginning of an earlier RESULTS.md; it is nil where there is none.
func readEarlier(name string) ([]byte, error) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, mostEarlier))
	if err == nil && text == nil {
		text = []byte{}
	}
	return text, err
}

// runsIn are the runs in the table of an earlier RESULTS.md, each as [page.Code] prints it.
func runsIn(results []byte) []string {
	_, table, _ := bytes.Cut(results, []byte("\n| "+strings.Join(section.RunsColumns(), " | ")+" |"))
	var runs []string
	for i, line := range strings.Split(string(table), "\n") {
		if i < 2 {
			continue // what is left of the head, and the line below it
		}
		cells := strings.Split(line, " | ")
		if !strings.HasPrefix(line, "| ") || len(cells) < len(section.RunsColumns()) || len(runs) == mostEarlierRuns {
			break
		}
		runs = append(runs, page.Clip(page.Printable(cells[1]), 80))
	}
	return runs
}

// replaced says which runs an earlier RESULTS.md reported that this report does not; it is
// empty where there are none.
func (r *Report) replaced(earlier []byte) string {
	if earlier == nil {
		return ""
	}
	runs := runsIn(earlier)
	if len(runs) == 0 {
		return "runs that it does not name"
	}
	own := runsIn(r.Markdown)
	runs = slices.DeleteFunc(runs, func(run string) bool { return slices.Contains(own, run) })
	return strings.ReplaceAll(strings.Join(runs, ", "), "`", "")
}
