package judged

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
)

// Repeats says why a run is no repetition of another: in what their plans differ. It is empty where
// they are of the same plan. The seed may differ, and so may rates that are shares of a capacity,
// which every run measures for itself.
func Repeats(run, other *record.Run) string {
	a, b := reflect.ValueOf(asPlanned(run)), reflect.ValueOf(asPlanned(other))
	for i := range a.NumField() {
		if va, vb := a.Field(i).Interface(), b.Field(i).Interface(); !reflect.DeepEqual(va, vb) {
			name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("json"), ",")
			if kind := a.Field(i).Kind(); kind == reflect.Slice || kind == reflect.Struct {
				return name // nobody reads what is in it on a line
			}
			return fmt.Sprintf("%s (%v, %v)", name, va, vb)
		}
	}
	return ""
}

// asPlanned is the plan of a run without what may differ from run to run.
func asPlanned(run *record.Run) record.Plan {
	p := run.Manifest.Plan
	p.Seed = 0
	p.Operations, p.Pairs = slices.Clone(p.Operations), slices.Clone(p.Pairs)
	for i := range p.Operations {
		p.Operations[i].Rate = unresolved(p.Operations[i].Rate)
	}
	for i := range p.Pairs {
		p.Pairs[i].Rate = unresolved(p.Pairs[i].Rate)
	}
	return p
}

// unresolved is a rate as its plan has it: a share without what it came to.
func unresolved(rate record.Rate) record.Rate {
	if rate.Share != 0 {
		rate.PerSecond = 0
	}
	return rate
}

// OwnRates says that a run is made of several whose rates are shares of a capacity, so that each has
// its own.
func OwnRates(r *Run) bool {
	return len(r.Parts) > 1 && slices.ContainsFunc(r.Plan.Operations, func(op record.Operation) bool { return op.Rate.Share != 0 })
}

// together is one run of several: of all their blocks, numbered through, and complete if each of
// them is. What it says of arms and machine is what the first says.
func together(run *record.Run, more []*record.Run) *record.Run {
	if len(more) == 0 {
		return run
	}
	all := *run
	m := &all.Manifest
	all.Trials = slices.Clone(run.Trials)
	m.Warnings = slices.Clone(m.Warnings)
	for _, other := range more {
		for _, t := range other.Trials {
			t.Block += m.Plan.Blocks
			all.Trials = append(all.Trials, t)
		}
		m.Plan.Blocks += other.Manifest.Plan.Blocks
		m.Planned += other.Manifest.Planned
		m.Complete = m.Complete && other.Manifest.Complete
		all.Cut = max(all.Cut, other.Cut)
		for _, w := range other.Manifest.Warnings {
			if !slices.Contains(m.Warnings, w) {
				m.Warnings = append(m.Warnings, w)
			}
		}
	}
	return &all
}

// partOf is which of the runs that were put together a block is of.
func partOf(parts []*record.Manifest, block int) int {
	for i, m := range parts {
		if block -= m.Plan.Blocks; block <= 0 {
			return i
		}
	}
	return len(parts) - 1
}
