package judged

import (
	"math"
	"slices"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

func TestOnlyValidPairsCount(t *testing.T) {
	r := changed(t, func(t *record.Trial) {
		switch {
		case t.Arm == "rest" && t.Block == 1, t.Arm == "grpc" && t.Block == 2:
			t.Valid = false
			*t.ServerCPUSeconds *= 1000 // would show
		case t.Arm == "rest-aa" && t.Block == 3:
			t.Valid = false
		}
	})
	f := r.Pairs[0].Figure(contract.ServerCPU)
	// In blocks 1 and 3 one of the two arms of REST stands for both.
	if f.N != 9 || f.OneArm != 2 {
		t.Errorf("%d blocks and %d with one arm, want 9 and 2", f.N, f.OneArm)
	}
	for _, c := range r.Controls {
		if c.N != 8 {
			t.Errorf("A/A of %s of %s has %d blocks, want the 8 in which both arms are valid", c.Metric.Key, c.Op.Name, c.N)
		}
	}
	if f.Ratio < 0.7 || f.Ratio > 0.9 {
		t.Errorf("ratio %v, want that of the valid trials, about 0.79", f.Ratio)
	}
}

// The family of Holm's correction is fixed by the plan: a headline metric that could not
// be measured does not make the others look more certain.
func TestFamilyStays(t *testing.T) {
	whole := changed(t, nil).Pairs[0].Figure(contract.ResponseP50)
	other := changed(t, func(t *record.Trial) { t.ClientCPUSeconds = nil }).Pairs[0].Figure(contract.ResponseP50)
	if whole.P != other.P {
		t.Fatalf("p = %v and %v, want the same data", whole.P, other.P)
	}
	if other.Adjusted < whole.Adjusted {
		t.Errorf("adjusted p fell from %v to %v because another metric is missing", whole.Adjusted, other.Adjusted)
	}
}

// What the plan rules out is no member of Holm's family: server CPU without a process.
func TestUnmeasuredCPUIsNoFamilyMember(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*record.Manifest)
		family float64 // judged metrics of both pairs
		judged [2]bool // server CPU of cart and of search
	}{
		{"of one pair", nil, 9, [2]bool{true, false}},
		{"of both", func(m *record.Manifest) { m.Plan.Pairs[0].B.PID = 0 }, 8, [2]bool{false, false}},
		// Here the plan promised it: the family keeps its size though nothing was measured.
		{"promised", func(m *record.Manifest) { m.Plan.Pairs[1].B.PID = 1 }, 10, [2]bool{true, true}},
	} {
		l := reporttest.Shop()
		if c.change != nil {
			c.change(&l.Manifest)
		}
		r := judge(t, l)
		var least float64 = 1
		var p float64
		for i := range r.Pairs {
			if got := r.Pairs[i].Figure(contract.ServerCPU).Headline; got != c.judged[i] {
				t.Errorf("%s: server CPU of %s judged: %v, want %v", c.name, r.Pairs[i].Op.Name, got, c.judged[i])
			}
			for j := range r.Pairs[i].Figures {
				// Of the smallest p that is not 0, Holm makes p times the family's size
				// less the number of smaller ones.
				if f := &r.Pairs[i].Figures[j]; f.Headline && f.P > 0 && f.P < least {
					least, p = f.P, f.Adjusted
				}
			}
		}
		zeros := 0.0
		for i := range r.Pairs {
			for j := range r.Pairs[i].Figures {
				if f := &r.Pairs[i].Figures[j]; f.Headline && f.P == 0 {
					zeros++
				}
			}
		}
		if got := p/least + zeros; got < c.family-1e-6 || got > c.family+1e-6 {
			t.Errorf("%s: Holm's family has %.2f members, want %v", c.name, got, c.family)
		}
	}
}

