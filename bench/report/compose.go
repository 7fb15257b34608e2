package report

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
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
	runs []*judged.Run
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
		if err := comparable(run); err != nil {
			return nil, err
		}
		r, err := judged.Judge(fit(run))
		if err != nil {
			return nil, errors.New(page.Printable(err.Error()))
		}
		c.runs = append(c.runs, r)
	}
	slices.SortFunc(c.runs, func(a, b *judged.Run) int {
		return cmp.Or(cmp.Compare(rank(b.Plan.Name), rank(a.Plan.Name)), strings.Compare(a.Plan.Name, b.Plan.Name))
	})
	return c.report()
}

func (c *composition) report() (*Report, error) {
	r := &Report{Files: map[string][]byte{}, table: terminalTable(c.runs[0]), found: foundIn(c.runs)}
	for _, line := range answer(c.runs[0]) {
		r.answer = append(r.answer, page.Printable(line))
	}
	// A picture is named for its plan, so that no report replaces that of another plan.
	for _, run := range c.runs {
		plan := slug(run.Plan.Name)
		c.pictures = append(c.pictures, r.add("ratios-"+plan, picture(run)))
		c.chains = append(c.chains, r.add("chain-"+plan, chainPicture(run)))
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
	for i, r := range c.runs {
		streams(r, &d)
		handlerCosts(r, &d)
		gateways(r, &d)
		chain(r, &d, c.chains[i])
		d.Heading(2, "Plan "+page.Code(r.Plan.Name))
		if !r.Record.Manifest.Complete {
			d.Paragraph("**" + page.Escape(incompleteText(r)) + "**")
		}
		operations(r, &d)
		loadTable(r, &d)
		d.Heading(3, "In one picture")
		d.Paragraph("![" + page.Escape(pictureSummary(r)) + "](" + c.pictures[i] + ")")
		noise(r, &d)
		emptyRequests(r, &d)
		generators(r, &d)
	}
	c.goBenchmarks(&d)
	claimsFound(c.runs[0], &d)
	c.warnings(&d)
	c.missing(&d)
	c.reproduce(&d)
	return []byte(strings.TrimRight(d.Text.String(), "\n") + "\n")
}
