package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// paired returns the values of the blocks in which both arms are valid, and no late
// generator spoiled the metric, or says why there are none.
func (r *Run) paired(op, armA, armB string, m *Metric) (as, bs []float64, missing string) {
	var blocks, unknown, unknownA, unknownB, late int
	for _, block := range r.blocks {
		ta, tb := r.valid[inBlock{op, armA, block}], r.valid[inBlock{op, armB, block}]
		if ta == nil || tb == nil {
			continue
		}
		if m.late(ta) || m.late(tb) {
			late++
			continue
		}
		blocks++
		va, okA := m.value(ta)
		vb, okB := m.value(tb)
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
		return nil, nil, fmt.Sprintf("the generator was late in %s", page.Count(late, "block"))
	case blocks == 0:
		return nil, nil, r.whyNoBlock(op, armA, armB)
	case unknown == blocks && unknownB == 0:
		return nil, nil, m.Missing + " on " + r.title(armA)
	case unknown == blocks && unknownA == 0:
		return nil, nil, m.Missing + " on " + r.title(armB)
	case unknown == blocks:
		return nil, nil, m.Missing
	case unknown > 0:
		return nil, nil, fmt.Sprintf("%s in %d of %s", m.Missing, unknown, page.Count(blocks, "block"))
	}
	return as, bs, ""
}

// whyNoBlock says why two arms never met.
func (r *Run) whyNoBlock(op string, arms ...string) string {
	var anyReason string
	for _, arm := range arms {
		var trials, valid int
		var reason string
		stack, second := strings.CutSuffix(arm, secondArm)
		name := r.title(stack)
		if second {
			name = "the repeated " + name
		}
		for i := range r.Record.Trials {
			t := &r.Record.Trials[i]
			if t.Tool != record.Wiretax || t.Operation != op || t.Arm != arm {
				continue
			}
			trials++
			if t.Valid {
				valid++
			} else if reason == "" && len(t.Reasons) > 0 {
				reason = ": " + t.Reasons[0]
			}
		}
		switch {
		case trials == 0 && r.took(arm):
			return "no trial of " + name + " with this operation"
		case trials == 0:
			return "no trial of " + name
		case valid == 0:
			return "no valid trial of " + name + reason
		case anyReason == "":
			anyReason = reason
		}
	}
	return "never both valid in a block" + anyReason
}

// took says that there is a trial of an arm, whatever the operation.
func (r *Run) took(arm string) bool {
	return slices.ContainsFunc(r.Record.Trials, func(t record.Trial) bool {
		return t.Tool == record.Wiretax && t.Operation != record.Floor && t.Arm == arm
	})
}

// bothValid is in how many blocks both arms of a pair are valid.
func (r *Run) bothValid(p *Pair) int {
	n := 0
	for _, block := range r.blocks {
		if r.valid[inBlock{p.Op.Name, p.A, block}] != nil && r.valid[inBlock{p.Op.Name, p.B, block}] != nil {
			n++
		}
	}
	return n
}
