package report

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// Found says for how much of what was measured a report has a figure.
type Found struct {
	// Any is false where no metric of any run has one.
	Any bool
	// Judged is false where none of the metrics has one that the plans are made to judge;
	// of a plan that judges none, every metric counts.
	Judged bool
	// Why is why a judged metric has none; empty where Judged.
	Why string
}

func foundIn(runs []*judged.Run) Found {
	some, decided, missing := judged.FiguresIn(runs)
	return Found{some, decided, words.Why(missing)}
}

// Measured counts the trials of a run, and of how many: "7 of 12 trials".
func Measured(run *record.Run) string {
	done, planned := len(run.Trials), run.Manifest.Planned
	if planned == 0 {
		return page.Count(done, "trial")
	}
	return fmt.Sprintf("%d of %s", done, page.Count(planned, "trial"))
}
