package section

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// Warnings writes what takes away from the figures: trials that do not count, trials that
// are not there, and what the instrument noticed. The footnotes of the tables follow.
func Warnings(in *Input, d *page.Page) {
	d.Heading(2, "Warnings")
	var items []string
	for _, r := range in.Runs {
		prefix := ""
		if len(in.Runs) > 1 {
			prefix = page.Code(r.Plan.Name) + ": "
		}
		for _, item := range slices.Concat(r.Record.Manifest.Warnings, words.Resumed(r), absent(r), unlisted(r), invalid(r), words.CodingWarnings(r), windows(r), speeds(r), noticed(r)) {
			items = append(items, prefix+page.Escape(item))
		}
	}
	if len(items) == 0 {
		items = []string{"Every planned trial is there and valid, and none gave a warning."}
	}
	d.List(items)
	d.Footnotes()
}

// absent counts the trials of a run that never took place.
func absent(r *judged.Run) []string {
	var out []string
	for _, a := range judged.AbsentTrials(r) {
		out = append(out, fmt.Sprintf("%d of %s missing: %s, arm %s.", a.N, page.Count(r.Plan.Blocks, "trial"), words.Operation(r, a.Operation), words.ArmTitle(r, a.Arm)))
	}
	return out
}

// unlisted counts the trials of a run that nothing shows.
func unlisted(r *judged.Run) []string {
	var out []string
	for _, u := range judged.UnlistedTrials(r) {
		out = append(out, fmt.Sprintf("%s left out: %s, arm %s, which the manifest does not list.", page.Count(u.N, "trial"), words.Operation(r, u.Operation), words.ArmTitle(r, u.Arm)))
	}
	return out
}

// invalid names every trial that does not count, with its reasons.
func invalid(r *judged.Run) []string {
	var out []string
	for i := range r.Record.Trials {
		if t := &r.Record.Trials[i]; !t.Valid {
			reasons := "no reason recorded"
			if len(t.Reasons) > 0 {
				reasons = strings.Join(t.Reasons, "; ")
			}
			out = append(out, "Invalid: "+words.Where(r, t)+": "+reasons+".")
		}
	}
	return out
}

// windows warns of the valid trials of our own whose windows were connection-bound or not
// steady, by operation and stack. It takes no verdict away.
func windows(r *judged.Run) []string {
	var bound, unsteady []string
	for _, op := range r.Plan.Operations {
		for _, stack := range r.Stacks() {
			what := words.Operation(r, op.Name) + ", " + r.Title(stack) + ": "
			if w := judged.Bound(r, op.Name, stack); w.N > 0 {
				bound = append(bound, what+boundWindows(w))
			}
			if w := judged.Unsteady(r, op.Name, stack); w.N > 0 {
				unsteady = append(unsteady, what+unsteadyWindows(w))
			}
		}
	}
	return append(bound, unsteady...)
}

func boundWindows(w judged.Windows) string {
	return fmt.Sprintf("%d of %s connection-bound: %s, where more than 5 %% is much. That is not the service's time.",
		w.N, page.Count(w.Of, "valid trial"), words.Waited(&w.Worst.Window, words.AtMost(w.N)))
}

func unsteadyWindows(w judged.Windows) string {
	where := "the first in block"
	if w.N == 1 {
		where = "in block"
	}
	return fmt.Sprintf("%d of %s not steady by the test for a steady state (MSER-5), %s %d: the beginning moved the mean time %s%s.",
		w.N, page.Count(w.Of, "valid trial"), where, w.First.Block, words.AtMost(w.N), words.Moved(judged.Drift(&w.Worst.Window)))
}

// speeds warns of trials before which the machine ran faster or slower than it mostly did.
func speeds(r *judged.Run) []string {
	s := judged.SpeedsOf(r)
	if s.Off == 0 {
		return nil
	}
	return []string{fmt.Sprintf("Before %d of %s a fixed piece of work took more than %s longer or shorter than the run's median, at the most %s (%s): the CPUs did not always run alike.",
		s.Off, page.Count(s.Trials, "trial"), page.Percent(judged.MostOff), page.Percent(s.Worst), words.Where(r, s.At))}
}

// noticed gathers the warnings of the trials.
func noticed(r *judged.Run) []string {
	var out []string
	for _, n := range judged.Notices(r) {
		switch {
		case n.N == 1:
			out = append(out, words.Where(r, n.Trial)+": "+n.First+".")
		case n.Same:
			out = append(out, page.Count(n.N, "trial")+": "+n.First+".")
		default:
			out = append(out, fmt.Sprintf("%s, the first of them %s: %s.", page.Count(n.N, "trial"), words.Where(r, n.Trial), n.First))
		}
	}
	return out
}
