package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// secondArm marks the arm that repeats a stack for the A/A floor.
const secondArm = "-aa"

// Run is a run with everything that is said of it.
type Run struct {
	Record *record.Run
	Plan   *record.Plan
	blocks []int // that have a trial of ours, ascending
	valid  map[inBlock]*record.Trial
	// Pairs stand in the order of operations, then stacks.
	Pairs []Pair
	// Crossings are pairs of which neither stack is the baseline.
	Crossings []Pair
	// controls are those of all rivals of a baseline, each judged once.
	controls map[control]controlArms
}

// control is which A/A control is asked for, controlArms what its arms gave, or why nothing.
type (
	control     struct{ operation, metric string }
	controlArms struct {
		arms    [2][]float64
		missing string
	}
)

// inBlock is the place of one trial of our own engine.
type inBlock struct {
	operation, arm string
	block          int
}

// Pair is one operation on a stack beside another: the baseline, but for crossings.
type Pair struct {
	Op      record.Operation
	A, B    string
	Title   string   // of b
	Figures []Figure // one per metric that the operation has, in the order of Metrics
}

// Figure is one metric of a pair, with its judgement.
type Figure struct {
	stat.Comparison
	Metric Metric
	// Headline says that the plan is made to judge this metric.
	Headline bool
	// Incomplete says that the run was stopped early.
	Incomplete bool
	// Unlike says what the answers of the two came in where that is unlike and tempers the
	// figure.
	Unlike string
	// Missing says why there is no figure; empty where there is one.
	Missing string
	// AloneA and aloneB are what strangers' sides have where the other lacks it; nil
	// where neither does, and where there is a figure.
	AloneA, AloneB *float64
	// LogRatios is ln(b/a) per block.
	LogRatios []float64
	// AABlocks is the number of blocks behind the A/A floor.
	AABlocks int
	// AAMissing says why a plan with A/A arms has no floor; empty where it has one.
	AAMissing string
}

func Judge(run *record.Run) (*Run, error) {
	r := &Run{Record: run, Plan: named(run.Manifest.Plan), valid: map[inBlock]*record.Trial{}, controls: map[control]controlArms{}}
	if len(r.Plan.Operations) == 0 || len(r.Plan.Stacks) < 2 {
		return nil, fmt.Errorf("report run %s: its plan names %s and %s; a comparison needs one and two",
			run.Manifest.Run, page.Count(len(r.Plan.Operations), "operation"), page.Count(len(r.Plan.Stacks), "stack"))
	}
	for _, op := range r.Plan.Operations {
		if carriers := r.carriers(op); len(carriers) < 2 || carriers[0] != r.Plan.Stacks[0] {
			return nil, fmt.Errorf("report run %s: of its plan's stacks %s carry %s; a comparison needs the first and another",
				run.Manifest.Run, page.And(carriers), page.Printable(op.Name))
		}
	}
	keys := Metrics()
	for _, key := range r.Plan.Headline {
		if !slices.ContainsFunc(keys, func(m Metric) bool { return m.Key == key }) {
			return nil, fmt.Errorf("report run %s: its headline names the metric %q, which is unknown", run.Manifest.Run, key)
		}
	}
	if err := check(run); err != nil {
		return nil, err
	}
	if err := r.index(); err != nil {
		return nil, err
	}
	r.judge()
	return r, nil
}

// index finds the valid trials of our own engine. Two in one place would leave a choice
// of which to believe, so that is an error.
func (r *Run) index() error {
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		if t.Tool != record.Wiretax {
			continue
		}
		r.blocks = append(r.blocks, t.Block)
		if !t.Valid {
			continue
		}
		at := inBlock{t.Operation, t.Arm, t.Block}
		if other := r.valid[at]; other != nil {
			return fmt.Errorf("report run %s: trials %s and %s are both %s, arm %s, block %d",
				page.Printable(r.Record.Manifest.Run), page.Printable(other.ID), page.Printable(t.ID), page.Printable(t.Operation), page.Printable(t.Arm), t.Block)
		}
		r.valid[at] = t
	}
	slices.Sort(r.blocks)
	r.blocks = slices.Compact(r.blocks)
	return nil
}

