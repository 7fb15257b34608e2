package report

import (
	"errors"
	"fmt"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
)

// Benchfmt returns the trials of runs in the format of the Go benchmarks, as [gobench.Export]
// does. It refuses the runs that a report refuses: one that is named twice or damaged.
func Benchfmt(runs []*record.Run) ([]byte, error) {
	if err := distinct(runs); err != nil {
		return nil, fmt.Errorf("export trials: %w", err)
	}
	for _, run := range runs {
		if err := judged.Check(run); err != nil {
			return nil, errors.New(page.Printable(err.Error()))
		}
	}
	return gobench.Export(runs)
}
