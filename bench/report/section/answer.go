package section

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// Answer gives the five lines: bytes, latency, server CPU, client CPU, and how sure. Where
// the run is incomplete that comes first, instead of the last. A line follows for each
// operation whose figures say less than they seem to, since answers came in unlike codings.
func Answer(r *judged.Run) []string {
	lines := []string{
		answerLine(r, "Wire bytes", contract.WireBytes),
		answerLine(r, "p50 latency", contract.ResponseP50) + tail(r),
		answerLine(r, "Server CPU", contract.ServerCPU),
		clientLine(r),
	}
	if r.Record.Manifest.Complete {
		lines = append(lines, howSure(r))
	} else {
		lines = slices.Insert(lines, 0, words.Incomplete(r))
	}
	return append(lines, words.UnlikeWarnings(r, r.RivalPairs())...)
}

// said gathers the operations of which the same may be said.
type said struct {
	found, equivalent, open, unstable, unjudged []string
	// whys are the reasons for missing figures in the order in which they came up.
	whys    []string
	missing map[string][]string
}

// tail says the same of p99 and of the first items of streams, where the plan judges them.
func tail(r *judged.Run) string {
	text := ""
	if slices.Contains(r.Plan.Headline, contract.ResponseP99) {
		text = " p99: " + allowed(r, contract.ResponseP99) + "."
	}
	if slices.Contains(r.Plan.Headline, contract.FirstItemP50) {
		if first := allowed(r, contract.FirstItemP50); first != "" {
			text += " First item: " + first + "."
		}
	}
	return text
}

// answerLine says what the verdicts allow about one metric.
func answerLine(r *judged.Run, label, key string) string {
	line := fmt.Sprintf("%s %s/%s: %s.", label, r.Title(r.Rival()), r.Title(r.Baseline()), allowed(r, key))
	if utf8.RuneCountInString(line) > page.TerminalWidth {
		margin := r.Pairs[0].Figure(key).Metric.Margin
		line = strings.Replace(line, "no difference that matters", fmt.Sprintf("equal within %g %%", 100*margin), 1)
	}
	return line
}

// clientLine says what the verdicts allow about client CPU, if it is that of a client that an
// application can have.
func clientLine(r *judged.Run) string {
	for _, op := range r.Plan.Operations {
		if arm := r.Of(op); arm.Client != contract.LeanClient {
			return answerLine(r, "Client CPU", contract.ClientCPU)
		}
	}
	return "Client CPU: not compared, since the lean client drove this, which no application has."
}

// allowed names the operations that have the same verdict together. It is empty where none
// has the metric.
func allowed(r *judged.Run, key string) string { return allowedOf(key, r.RivalPairs()) }

func allowedOf(key string, pairs []*judged.Pair) string {
	s := said{missing: map[string][]string{}}
	for _, p := range pairs {
		if f := p.Figure(key); f != nil {
			s.add(p.Op.Name, f)
		}
	}
	var parts []string
	part := func(format string, names []string, args ...any) {
		if len(names) > 0 {
			parts = append(parts, fmt.Sprintf(format, append([]any{page.And(names)}, args...)...))
		}
	}
	if len(s.found) > 0 {
		parts = append(parts, strings.Join(s.found, ", "))
	}
	part("no difference that matters for %s", s.equivalent)
	part("not shown for %s", s.open)
	part("unstable for %s", s.unstable)
	part("no verdict: %s", s.unjudged)
	for _, why := range s.whys {
		part("no figure for %s (%s)", s.missing[why], why)
	}
	return strings.Join(parts, "; ")
}

func (s *said) add(op string, f *judged.Figure) {
	switch {
	case f.Missing.Any():
		why := words.Briefly(f.Missing)
		if s.missing[why] == nil {
			s.whys = append(s.whys, why)
		}
		s.missing[why] = append(s.missing[why], op)
	case f.Incomplete, judged.Differs(f.Verdict):
		s.found = append(s.found, op+" "+brief(f))
	case f.Verdict == stat.Equivalent:
		s.equivalent = append(s.equivalent, op)
	case f.Verdict == stat.Inconclusive:
		s.open = append(s.open, op+" ("+words.Needed(f)+")")
	case f.Verdict == stat.Unstable:
		s.unstable = append(s.unstable, op)
	default:
		s.unjudged = append(s.unjudged, op+" "+brief(f))
	}
}

// brief is the ratio with its interval in as few digits as a sentence needs.
func brief(f *judged.Figure) string {
	decimals := 2
	if f.Ratio < 0.1 {
		decimals = 3
	}
	if !f.CI.Known() {
		return page.Ratio(f.Ratio, decimals) + " (no interval)"
	}
	return page.Ratio(f.Ratio, decimals) + " (" + page.Span(page.Ratio(f.CI.Lo, decimals), page.Ratio(f.CI.Hi, decimals)) + ")"
}

// howSure says on how many blocks the lines rest.
func howSure(r *judged.Run) string {
	sure, known := judged.SurenessOf(r)
	switch blocks := blockRange(sure.Least, sure.Most); {
	case !known:
		return "How sure: no metric that this plan judges has a figure."
	case len(r.Plan.Headline) == 0:
		return fmt.Sprintf("How sure: %s; plan %s shows figures and judges none.", blocks, r.Plan.Name)
	case !sure.Judged:
		return fmt.Sprintf("How sure: %s; a verdict needs 3 that are valid.", blocks)
	default:
		return fmt.Sprintf("How sure: %s, 95 %% CI.", blocks)
	}
}

func blockRange(least, most int) string {
	if least == most {
		return page.Count(most, "block")
	}
	return strconv.Itoa(least) + " to " + page.Count(most, "block")
}
