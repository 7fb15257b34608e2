package report

import "github.com/wiretax/wiretax/bench/report/judged"

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
	any, judged, missing := judged.FiguresIn(runs)
	return Found{any, judged, why(missing)}
}
