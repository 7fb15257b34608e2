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
	for _, r := range c.analyses {
		for _, p := range r.allPairs() {
			for i := range p.Figures {
				figure := &p.Figures[i]
				judged := figure.Headline || len(r.Plan.Headline) == 0
				switch {
				case figure.Missing == "":
					f.Any, f.Judged = true, f.Judged || judged
				case judged && f.Why == "":
					f.Why = figure.Missing
				}
			}
		}
	}
	if f.Judged {
		f.Why = ""
	}
	return f
}
