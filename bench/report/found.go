package report

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

func (c *composition) found() (f Found) {
	for _, a := range c.analyses {
		for _, p := range a.allPairs() {
			for i := range p.figures {
				figure := &p.figures[i]
				judged := figure.headline || len(a.plan.Headline) == 0
				switch {
				case figure.missing == "":
					f.Any, f.Judged = true, f.Judged || judged
				case judged && f.Why == "":
					f.Why = figure.missing
				}
			}
		}
	}
	if f.Judged {
		f.Why = ""
	}
	return f
}
