package judged

import (
	"slices"

	"github.com/wiretax/wiretax/bench/record"
)

// paired returns the values of the blocks in which both arms are valid, and no late
// generator spoiled the metric, or why there are none.
func (r *Run) paired(op, armA, armB string, m *record.Metric) (as, bs []float64, missing Missing) {
	var blocks, unknown, unknownA, unknownB, late int
	for _, block := range r.blocks {
		ta, tb := r.valid[inBlock{op, armA, block}], r.valid[inBlock{op, armB, block}]
		if ta == nil || tb == nil {
			continue
		}
		if m.Late(ta) || m.Late(tb) {
			late++
			continue
		}
		blocks++
		va, okA := m.Value(ta)
		vb, okB := m.Value(tb)
		if !okA {
			unknownA++
		}
		if !okB {
			unknownB++
		}
		if !okA || !okB {
			unknown++
			continue
		}
		as, bs = append(as, va), append(bs, vb)
	}
	switch {
	case blocks == 0 && late > 0:
		return nil, nil, Missing{Why: GeneratorLate, Blocks: late}
	case blocks == 0:
		return nil, nil, r.whyNoBlock(op, armA, armB)
	case unknown == blocks && unknownB == 0:
		return nil, nil, Missing{Why: r.unknown(m), Title: r.Title(armA)}
	case unknown == blocks && unknownA == 0:
		return nil, nil, Missing{Why: r.unknown(m), Title: r.Title(armB)}
	case unknown == blocks:
		return nil, nil, Missing{Why: r.unknown(m)}
	case unknown > 0:
		return nil, nil, Missing{Why: r.unknown(m), Blocks: unknown, Of: blocks}
	}
	return as, bs, Missing{}
}

// whyNoBlock says why two arms never met, or one has no valid trial.
func (r *Run) whyNoBlock(op string, arms ...string) Missing {
	var anyReason string
	for _, arm := range arms {
		var trials, valid int
		var reason string
		for i := range r.Record.Trials {
			t := &r.Record.Trials[i]
			if t.Tool != record.Wiretax || t.Operation != op || t.Arm != arm {
				continue
			}
			trials++
			if t.Valid {
				valid++
			} else if reason == "" && len(t.Reasons) > 0 {
				reason = t.Reasons[0]
			}
		}
		title, second := r.ArmTitle(arm)
		missing := Missing{Title: title, Repeated: second, Reason: reason}
		switch {
		case trials == 0 && r.ran(arm):
			missing.Why = NoTrialOfOperation
		case trials == 0:
			missing.Why = NoTrial
		case valid == 0:
			missing.Why = NoValidTrial
		}
		if missing.Any() {
			return missing
		}
		if anyReason == "" {
			anyReason = reason
		}
	}
	return Missing{Why: NeverTogether, Reason: anyReason}
}

// ran says that there is a trial of an arm, whatever the operation.
func (r *Run) ran(arm string) bool {
	return slices.ContainsFunc(r.Record.Trials, func(t record.Trial) bool {
		return t.Tool == record.Wiretax && t.Operation != record.EmptyRequest && t.Arm == arm
	})
}

// BothValid is in how many blocks both arms of a pair are valid.
func (r *Run) BothValid(p *Pair) int {
	n := 0
	for _, block := range r.blocks {
		if r.valid[inBlock{p.Op.Name, p.A, block}] != nil && r.valid[inBlock{p.Op.Name, p.B, block}] != nil {
			n++
		}
	}
	return n
}

// ValidBlocks is in how many blocks a stack has a valid trial.
func (r *Run) ValidBlocks(op, stack string) int { return len(r.inBlocks(op, stack)) }

// inBlocks are the valid trials of an arm, by block.
func (r *Run) inBlocks(op, arm string) []*record.Trial {
	var trials []*record.Trial
	for _, block := range r.blocks {
		if t := r.valid[inBlock{op, arm, block}]; t != nil {
			trials = append(trials, t)
		}
	}
	return trials
}

// Own is what one stack has of a metric: the geometric mean over n valid trials, or why
// there is none.
func (r *Run) Own(op, stack string, m *record.Metric) (value *float64, n int, missing Missing) {
	var trials []*record.Trial
	var late, unknown int
	for _, t := range r.inBlocks(op, stack) {
		if m.Late(t) {
			late++
			continue
		}
		if _, ok := m.Value(t); !ok {
			unknown++
		}
		trials = append(trials, t)
	}
	switch {
	case len(trials) == 0 && late > 0:
		return nil, 0, Missing{Why: GeneratorLate, Blocks: late}
	case len(trials) == 0:
		return nil, 0, r.whyNoBlock(op, stack)
	case unknown > 0:
		return nil, 0, Missing{Why: r.unknown(m), Blocks: unknown, Of: len(trials)}
	}
	return geometric(trials, m.Value), len(trials), Missing{}
}

// alone is what one service has of a metric by itself: the geometric mean over its valid trials.
func (r *Run) alone(op, arm string, m *record.Metric) *float64 {
	trials := slices.DeleteFunc(r.inBlocks(op, arm), m.Late)
	return geometric(trials, m.Value)
}

// trials are those of one tool with the arm that carries the stack's name.
func (r *Run) trials(tool, op, stack string) []*record.Trial {
	var out []*record.Trial
	for i := range r.Record.Trials {
		if t := &r.Record.Trials[i]; t.Tool == tool && t.Operation == op && t.Stack == stack && t.Arm == stack {
			out = append(out, t)
		}
	}
	return out
}

// valids are the valid trials of our engine on a stack.
func (r *Run) valids(op, stack string) []*record.Trial {
	return slices.DeleteFunc(r.trials(record.Wiretax, op, stack), func(t *record.Trial) bool { return !t.Valid })
}
