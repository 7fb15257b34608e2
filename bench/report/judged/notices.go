package judged

import (
	"slices"
	"strings"
	"unicode"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
)

// ArmTrials counts trials of an arm.
type ArmTrials struct {
	Operation, Arm string
	N              int
}

// AbsentTrials counts those of a run that never took place, by operation, then arm; only where some
// are absent.
func AbsentTrials(r *Run) []ArmTrials {
	var out []ArmTrials
	for _, op := range r.Plan.Operations {
		for _, arm := range r.arms(op) {
			trials := 0
			for i := range r.Record.Trials {
				t := &r.Record.Trials[i]
				if t.Tool == record.Wiretax && t.Operation == op.Name && t.Arm == arm {
					trials++
				}
			}
			if trials < r.Plan.Blocks {
				out = append(out, ArmTrials{op.Name, arm, r.Plan.Blocks - trials})
			}
		}
	}
	return out
}

// UnlistedTrials counts the trials of arms that the manifest does not list, in the order in which
// they came up. No figure has them. Empty requests belong to no arm.
func UnlistedTrials(r *Run) []ArmTrials {
	var out []ArmTrials
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		if t.Operation == record.EmptyRequest || r.lists(t) {
			continue
		}
		at := slices.IndexFunc(out, func(a ArmTrials) bool { return a.Operation == t.Operation && a.Arm == t.Arm })
		if at < 0 {
			at = len(out)
			out = append(out, ArmTrials{Operation: t.Operation, Arm: t.Arm})
		}
		out[at].N++
	}
	return out
}

// Invalid counts the trials of ours that do not count, of how many, with the reason that was
// recorded most often.
type Invalid struct {
	N, Of     int
	Commonest string
}

// Mostly says that more than half do not count.
func (i Invalid) Mostly() bool { return 2*i.N > i.Of }

// InvalidTrials counts those of a run. Reasons that differ in their numbers only are one.
func InvalidTrials(r *Run) Invalid {
	var out Invalid
	times := map[string]int{}
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		if t.Tool != record.Wiretax {
			continue
		}
		out.Of++
		if t.Valid {
			continue
		}
		out.N++
		for _, reason := range t.Reasons {
			key := withoutNumbers(reason)
			if times[key]++; times[key] > times[withoutNumbers(out.Commonest)] {
				out.Commonest = reason
			}
		}
	}
	return out
}

// Notice is a warning that trials gave.
type Notice struct {
	// First is the warning of the first of them, Trial, and Same says that all gave that very
	// one.
	First string
	Trial *record.Trial
	Same  bool
	N     int
}

// Notices gathers the warnings of the trials in the order in which they came up. Those that differ
// in their numbers only are one.
func Notices(r *Run) []*Notice {
	var out []*Notice
	seen := map[string]*Notice{}
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		for _, w := range t.Warnings {
			key := withoutNumbers(w)
			n := seen[key]
			if n == nil {
				n = &Notice{First: w, Trial: t, Same: true}
				seen[key] = n
				out = append(out, n)
			}
			n.N++
			n.Same = n.Same && w == n.First
		}
	}
	return out
}

// withoutNumbers turns every run of digits into one mark.
func withoutNumbers(text string) string {
	var b strings.Builder
	in := false
	for _, r := range text {
		number := unicode.IsDigit(r) || in && r == '.'
		if number && !in {
			b.WriteByte('#')
		}
		if !number {
			b.WriteRune(r)
		}
		in = number
	}
	return b.String()
}

// Control compares the two arms of the stack that ran twice, in an operation by a metric.
type Control struct {
	stat.Control
	Op     record.Operation
	Metric record.Metric
	// Missing says why there is no figure; the control is a member of Holm's family all the same.
	Missing Missing
}

// controlsOf makes the controls. A run without a fault has one that differs in at most one case of
// twenty, so where one does, it takes no verdict away, but is a doubt about every figure of the run.
func controlsOf(r *Run) (controls []Control) {
	stack, second := r.Control()
	if stack == "" {
		return nil
	}
	var pairs [][2][]float64
	for _, op := range r.Plan.Operations {
		for _, m := range r.Metrics(op) {
			of, missing := r.paired(op.Name, []string{stack}, []string{second}, &m)
			controls = append(controls, Control{Op: op, Metric: m, Missing: missing})
			pairs = append(pairs, [2][]float64{of.a, of.b})
		}
	}
	for i, c := range stat.Controls(pairs) {
		controls[i].Control = c
	}
	return controls
}

// Differing are the controls that differ.
func Differing(r *Run) (differing []Control) {
	for _, c := range r.Controls {
		if c.Differs() {
			differing = append(differing, c)
		}
	}
	return differing
}

// Controlled says that in some block both arms of the stack that ran twice are valid.
func Controlled(r *Run) bool {
	return slices.ContainsFunc(r.Controls, func(c Control) bool { return c.N > 0 })
}
