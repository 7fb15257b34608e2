package report

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/section"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/bench/toolbench"
)

// marker opens every RESULTS.md made here, and only those are ever overwritten.
const marker = "<!-- Made by wiretax report from run folders. Do not edit: the next report replaces it. -->"

// resultsDir is where a report keeps what RESULTS.md shows.
const resultsDir = "docs/results/"

// Report is what Compose made. It shares nothing with the runs.
type Report struct {
	// Markdown is RESULTS.md.
	Markdown []byte
	// Files are what it links to: slash-separated path relative to it, to content.
	Files  map[string][]byte
	answer []string
	table  string
	found  Found
}

// Answer is the answer in five lines of plain text, without line ends.
func (r *Report) Answer() []string { return slices.Clone(r.answer) }

// Table is the figures of the run that gives the answer, as a terminal can show them: those of
// the tables in Markdown. It is empty where there is no trial.
func (r *Report) Table() string { return r.table }

// Found is what there is a figure for.
func (r *Report) Found() Found { return r.found }

// Compose makes the report of one or more runs of one build on one machine. Those of one plan
// are pooled. The order of the runs does not matter: the largest built-in plan gives the answer
// and the claims, and stands first. Runs that compare strangers' services and runs of the
// catalog's do not mix. A record that cannot be, such as negative times, is an error.
//
// The benchmarks and the load generators that were measured beside each other have a section of
// their own. They have to be of the same build and machine; nil leaves a section out.
func Compose(runs []*record.Run, benchmarks *gobench.Output, tools *toolbench.Result) (*Report, error) {
	if len(runs) == 0 {
		return nil, fmt.Errorf("compose report: no run; name at least one run folder")
	}
	if err := distinct(runs); err != nil {
		return nil, fmt.Errorf("compose report: %w", err)
	}
	if err := agree(runs); err != nil {
		return nil, err
	}
	in := section.Input{Benchmarks: benchmarks, Tools: tools}
	if benchmarks != nil {
		if err := agreeWithBenchmarks(runs[0], benchmarks); err != nil {
			return nil, err
		}
	}
	if tools != nil {
		if err := agreeWithTools(runs[0], tools); err != nil {
			return nil, err
		}
	}
	for _, run := range runs {
		if err := judged.Check(run); err != nil {
			return nil, errors.New(page.Printable(err.Error()))
		}
		if err := comparable(run); err != nil {
			return nil, err
		}
	}
	for _, same := range byPlan(runs) {
		r, err := judged.Judge(same[0], same[1:]...)
		if err != nil {
			return nil, errors.New(page.Printable(err.Error()))
		}
		in.Runs = append(in.Runs, r)
	}
	slices.SortFunc(in.Runs, func(a, b *judged.Run) int {
		return cmp.Or(cmp.Compare(section.Rank(b.Plan.Name), section.Rank(a.Plan.Name)), strings.Compare(a.Plan.Name, b.Plan.Name))
	})
	return write(&in)
}

// byPlan are the runs of each plan in the order in which they started, fit to print.
func byPlan(runs []*record.Run) (plans [][]*record.Run) {
	sorted := slices.SortedStableFunc(slices.Values(runs), func(a, b *record.Run) int {
		return cmp.Or(a.Manifest.Started.Compare(b.Manifest.Started), strings.Compare(a.Manifest.Run, b.Manifest.Run))
	})
	at := make(map[string]int)
	for _, run := range sorted {
		name := run.Manifest.Plan.Name
		if _, known := at[name]; !known {
			at[name] = len(plans)
			plans = append(plans, nil)
		}
		plans[at[name]] = append(plans[at[name]], fit(run))
	}
	return plans
}

// write makes the report of judged runs.
func write(in *section.Input) (*Report, error) {
	first := in.Runs[0]
	r := &Report{table: terminalTable(first), found: foundIn(in.Runs)}
	if doubt := words.Doubt(first); doubt != "" {
		r.answer = append(r.answer, page.Printable(doubt))
	}
	for _, line := range section.Answer(first) {
		r.answer = append(r.answer, page.Printable(line))
	}
	p := page.Page{Folder: resultsDir}
	p.Line("%s\n", marker)
	writeSections(sections(), in, &p)
	r.Markdown, r.Files = p.Markdown(), p.Pictures
	const name = resultsDir + figuresFile
	r.Files[name] = nil // it lists itself
	figures, err := figures(in, slices.Sorted(maps.Keys(r.Files)))
	if err != nil {
		return nil, err
	}
	r.Files[name] = figures
	return r, nil
}
