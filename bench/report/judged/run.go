package judged

import (
	"cmp"
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
		missing Missing
	}
)

// inBlock names one trial of our own engine.
type inBlock struct {
	operation, arm string
	block          int
}

// Judge compares every arm of a run with the baseline, block by block. The plan has an
// operation, two stacks that carry it and a headline of known metrics, and the run has passed
// [Check]. Two valid trials of one arm in a block are an error.
func Judge(run *record.Run) (*Run, error) {
	r := &Run{Record: run, Plan: PlanOf(run), valid: map[inBlock]*record.Trial{}, controls: map[control]controlArms{}}
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
		at := inBlock{t.Operation, t.Arm, t.Block}
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
			f.NoControl = f.AAMissing.Any() && f.Warnings != nil
		}
		temperCodings(r, p)
	}
}

// withoutVerdict takes the verdict away, and what tempers it.
func (f *Figure) withoutVerdict() {
	f.Verdict, f.Small, f.MoreBlocks, f.Warnings, f.NoControl = stat.NoVerdict, false, 0, nil, false
}

func (r *Run) sample(op, armA, armB string, m record.Metric) (Figure, stat.Sample) {
	f := Figure{
		Metric:     m,
		Headline:   slices.Contains(r.Plan.Headline, m.Key) && r.measures(op, m.Key),
		Incomplete: !r.Record.Manifest.Complete,
	}
	s := stat.Sample{Margin: m.Margin}
	s.A, s.B, f.Missing = r.paired(op, armA, armB, &m)
	if f.Missing.Any() && r.Strangers() {
		f.AloneA, f.AloneB = r.alone(op, armA, &m), r.alone(op, armB, &m)
	}
	f.OverRequests = overRequests(r, op, armA, armB, &m)
	for i := range s.A {
		f.LogRatios = append(f.LogRatios, math.Log(s.B[i])-math.Log(s.A[i]))
	}
	if aa, second := r.Control(); aa != "" {
		at := control{op, m.Key}
		shared, known := r.controls[at]
		if !known {
			shared.arms[0], shared.arms[1], shared.missing = r.paired(op, aa, second, &m)
			r.controls[at] = shared
		}
		s.AA, f.AAMissing, f.AABlocks = shared.arms, shared.missing, len(shared.arms[0])
	}
	return f, s
}

// Metrics are those of an operation's tables.
func (r *Run) Metrics(op record.Operation) []record.Metric {
	metrics := record.Metrics()
	if !r.AnswersInItems(op) {
		metrics = slices.DeleteFunc(metrics, func(m record.Metric) bool { return m.Key == contract.FirstItemP50 })
	}
	return metrics
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

// measures says whether the plan allows to know a metric at all: the CPU time of a service that
// runs elsewhere it does not. Such a metric is no member of Holm's family: that was settled
// before anybody measured.
func (r *Run) measures(op, metric string) bool {
	if metric != contract.ServerCPU || !r.Strangers() {
		return true
	}
	pair := cmp.Or(r.Of(record.Operation{Name: op}).Series, op) // a sweep has a pair at many values
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