// judge makes every figure. A headline metric that could not be measured stays in its
// family, which the plan fixed before anybody looked.
func (r *Run) judge() {
	r.pairUp()
	var headline, shown []stat.Sample
	for _, p := range r.allPairs() {
		for _, m := range r.metrics(p.Op) {
			f, sample := r.sample(p.Op.Name, p.A, p.B, m)
			p.Figures = append(p.Figures, f)
			if f.Headline {
				headline = append(headline, sample)
			} else {
				shown = append(shown, sample)
			}
		}
	}
	judged, unjudged := stat.Judge(headline), stat.Judge(shown)
	for _, p := range r.allPairs() {
		for j := range p.Figures {
			f := &p.Figures[j]
			next := &unjudged
			if f.Headline {
				next = &judged
			}
			f.Comparison, *next = (*next)[0], (*next)[1:]
			if f.Incomplete || !f.Headline {
				f.withoutVerdict()
			}
			if f.AAMissing != "" && f.Warnings != nil {
				f.Warnings = []string{"no floor from the A/A arms (" + f.AAMissing + "): the machine's own noise is unknown, so there is no verdict"}
			}
		}
		r.temperCodings(p)
	}
}

// withoutVerdict takes the verdict away, and what tempers it.
func (f *Figure) withoutVerdict() {
	f.Verdict, f.MoreBlocks, f.Warnings = stat.NoVerdict, 0, nil
}

// pairUp says what is compared with what, by the plan alone.
func (r *Run) pairUp() {
	for _, op := range r.Plan.Operations {
		carriers := r.carriers(op)
		for _, b := range r.Plan.Stacks[1:] {
			if slices.Contains(carriers, b) {
				r.Pairs = append(r.Pairs, Pair{Op: op, A: r.Plan.Stacks[0], B: b, Title: r.title(b)})
			}
		}
		for _, c := range besides {
			if others := carriers[1:]; slices.Contains(others, c[0]) && slices.Contains(others, c[1]) {
				r.Crossings = append(r.Crossings, Pair{Op: op, A: c[0], B: c[1], Title: r.title(c[1])})
			}
		}
	}
}

// allPairs are those with the baseline, then the crossings.
func (r *Run) allPairs() []*Pair {
	var all []*Pair
	for _, pairs := range [][]Pair{r.Pairs, r.Crossings} {
		for i := range pairs {
			all = append(all, &pairs[i])
		}
	}
	return all
}

// between is the pair of an operation that compares b with a; nil where none does.
func (r *Run) between(op record.Operation, stackA, stackB string) *Pair {
	all := r.allPairs()
	i := slices.IndexFunc(all, func(p *Pair) bool { return p.Op == op && p.A == stackA && p.B == stackB })
	if i < 0 {
		return nil
	}
	return all[i]
}

func (r *Run) sample(op, armA, armB string, m Metric) (Figure, stat.Sample) {
	f := Figure{
		Metric:     m,
		Headline:   slices.Contains(r.Plan.Headline, m.Key) && r.measures(op, m.Key),
		Incomplete: !r.Record.Manifest.Complete,
	}
	s := stat.Sample{Margin: m.Margin}
	s.A, s.B, f.Missing = r.paired(op, armA, armB, &m)
	if f.Missing != "" && r.strangers() {
		f.AloneA, f.AloneB = r.alone(op, armA, &m), r.alone(op, armB, &m)
	}
	for i := range s.A {
		f.LogRatios = append(f.LogRatios, math.Log(s.B[i])-math.Log(s.A[i]))
	}
	if aa := r.Plan.AA; aa != "" {
		at := control{op, m.Key}
		shared, known := r.controls[at]
		if !known {
			shared.arms[0], shared.arms[1], shared.missing = r.paired(op, aa, aa+secondArm, &m)
			r.controls[at] = shared
		}
		s.AA, f.AAMissing, f.AABlocks = shared.arms, shared.missing, len(shared.arms[0])
	}
	return f, s
}

// figure finds the figure of a metric; nil where the operation does not have it.
func (p *Pair) figure(key string) *Figure {
	i := slices.IndexFunc(p.Figures, func(f Figure) bool { return f.Metric.Key == key })
	if i < 0 {
		return nil
	}
	return &p.Figures[i]
}

// rival is the stack that the short answers compare with the baseline: gRPC where the
// plan has it.
func (r *Run) rival() string {
	if others := r.Plan.Stacks[1:]; !slices.Contains(others, contract.GRPC) {
		return others[0]
	}
	return contract.GRPC
}

// rivalPairs are the pairs of the rival, one per operation.
func (r *Run) rivalPairs() []*Pair {
	var out []*Pair
	for i := range r.Pairs {
		if r.Pairs[i].B == r.rival() {
			out = append(out, &r.Pairs[i])
		}
	}
	return out
}