// Two gateways are compared block by block, in one family with the other comparisons.
func TestGatewaysAreComparedWithEachOther(t *testing.T) {
	l := reporttest.Gateway()
	l.Change = nil
	r := judge(t, l)
	op := r.Plan.Operations[0]
	outside, inside, runtime := r.Between(op, "rest", contract.NodeToGRPC), r.Between(op, contract.NodeToREST, contract.NodeToGRPC), r.Between(op, contract.NodeToGRPC, contract.GoToGRPC)
	if outside == nil || inside == nil || runtime == nil {
		t.Fatalf("between() = %v, %v, %v, want a pair each", outside, inside, runtime)
	}
	for _, key := range l.Manifest.Plan.Headline {
		through, behind := outside.Figure(key), r.Between(op, "rest", contract.NodeToREST).Figure(key)
		f := inside.Figure(key)
		if want := through.Ratio / behind.Ratio; f.N != 8 || math.Abs(f.Ratio/want-1) > 1e-9 || !f.Judged() {
			t.Errorf("%s of Node → gRPC over Node → REST: %v of %d blocks, %s, want %v of 8, with a verdict", key, f.Ratio, f.N, f.Verdict, want)
		}
	}
	var family int
	for _, p := range r.AllPairs() {
		for i := range p.Figures {
			if p.Figures[i].Headline {
				family++
			}
		}
	}
	if want := (4 + 2) * 4; family != want {
		t.Errorf("%d figures are judged together, want %d", family, want)
	}
}

// A pair with the baseline is no crossing, and what the plan has not is not compared.
func TestCrossings(t *testing.T) {
	for _, c := range []struct {
		stacks []string
		want   []string
	}{
		{[]string{"rest", "grpc", contract.NodeToGRPC, contract.NodeToREST, contract.GoToGRPC}, []string{"node-rest node-grpc", "node-grpc go-grpc"}},
		{[]string{"rest", contract.NodeToGRPC, contract.GoToGRPC}, []string{"node-grpc go-grpc"}},
		{[]string{"rest", contract.NodeToREST, contract.GoToGRPC}, nil},
		{[]string{contract.NodeToREST, contract.NodeToGRPC, contract.GoToGRPC}, []string{"node-grpc go-grpc"}},
		{[]string{contract.NodeToGRPC, contract.NodeToREST, contract.GoToGRPC}, nil},
		{[]string{"rest", "grpc"}, nil},
	} {
		l := reporttest.Gateway()
		l.Manifest.Plan.Stacks, l.Manifest.Plan.AA, l.Manifest.Plan.Blocks, l.Change = c.stacks, c.stacks[0], 2, nil
		r := judge(t, l)
		var got []string
		for _, p := range r.Crossings {
			got = append(got, p.A+" "+p.B)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("stacks %v are crossed as %q, want %q", c.stacks, got, c.want)
		}
	}
}

// A metric that an operation does not have is no row, and no member of Holm's family.
func TestFirstItemsBelongToAnswersInItems(t *testing.T) {
	r := judge(t, reporttest.Streams())
	var family int
	for i := range r.Pairs {
		p := &r.Pairs[i]
		if got, want := p.Figure(contract.FirstItemP50) != nil, p.Op.Name != contract.UploadBookRatings; got != want {
			t.Errorf("%s over %s has a first item: %v, want %v", p.Op.Name, p.B, got, want)
		}
		for j := range p.Figures {
			if p.Figures[j].Headline {
				family++
			}
		}
	}
	if want := 2*5 + 2*4 + 3*5; family != want {
		t.Errorf("%d figures are judged, want %d", family, want)
	}
	quick := judge(t, reporttest.Quick())
	for _, op := range quick.Plan.Operations {
		if ms := quick.Metrics(op); slices.ContainsFunc(ms, func(m record.Metric) bool { return m.Key == contract.FirstItemP50 }) {
			t.Errorf("%s has a first item", op.Name)
		}
	}
}

