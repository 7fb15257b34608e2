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

// analysis is a run with everything that is said of it.
type analysis struct {
	run    *record.Run
	plan   *record.Plan
	blocks []int // that have a trial of ours, ascending
	valid  map[cell]*record.Trial
	// pairs stand in the order of operations, then stacks.
	pairs []pair
	// crossings are pairs of which neither stack is the baseline.
	crossings []pair
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

// cell is the place of one trial of our own engine.
type cell struct {
	operation, arm string
	block          int
}

// pair is one operation on a stack beside another: the baseline, but for crossings.
type pair struct {
	op      record.Operation
	a, b    string
	title   string   // of b
	figures []figure // one per metric that the operation has, in the order of Metrics
}

// figure is one metric of a pair, with its judgement.
type figure struct {
	stat.Comparison
	metric Metric
	// headline says that the plan is made to judge this metric.
	headline bool
	// incomplete says that the run was stopped early.
	incomplete bool
	// unlike says what the answers of the two came in where that is unlike and tempers the
	// figure.
	unlike string
	// missing says why there is no figure; empty where there is one.
	missing string
	// aloneA and aloneB are what strangers' sides have where the other lacks it; nil
	// where neither does, and where there is a figure.
	aloneA, aloneB *float64
	// d is ln(b/a) per block.
	d []float64
	// aaBlocks is the number of blocks behind the A/A floor.
	aaBlocks int
	// aaMissing says why a plan with A/A arms has no floor; empty where it has one.
	aaMissing string
}

func analyse(run *record.Run) (*analysis, error) {
	a := &analysis{run: run, plan: named(run.Manifest.Plan), valid: map[cell]*record.Trial{}, controls: map[control]controlArms{}}
	if len(a.plan.Operations) == 0 || len(a.plan.Stacks) < 2 {
		return nil, fmt.Errorf("report run %s: its plan names %s and %s; a comparison needs one and two",
			run.Manifest.Run, page.Count(len(a.plan.Operations), "operation"), page.Count(len(a.plan.Stacks), "stack"))
	}
	for _, op := range a.plan.Operations {
		if carriers := a.carriers(op); len(carriers) < 2 || carriers[0] != a.plan.Stacks[0] {
			return nil, fmt.Errorf("report run %s: of its plan's stacks %s carry %s; a comparison needs the first and another",
				run.Manifest.Run, page.And(carriers), page.Printable(op.Name))
		}
	}
	keys := Metrics()
	for _, key := range a.plan.Headline {
		if !slices.ContainsFunc(keys, func(m Metric) bool { return m.Key == key }) {
			return nil, fmt.Errorf("report run %s: its headline names the metric %q, which is unknown", run.Manifest.Run, key)
		}
	}
	if err := check(run); err != nil {
		return nil, err
	}
	if err := a.index(); err != nil {
		return nil, err
	}
	a.judge()
	return a, nil
}

// index finds the valid trials of our own engine. Two in one place would leave a choice
// of which to believe, so that is an error.
func (a *analysis) index() error {
	for i := range a.run.Trials {
		t := &a.run.Trials[i]
		if t.Tool != record.Wiretax {
			continue
		}
		a.blocks = append(a.blocks, t.Block)
		if !t.Valid {
			continue
		}
		at := cell{t.Operation, t.Arm, t.Block}
		if other := a.valid[at]; other != nil {
			return fmt.Errorf("report run %s: trials %s and %s are both %s, arm %s, block %d",
				page.Printable(a.run.Manifest.Run), page.Printable(other.ID), page.Printable(t.ID), page.Printable(t.Operation), page.Printable(t.Arm), t.Block)
		}
		a.valid[at] = t
	}
	slices.Sort(a.blocks)
	a.blocks = slices.Compact(a.blocks)
	return nil
}

// judge makes every figure. A headline metric that could not be measured stays in its
// family, which the plan fixed before anybody looked.
func (a *analysis) judge() {
	a.pairUp()
	var headline, shown []stat.Sample
	for _, p := range a.allPairs() {
		for _, m := range a.metrics(p.op) {
			f, sample := a.sample(p.op.Name, p.a, p.b, m)
			p.figures = append(p.figures, f)
			if f.headline {
				headline = append(headline, sample)
			} else {
				shown = append(shown, sample)
			}
		}
	}
	judged, unjudged := stat.Judge(headline), stat.Judge(shown)
	for _, p := range a.allPairs() {
		for j := range p.figures {
			f := &p.figures[j]
			next := &unjudged
			if f.headline {
				next = &judged
			}
			f.Comparison, *next = (*next)[0], (*next)[1:]
			if f.incomplete || !f.headline {
				f.withoutVerdict()
			}
			if f.aaMissing != "" && f.Warnings != nil {
				f.Warnings = []string{"no floor from the A/A arms (" + f.aaMissing + "): the machine's own noise is unknown, so there is no verdict"}
			}
		}
		a.temperCodings(p)
	}
}

// withoutVerdict takes the verdict away, and what tempers it.
func (f *figure) withoutVerdict() {
	f.Verdict, f.MoreBlocks, f.Warnings = stat.NoVerdict, 0, nil
}

// pairUp says what is compared with what, by the plan alone.
func (a *analysis) pairUp() {
	for _, op := range a.plan.Operations {
		carriers := a.carriers(op)
		for _, b := range a.plan.Stacks[1:] {
			if slices.Contains(carriers, b) {
				a.pairs = append(a.pairs, pair{op: op, a: a.plan.Stacks[0], b: b, title: a.title(b)})
			}
		}
		for _, c := range besides {
			if others := carriers[1:]; slices.Contains(others, c[0]) && slices.Contains(others, c[1]) {
				a.crossings = append(a.crossings, pair{op: op, a: c[0], b: c[1], title: a.title(c[1])})
			}
		}
	}
}

// allPairs are those with the baseline, then the crossings.
func (a *analysis) allPairs() []*pair {
	var all []*pair
	for _, pairs := range [][]pair{a.pairs, a.crossings} {
		for i := range pairs {
			all = append(all, &pairs[i])
		}
	}
	return all
}

// between is the pair of an operation that compares b with a; nil where none does.
func (a *analysis) between(op record.Operation, stackA, stackB string) *pair {
	all := a.allPairs()
	i := slices.IndexFunc(all, func(p *pair) bool { return p.op == op && p.a == stackA && p.b == stackB })
	if i < 0 {
		return nil
	}
	return all[i]
}

func (a *analysis) sample(op, armA, armB string, m Metric) (figure, stat.Sample) {
	f := figure{
		metric:     m,
		headline:   slices.Contains(a.plan.Headline, m.Key) && a.measures(op, m.Key),
		incomplete: !a.run.Manifest.Complete,
	}
	s := stat.Sample{Margin: m.Margin}
	s.A, s.B, f.missing = a.paired(op, armA, armB, &m)
	if f.missing != "" && a.strangers() {
		f.aloneA, f.aloneB = a.alone(op, armA, &m), a.alone(op, armB, &m)
	}
	for i := range s.A {
		f.d = append(f.d, math.Log(s.B[i])-math.Log(s.A[i]))
	}
	if aa := a.plan.AA; aa != "" {
		at := control{op, m.Key}
		shared, known := a.controls[at]
		if !known {
			shared.arms[0], shared.arms[1], shared.missing = a.paired(op, aa, aa+secondArm, &m)
			a.controls[at] = shared
		}
		s.AA, f.aaMissing, f.aaBlocks = shared.arms, shared.missing, len(shared.arms[0])
	}
	return f, s
}

// figure finds the figure of a metric; nil where the operation does not have it.
func (p *pair) figure(key string) *figure {
	i := slices.IndexFunc(p.figures, func(f figure) bool { return f.metric.Key == key })
	if i < 0 {
		return nil
	}
	return &p.figures[i]
}

// rival is the stack that the short answers compare with the baseline: gRPC where the
// plan has it.
func (a *analysis) rival() string {
	if others := a.plan.Stacks[1:]; !slices.Contains(others, contract.GRPC) {
		return others[0]
	}
	return contract.GRPC
}

// rivalPairs are the pairs of the rival, one per operation.
func (a *analysis) rivalPairs() []*pair {
	var out []*pair
	for i := range a.pairs {
		if a.pairs[i].b == a.rival() {
			out = append(out, &a.pairs[i])
		}
	}
	return out
}
