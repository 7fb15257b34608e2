package words

import (
	"strings"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/stat"
)

// marks are what stands beside a ratio for its verdict, and what they mean.
var marks = []struct{ mark, means string }{
	{"**", "differs beyond the margin"},
	{"*", "differs"},
	{"≈", "equal within it"},
	{"?", "undecided"},
	{"~", "unstable"},
}

// Mark is the sign of a figure's verdict; empty where it has none.
func Mark(f *judged.Figure) string {
	switch f.Verdict {
	case stat.MateriallyBetter, stat.MateriallyWorse:
		return "**"
	case stat.Better, stat.Worse:
		return "*"
	case stat.Equivalent:
		return "≈"
	case stat.Inconclusive:
		return "?"
	case stat.Unstable:
		return "~"
	}
	return ""
}

// Legend explains the marks that were used, in one line.
func Legend(used map[string]bool) string {
	var parts []string
	for _, m := range marks {
		if used[m.mark] {
			parts = append(parts, m.mark+" "+m.means)
		}
	}
	return strings.Join(parts, ", ")
}
