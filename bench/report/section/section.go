// Package section writes the sections of RESULTS.md, a file for each, from what was judged. It
// compares and judges nothing. Cells of tables that several sections have, and the tables and
// pictures of series, stand in cells.go and series.go.
//
// A section says why a figure is missing where it would stand, gives every judged ratio with its
// interval, and hands what tempers a figure to a footnote. What strangers wrote cannot steer a
// terminal, and no value of a header is shown.
package section

import (
	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/toolbench"
)

// Section is a part of RESULTS.md: Write is of the whole report, Each of one run. Sections of runs
// that follow each other are written run by run.
type Section struct {
	Name  string
	Write func(*Input, *page.Page)
	Each  func(*judged.Run, *page.Page)
}

// Input is what a report is made of.
type Input struct {
	// Runs are those of the report, the one that gives the answer first.
	Runs []*judged.Run
	// Benchmarks is the output of the Go benchmarks; nil where there is none.
	Benchmarks *gobench.Output
	// Tools are load generators that were measured beside each other; nil where there are none.
	Tools *toolbench.Result
}