// The baseline of a block is the geometric mean of its two arms, and the columns divide to the ratio.
func TestTwoArmsAreOneBaseline(t *testing.T) {
	for _, twice := range []string{"rest", "grpc"} {
		l := reporttest.Quick()
		l.Manifest.Plan.AA = twice
		p := &judge(t, l).Pairs[0]
		values := map[int]map[string]float64{}
		for _, trial := range l.Trials() {
			if trial.Tool != record.Wiretax || trial.Operation != p.Op.Name {
				continue
			}
			if values[trial.Block] == nil {
				values[trial.Block] = map[string]float64{}
			}
			values[trial.Block][trial.Arm] = math.Log(*trial.Response.P50)
		}
		var want float64
		for _, v := range values {
			v[twice] = (v[twice] + v[twice+"-aa"]) / 2
			want += (v["grpc"] - v["rest"]) / float64(len(values))
		}
		f := p.Figure(contract.ResponseP50)
		if math.Abs(math.Log(f.Ratio)-want) > 1e-9 || math.Abs(f.B/f.A/f.Ratio-1) > 1e-9 || f.OneArm != 0 {
			t.Errorf("%s twice: ratio %v of %v over %v, want e^%v", twice, f.Ratio, f.B, f.A, want)
		}
	}
}

// A late generator is shown by arm, and drops no block of any metric.
func TestLatenessDropsNothing(t *testing.T) {
	l := reporttest.Quick()
	for i := range l.Manifest.Plan.Operations {
		l.Manifest.Plan.Operations[i].Rate.PerSecond = 400 // enough samples for a p99
	}
	on := judge(t, l)
	l.Change = func(t *record.Trial) { t.LateTail = t.Arm == "grpc" && t.Block <= 3 || t.Arm == "rest-aa" }
	late := judge(t, l)
	for i := range on.Pairs {
		for j := range on.Pairs[i].Figures {
			a, b := &on.Pairs[i].Figures[j], &late.Pairs[i].Figures[j]
			if a.N != 10 || b.N != 10 || a.Ratio != b.Ratio || a.CI != b.CI || a.Verdict != b.Verdict {
				t.Errorf("%s: %d blocks and ratio %v, late %d and %v, want the same", a.Metric.Key, a.N, a.Ratio, b.N, b.Ratio)
			}
		}
	}
	got := map[string]int{}
	for _, load := range Loads(late) {
		got[load.Arm] += load.Late
	}
	if got["grpc"] != 6 || got["rest"] != 0 || got["rest-aa"] != 20 {
		t.Errorf("late trials by arm: %v, want 6 of gRPC and all 20 of REST repeated", got)
	}
}

// A control that differs takes no verdict away.
func TestControlsAreDoubtsAlone(t *testing.T) {
	calm := changed(t, nil)
	moved := changed(t, func(t *record.Trial) {
		if t.Arm == "rest-aa" && t.Operation == contract.GetBook {
			*t.ServerCPUSeconds *= 1.5
		}
	})
	if len(Differing(calm)) != 0 || len(calm.Controls) != 2*len(calm.Metrics(calm.Plan.Operations[0])) {
		t.Errorf("calm: %d of %d controls differ, want none of one for each operation and metric", len(Differing(calm)), len(calm.Controls))
	}
	differing := Differing(moved)
	if len(differing) != 1 || differing[0].Op.Name != contract.GetBook || differing[0].Metric.Key != contract.ServerCPU {
		t.Fatalf("moved: %+v differ, want server CPU of GetBook alone", differing)
	}
	for i := range moved.Pairs {
		for j := range moved.Pairs[i].Figures {
			f, before := &moved.Pairs[i].Figures[j], &calm.Pairs[i].Figures[j]
			if f.Headline && !f.Judged() || f.Metric.Key != contract.ServerCPU && f.Verdict != before.Verdict {
				t.Errorf("%s of %s: %q, was %q", f.Metric.Key, moved.Pairs[i].Op.Name, f.Verdict, before.Verdict)
			}
		}
	}
}

// Without a second arm the test alone decides, and nothing controls the run.
func TestNoControl(t *testing.T) {
	l := reporttest.Quick()
	run := l.InMemory()
	run.Manifest.Arms = slices.DeleteFunc(run.Manifest.Arms, func(a record.Arm) bool { return a.Control })
	r, err := Judge(run)
	if err != nil {
		t.Fatal(err)
	}
	if f := r.Pairs[0].Figure(contract.ServerCPU); !f.Judged() || Controlled(r) || len(r.Controls) != 0 {
		t.Errorf("without a control: %q, controlled %v", f.Verdict, Controlled(r))
	}
}
