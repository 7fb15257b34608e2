package report

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// marker opens every RESULTS.md made here, and only those are ever overwritten.
const marker = "<!-- Made by wiretax report from run folders. Do not edit: the next report replaces it. -->"

// resultsDir is where a report keeps what RESULTS.md shows.
const resultsDir = "docs/results/"

// pictureExt ends the name of every picture.
const pictureExt = ".svg"

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

// composition is a report in the making: the largest plan first, which gives the answer.
type composition struct {
	analyses []*Run
	// pictures are one path per analysis; chains the same, empty where a run has no chain.
	pictures, chains []string
	benchmarks       *Benchmarks // nil where there are none
}

// Compose makes the report of one or more runs of one build on one machine, one run per
// plan. The order of the runs does not matter: the largest built-in plan gives the answer
// and the claims, and stands first. Runs that compare strangers' services and runs of the
// catalog's do not mix. A record that cannot be, such as negative times, is an error.
//
// The benchmarks have a section of their own. They have to be of the same build and machine;
// nil leaves it out.
func Compose(runs []*record.Run, benchmarks *Benchmarks) (*Report, error) {
	if len(runs) == 0 {
		return nil, fmt.Errorf("compose report: no run; name at least one run folder")
	}
	if err := distinct(runs); err != nil {
		return nil, fmt.Errorf("compose report: %w", err)
	}
	if err := agree(runs); err != nil {
		return nil, err
	}
	c := composition{benchmarks: benchmarks}
	if benchmarks != nil {
		if err := benchmarks.agree(&runs[0].Manifest); err != nil {
			return nil, err
		}
	}
	for _, run := range runs {
		r, err := Judge(run)
		if err != nil {
			return nil, err
		}
		c.analyses = append(c.analyses, r)
	}
	slices.SortFunc(c.analyses, func(r, b *Run) int {
		return cmp.Or(cmp.Compare(rank(b.Plan.Name), rank(r.Plan.Name)), strings.Compare(r.Plan.Name, b.Plan.Name))
	})
	return c.report()
}

// distinct refuses a run that comes twice: by one folder, under whatever paths, or by copies.
// Its trials would count as those of two runs.
func distinct(runs []*record.Run) error {
	for i, run := range runs {
		for _, other := range runs[:i] {
			if other.Manifest.Run == run.Manifest.Run {
				return fmt.Errorf("%s and %s are the same run, %s; name it once",
					page.Printable(other.Dir), page.Printable(run.Dir), page.Printable(run.Manifest.Run))
			}
		}
	}
	return nil
}

// agree refuses runs that do not belong in one report. Two runs of one plan are refused
// too: to take either would be to choose a result.
func agree(runs []*record.Run) error {
	first := &runs[0].Manifest
	for i, run := range runs {
		m := &run.Manifest
		for _, other := range runs[:i] {
			if other.Manifest.Plan.Name == m.Plan.Name {
				return fmt.Errorf("compose report: runs %s and %s are both of plan %s; name one of them",
					page.Printable(other.Manifest.Run), page.Printable(m.Run), page.Printable(m.Plan.Name))
			}
		}
		if (len(first.Plan.Pairs) > 0) != (len(m.Plan.Pairs) > 0) {
			return fmt.Errorf("compose report: one of the runs %s and %s compares strangers' services and the other the catalog's; make a report of each",
				page.Printable(first.Run), page.Printable(m.Run))
		}
		if field, a, b := difference(first, m); field != "" {
			return fmt.Errorf("compose report: runs %s and %s differ in %s (%s, %s); a report holds runs of one build on one machine",
				page.Printable(first.Run), page.Printable(m.Run), field, page.Printable(fmt.Sprint(a)), page.Printable(fmt.Sprint(b)))
		}
	}
	return nil
}

// difference names the first field in which two runs are not of one build and machine.
func difference(a, b *record.Manifest) (field string, va, vb any) {
	switch {
	case a.Build.Version != b.Build.Version:
		return "build version", a.Build.Version, b.Build.Version
	case a.Build.Go != b.Build.Go:
		return "Go version", a.Build.Go, b.Build.Go
	case !slices.Equal(a.Build.Modules, b.Build.Modules):
		return "modules", a.Build.Modules, b.Build.Modules
	}
	ma, mb := reflect.ValueOf(a.Machine), reflect.ValueOf(b.Machine)
	for i := range ma.NumField() {
		if va, vb := ma.Field(i).Interface(), mb.Field(i).Interface(); va != vb {
			name, _, _ := strings.Cut(ma.Type().Field(i).Tag.Get("json"), ",")
			return "machine " + name, va, vb
		}
	}
	return "", nil, nil
}

func (c *composition) report() (*Report, error) {
	r := &Report{Files: map[string][]byte{}, table: c.analyses[0].terminalTable(), found: c.found()}
	for _, line := range c.analyses[0].answer() {
		r.answer = append(r.answer, page.Printable(line))
	}
	// A picture is named for its plan, so that no report replaces that of another plan.
	for _, a := range c.analyses {
		plan := slug(a.Plan.Name)
		c.pictures = append(c.pictures, r.add("ratios-"+plan, a.picture()))
		c.chains = append(c.chains, r.add("chain-"+plan, a.chainPicture()))
	}
	name := resultsDir + figuresFile
	r.Files[name] = nil // it lists itself
	figures, err := c.figures(slices.Sorted(maps.Keys(r.Files)))
	if err != nil {
		return nil, err
	}
	r.Files[name] = figures
	r.Markdown = c.markdown()
	return r, nil
}

// add keeps a picture under a name of its own and returns its path; none where there is no
// picture.
func (r *Report) add(name string, picture []byte) string {
	if picture == nil {
		return ""
	}
	path := resultsDir + name + pictureExt
	for r.Files[path] != nil {
		path = strings.TrimSuffix(path, pictureExt) + "-" + pictureExt
	}
	r.Files[path] = picture
	return path
}

// slug is a plan's name as a file can carry it.
func slug(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, strings.ToLower(name))
}

func (c *composition) markdown() []byte {
	var d page.Page
	c.head(&d)
	c.machine(&d)
	c.ledger(&d)
	filled := map[string]bool{}
	for i, r := range c.analyses {
		filled["streams"] = r.streams(&d) || filled["streams"]
		filled["work"] = r.costs(&d) || filled["work"]
		filled["gateway"] = r.gateways(&d) || filled["gateway"]
		filled["chain"] = r.chain(&d, c.chains[i]) || filled["chain"]
		d.Heading(2, "Plan "+page.Code(r.Plan.Name))
		if !r.Record.Manifest.Complete {
			d.Paragraph("**" + page.Escape(r.incomplete()) + "**")
		}
		r.operations(&d)
		r.rates(&d)
		d.Heading(3, "In one picture")
		d.Paragraph("![" + page.Escape(r.summary()) + "](" + c.pictures[i] + ")")
		r.noise(&d)
		r.floors(&d)
		r.tools(&d)
	}
	c.goBenchmarks(&d)
	c.analyses[0].claims(&d)
	c.warnings(&d)
	c.missing(&d, filled)
	c.reproduce(&d)
	return []byte(strings.TrimRight(d.Text.String(), "\n") + "\n")
}
