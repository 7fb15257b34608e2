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
