// Package judged makes comparisons of a run: what every arm is beside the baseline, block by
// block, how a ratio moves along a series, and what may be said of both. It gives numbers and
// enumerated doubts, and leaves words and units to those who print them.
//
// The rules of every figure:
//
//   - Only valid trials count, and only blocks in which both of a pair are valid pair up. A stack
//     that runs as two arms has their geometric mean, or what the one valid arm has.
//   - No trial, block or figure falls because a generator was late: that is shown by arm.
//   - A metric that is missing in one of its blocks has no figure at all: leaving out the
//     blocks in which it was hard to measure would choose among them.
//   - A run that was stopped early gives figures and no verdict.
//   - Where two arms of one stack differ, no verdict falls: it is a doubt about the whole run.
//   - Runs of one plan are pooled, and the intervals include by how much they differ.
//   - An operation is compared on the stacks that carry it, by the metrics that it has.
//   - A record that cannot be, such as negative CPU time, gives nothing at all.
//   - A metric is judged in the comparisons for which the plan settled that beforehand; the manifest
//     lists them with the arms.
//   - The metrics of the plan's headline are judged together, one family for Holm's
//     correction over operations, stacks and metrics, with the comparisons of two gateways
//     among them where the plan has both. The others are not judged. Of strangers' services, of
//     which the plan names no process, the server's CPU time is no member.
package judged

import (
	"fmt"
	"math"
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// Run is a run with everything that was compared in it.
type Run struct {
	Record *record.Run
	// Plan is the record's, with the catalog's operation in each of its own.
	Plan *record.Plan
	// Parts are the manifests of the runs that it is made of, in order.
	Parts  []*record.Manifest
	blocks []int // that have a trial of ours, ascending
	valid  map[inBlock]*record.Trial
	// Pairs stand in the order of operations, then stacks.
	Pairs []Pair
	// Crossings are pairs of which neither stack is the baseline.
	Crossings []Pair
	// Controls compare the two arms of the stack that ran twice, one for each operation and metric;
	// none where the plan has no such arm.
	Controls []Control
}

// inBlock names one trial of our own engine.
type inBlock struct {
	operation, arm string
	block          int
}

// Judge compares every arm of a run with the baseline, block by block. The plan has an
// operation, two stacks that carry it and a headline of known metrics, and the run has passed
// [Check]. Two valid trials of one arm in a block are an error. More runs are of the same plan, as
// [Repeats] says, and make one run together.
func Judge(run *record.Run, more ...*record.Run) (*Run, error) {
	r := &Run{Parts: []*record.Manifest{&run.Manifest}, valid: map[inBlock]*record.Trial{}}
	for _, other := range more {
		r.Parts = append(r.Parts, &other.Manifest)
	}
	r.Record = together(run, more)
	r.Plan = PlanOf(r.Record)
	if err := r.index(); err != nil {
		return nil, err
	}
	r.judge()
	return r, nil
}

// index finds the valid trials of our own engine. Two of one arm in a block would leave a choice
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
		at := inBlock{t.Operation + t.Beside, t.Arm, t.Block}
		if other := r.valid[at]; other != nil {
			return fmt.Errorf("report run %s: trials %s and %s are both %s, arm %s, block %d",
				r.Record.Manifest.Run, other.ID, t.ID, t.Operation, t.Arm, t.Block)
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
	for _, p := range r.AllPairs() {
		for _, m := range r.Metrics(p.Op) {
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
	for _, p := range r.AllPairs() {
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
		}
		temperCodings(r, p)
	}
	r.Controls = controlsOf(r)
}

// withoutVerdict takes the verdict away, and what tempers it.
func (f *Figure) withoutVerdict() {
	f.Verdict, f.Small, f.Needed, f.Warnings = stat.NoVerdict, false, 0, nil
}

func (r *Run) sample(op, stackA, stackB string, m record.Metric) (Figure, stat.Sample) {
	f := Figure{
		Metric:     m,
		Headline:   r.Judges(op, m.Key) && r.measures(op, m.Key),
		Incomplete: !r.Record.Manifest.Complete,
	}
	var of pairedBlocks
	of, f.Missing = r.paired(op, r.armsOf(op, stackA), r.armsOf(op, stackB), &m)
	s := stat.Sample{A: of.a, B: of.b, Runs: of.runs, Margin: m.Margin}
	f.OneArm = of.oneArm
	if f.Missing.Any() && r.Strangers() {
		f.AloneA, f.AloneB = r.alone(op, stackA, &m), r.alone(op, stackB, &m)
	}
	f.OverRequests = overRequests(r, op, stackA, stackB, &m)
	for i := range s.A {
		f.LogRatios = append(f.LogRatios, math.Log(s.B[i])-math.Log(s.A[i]))
	}
	return f, s
}

// Metrics are those of an operation's tables.
func (r *Run) Metrics(op record.Operation) []record.Metric {
	metrics := record.Metrics()
	if !r.AnswersInItems(op) {
		metrics = slices.DeleteFunc(metrics, func(m record.Metric) bool { return m.Key == contract.FirstItemP50 })
	}
	return slices.DeleteFunc(metrics, func(m record.Metric) bool {
		return m.Optional && !slices.Contains(r.Plan.Headline, m.Key) && !r.has(&m)
	})
}

// has says that a trial of our own engine, valid or not, has a metric.
func (r *Run) has(m *record.Metric) bool {
	for i := range r.Record.Trials {
		if t := &r.Record.Trials[i]; t.Tool == record.Wiretax {
			if _, ok := m.Value(t); ok {
				return true
			}
		}
	}
	return false
}

// unknown is why a valid trial may not know a metric. Of strangers' services no message may be
// known, or it may be empty, as the body of a GET is.
func (r *Run) unknown(m *record.Metric) Why {
	switch {
	case m.Sampled:
		return TooFewSamples
	case r.Strangers() && (m.Key == contract.MessageBytes || m.Key == contract.RequestBytes):
		return NoBytes
	}
	return NotMeasured
}

// Judges says whether the plan judges a metric in a comparison. That was settled before anybody
// measured.
func (r *Run) Judges(op, metric string) bool {
	arm := r.Of(record.Operation{Name: op})
	return arm.Judges(r.Plan.Headline, metric)
}

// measures says whether the plan allows to know a metric at all: the CPU time and the memory of a
// service that runs elsewhere it does not. Such a metric is no member of Holm's family: that was settled
// before anybody measured.
func (r *Run) measures(op, metric string) bool {
	switch {
	case !r.Strangers():
		return true
	case metric == contract.LiveHeap || metric == contract.ConnectionMemory: // only ours tell
		return false
	case metric != contract.ServerCPU && metric != contract.ServerMemory:
		return true
	}
	pair := r.planned(op) // a sweep has a pair at many values
	measured := false
	for _, p := range r.Plan.Pairs {
		if p.Name != pair {
			continue
		}
		if elsewhere(p.A.Start, p.A.PID) || elsewhere(p.B.Start, p.B.PID) {
			return false
		}
		measured = true
	}
	return measured
}

// elsewhere says that of a stranger's service only the URL is known, not its process.
func elsewhere(start string, pid int) bool { return start == "" && pid == 0 }
