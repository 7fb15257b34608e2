package section

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
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

// tails are what follows the median, where the plan judges it.
var tails = []struct{ label, key string }{
	{"p90", contract.ResponseP90}, {"p99", contract.ResponseP99}, {"First item", contract.FirstItemP50},
}

// tail says the same of the tail and of the first items of streams.
func tail(r *judged.Run) string {
	text := ""
	for _, t := range tails {
		if !slices.Contains(r.Plan.Headline, t.key) {
			continue
		}
		if said := answered(r, r.RivalPairs(), t.key); said != "" {
			text += " " + t.label + ": " + said + "."
		}
	}
	return text
}

// answerLine says every ratio of one metric.
func answerLine(r *judged.Run, label, key string) string {
	return fmt.Sprintf("%s %s/%s: %s.", label, r.Title(r.Rival()), r.Title(r.Baseline()), answered(r, r.RivalPairs(), key))
}

// clientLine says the ratios of client CPU, if it is that of a client that an application can have.
func clientLine(r *judged.Run) string {
	for _, op := range r.Plan.Operations {
		if arm := r.Of(op); arm.Client != contract.LeanClient {
			return answerLine(r, "Client CPU", contract.ClientCPU)
		}
	}
	return "Client CPU: not compared, since the lean client drove this, which no application has."
}

// answered says every ratio of a metric in pairs of the rival that the plan judges, whatever its verdict,
// and at which value of the axis it holds: "GetBook 1.29** (1.26–1.33) at 10 % of capacity, 1.15**
// (1.12–1.18) at 50 %". Where the plan judges the metric nowhere, though it judges others, it says the
// first of each series. Figures that are missing for the same reason stand together at the end.
func answered(r *judged.Run, pairs []*judged.Pair, key string) string {
	series := answerSeries(r, pairs, key)
	same := sameValue(series)
	at, separator := valuesAsSaid(), ", "
	var parts, whys []string
	missing := make(map[string][]string)
	for i := range series {
		s := &series[i]
		var points []string
		for j, p := range s.Pairs {
			f, value := p.Figure(key), ""
			if f.Missing.Any() {
				if s.Points[j] != "" && !same {
					value = at(s, j)
				}
				why := words.Briefly(f.Missing)
				if missing[why] == nil {
					whys = append(whys, why)
				}
				missing[why] = append(missing[why], words.SeriesName(s)+value)
				continue
			}
			if s.Points[j] != "" && !same {
				value, separator = at(s, j), "; "
			}
			points = append(points, brief(f)+value)
		}
		if points != nil {
			parts = append(parts, words.SeriesName(s)+" "+strings.Join(points, ", ")+alongLoad(s, key))
		}
	}
	said := strings.Join(parts, separator)
	if same && said != "" {
		said += at(&series[0], 0)
	}
	for _, why := range whys {
		if said != "" {
			said += "; "
		}
		said += fmt.Sprintf("no figure for %s (%s)", page.And(missing[why]), why)
	}
	return said
}

// answerSeries are the series of which the answer tells a metric.
func answerSeries(r *judged.Run, pairs []*judged.Pair, key string) []judged.Series {
	pairs = r.JudgedOf(pairs, key)
	unjudged := len(r.Plan.Headline) > 0 && !slices.Contains(r.Plan.Headline, key)
	oneClient := !slices.ContainsFunc(pairs, func(p *judged.Pair) bool { return r.Of(p.Op).Client != r.Of(pairs[0].Op).Client })
	series := r.InSeries(pairs)
	for i := range series {
		s := &series[i]
		if unjudged {
			s.Pairs, s.Points = s.Pairs[:1], s.Points[:1]
		}
		if oneClient {
			s.Conditions = words.Without(s.Conditions, "client")
		}
	}
	return series
}

// sameValue says that all series have one pair, at the same value of the axis.
func sameValue(series []judged.Series) bool {
	return len(series) > 0 && series[0].Points[0] != "" && !slices.ContainsFunc(series, func(s judged.Series) bool {
		return len(s.Points) != 1 || s.Points[0] != series[0].Points[0] || s.Varies != series[0].Varies
	})
}

// valuesAsSaid returns what says one value after the other of a sentence; that a load is a share of
// capacity is said once.
func valuesAsSaid() func(s *judged.Series, i int) string {
	said := false
	return func(s *judged.Series, i int) string {
		if s.Varies != "rate" {
			return " with " + point(s, i)
		}
		if said {
			return " at " + words.Load(s.Points[i])
		}
		said = true
		return " at " + point(s, i)
	}
}

// brief is the ratio with the mark of its verdict and its interval, in as few digits as a sentence needs.
func brief(f *judged.Figure) string {
	decimals := 2
	if f.Ratio < 0.1 {
		decimals = 3
	}
	ratio := page.Ratio(f.Ratio, decimals) + words.Mark(f)
	if !f.CI.Known() {
		return ratio + " (no interval)"
	}
	return ratio + " (" + page.Span(page.Ratio(f.CI.Lo, decimals), page.Ratio(f.CI.Hi, decimals)) + ")"
}

// howSure says on how many blocks the lines rest, and what the marks in them mean.
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
		return fmt.Sprintf("How sure: %s, 95 %% CI; %s.", blocks, words.Legend(marksUsed(r)))
	}
}

// marksUsed are the marks of the figures in the answer.
func marksUsed(r *judged.Run) map[string]bool {
	shown := []string{contract.WireBytes, contract.ResponseP50, contract.ServerCPU, contract.ClientCPU}
	for _, t := range tails {
		shown = append(shown, t.key)
	}
	used := make(map[string]bool)
	for _, key := range shown {
		for _, p := range r.JudgedOf(r.RivalPairs(), key) {
			if f := p.Figure(key); !f.Missing.Any() {
				used[words.Mark(f)] = true
			}
		}
	}
	return used
}

func blockRange(least, most int) string {
	if least == most {
		return page.Count(most, "block")
	}
	return strconv.Itoa(least) + " to " + page.Count(most, "block")
}
