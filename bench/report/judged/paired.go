package judged

import (
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
)

// pairedBlocks are the values of the blocks in which both of a pair are valid.
type pairedBlocks struct {
	a, b []float64
	// runs are how many of them each run has; nil where there is one run.
	runs []int
	// oneArm counts those in which only one arm is valid of a stack that runs as two.
	oneArm int
}

// paired returns the values of the blocks in which each of a pair has a valid arm, or why there
// are none. Each of the pair is a stack's arms: what two valid ones have in a block is their
// geometric mean, and one that is alone stands for both, since to leave its block out would be to
// choose by something else than the comparison. No block is left out because a generator was late:
// it is late more often where answers are slow.
func (r *Run) paired(op string, armsA, armsB []string, m *record.Metric) (of pairedBlocks, missing Missing) {
	var blocks, unknown, unknownA, unknownB int
	if len(r.Parts) > 1 {
		of.runs = make([]int, len(r.Parts))
	}
	for _, block := range r.blocks {
		as, bs := r.inBlock(op, armsA, block), r.inBlock(op, armsB, block)
		if len(as) == 0 || len(bs) == 0 {
			continue
		}
		blocks++
		a, b := geometric(as, m.Value), geometric(bs, m.Value)
		if a == nil {
			unknownA++
		}
		if b == nil {
			unknownB++
		}
		if a == nil || b == nil {
			unknown++
			continue
		}
		of.a, of.b = append(of.a, *a), append(of.b, *b)
		if of.runs != nil {
			of.runs[partOf(r.Parts, block)]++
		}
		if len(as) < len(armsA) || len(bs) < len(armsB) {
			of.oneArm++
		}
	}
	switch {
	case blocks == 0:
		return pairedBlocks{}, r.whyNoBlock(op, armsA, armsB)
	case unknown == blocks && unknownB == 0:
		return pairedBlocks{}, Missing{Why: r.unknown(m), Title: r.Title(armsA[0])}
	case unknown == blocks && unknownA == 0:
		return pairedBlocks{}, Missing{Why: r.unknown(m), Title: r.Title(armsB[0])}
	case unknown == blocks:
		return pairedBlocks{}, Missing{Why: r.unknown(m)}
	case unknown > 0:
		return pairedBlocks{}, Missing{Why: r.unknown(m), Blocks: unknown, Of: blocks}
	}
	return of, Missing{}
}

// inBlock are the valid trials of arms in a block.
func (r *Run) inBlock(op string, arms []string, block int) (trials []*record.Trial) {
	for _, arm := range arms {
		if t := r.valid[inBlock{op, arm, block}]; t != nil {
			trials = append(trials, t)
		}
	}
	return trials
}

// whyNoBlock says why two never met, or one has no valid trial, where each is a stack's arms.
func (r *Run) whyNoBlock(op string, pair ...[]string) Missing {
	var anyReason string
	for _, arms := range pair {
		var trials, valid int
		var reason string
		for i := range r.Record.Trials {
			t := &r.Record.Trials[i]
			if t.Tool != record.Wiretax || t.Operation != op || !slices.Contains(arms, t.Arm) {
				continue
			}
			trials++
			if t.Valid {
				valid++
			} else if reason == "" && len(t.Reasons) > 0 {
				reason = t.Reasons[0]
			}
		}
		title, second := r.ArmTitle(arms[0])
		missing := Missing{Title: title, Repeated: second, Reason: reason}
		switch {
		case trials == 0 && slices.ContainsFunc(arms, r.ran):
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

// BothValid is in how many blocks both of a pair have a valid trial.
func (r *Run) BothValid(p *Pair) int {
	n := 0
	for _, block := range r.blocks {
		if len(r.inBlock(p.Op.Name, r.armsOf(p.Op.Name, p.A), block)) > 0 && len(r.inBlock(p.Op.Name, r.armsOf(p.Op.Name, p.B), block)) > 0 {
			n++
		}
	}
	return n
}

// ValidBlocks is in how many blocks a stack has a valid trial.
func (r *Run) ValidBlocks(op, stack string) int { return len(r.byBlock(op, stack)) }

// byBlock are the valid trials of a stack in each block in which it has one.
func (r *Run) byBlock(op, stack string) [][]*record.Trial {
	var blocks [][]*record.Trial
	for _, block := range r.blocks {
		if trials := r.inBlock(op, r.armsOf(op, stack), block); len(trials) > 0 {
			blocks = append(blocks, trials)
		}
	}
	return blocks
}

// Own is what one stack has of a metric: the geometric mean over the n blocks in which it is valid,
// or why there is none.
func (r *Run) Own(op, stack string, m *record.Metric) (value *float64, n int, missing Missing) {
	blocks := r.byBlock(op, stack)
	var values []float64
	for _, trials := range blocks {
		if v := geometric(trials, m.Value); v != nil {
			values = append(values, *v)
		}
	}
	switch {
	case len(blocks) == 0:
		return nil, 0, r.whyNoBlock(op, r.armsOf(op, stack))
	case len(values) < len(blocks):
		return nil, 0, Missing{Why: r.unknown(m), Blocks: len(blocks) - len(values), Of: len(blocks)}
	}
	mean := stat.GeometricMean(values)
	return &mean, len(blocks), Missing{}
}

// alone is what one service has of a metric by itself; nil where some block lacks it.
func (r *Run) alone(op, stack string, m *record.Metric) *float64 {
	value, _, _ := r.Own(op, stack, m)
	return value
}

// trials are those of one tool with the arm that carries the stack's name.
func (r *Run) trials(tool, op, stack string) []*record.Trial {
	return slices.DeleteFunc(r.trialsOf(tool, op, stack), func(t *record.Trial) bool { return t.Stack != stack })
}

// trialsOf are those of one tool with an arm.
func (r *Run) trialsOf(tool, op, arm string) []*record.Trial {
	var out []*record.Trial
	for i := range r.Record.Trials {
		if t := &r.Record.Trials[i]; t.Tool == tool && t.Operation == op && t.Arm == arm {
			out = append(out, t)
		}
	}
	return out
}

// valids are the valid trials of our engine on a stack.
func (r *Run) valids(op, stack string) []*record.Trial {
	return slices.DeleteFunc(r.trials(record.Wiretax, op, stack), func(t *record.Trial) bool { return !t.Valid })
}
