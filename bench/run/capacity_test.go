package run

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// A share is that of what the weakest arm can do, and the same rate for all arms.
func TestRatesAreSharesOfCapacity(t *testing.T) {
	c := catalogConfig(t, plan.Plan{
		Arrivals: contract.Uniform, Stacks: []string{contract.REST, contract.GRPC}, Vary: plan.Vary{Rate: []plan.Rate{{Share: .02}, {Share: .04}}},
		Operations: []plan.Operation{{Name: contract.GetBook}},
	})
	var said bytes.Buffer
	c.Progress = &said
	run := carriedOut(t, c)
	if n := len(run.Manifest.Capacities); n != 2 {
		t.Fatalf("%d capacities were measured, want one for each stack", n)
	}
	weakest := math.Inf(1)
	for _, found := range run.Manifest.Capacities {
		if found.RPS <= 0 || found.ClientShare <= 0 || found.ServerShare == nil || *found.ServerShare <= 0 || len(found.Probes) != probes || found.Client != contract.LeanClient {
			t.Errorf("the capacity of %s is %+v", found.Arm, found)
		}
		weakest = min(weakest, found.RPS)
		if want := "capacity of GetBook on " + found.Arm + ": "; !strings.Contains(said.String(), want) {
			t.Errorf("the run said %q, want %q in it", said.String(), want)
		}
	}
	for _, a := range run.Manifest.Arms {
		want := math.Round(weakest * a.RateShare)
		if a.Rate != want || a.RateShare == 0 || a.CapacityRPS < weakest {
			t.Errorf("%s of %s is asked %v/s, the share %v of %v/s, want %v/s", a.Name, a.Comparison, a.Rate, a.RateShare, a.CapacityRPS, want)
		}
	}
	rates := make(map[string]float64)
	for _, arm := range run.Manifest.Arms {
		rates[arm.Comparison] = arm.Rate
	}
	for _, trial := range run.Trials {
		// A request more or less in a window of 0.1 s is 10/s.
		if want := rates[trial.Operation]; trial.Operation != record.EmptyRequest && math.Abs(trial.OfferedRPS-want) > 20 {
			t.Errorf("%s was offered %v/s, want about %v/s", trial.ID, trial.OfferedRPS, want)
		}
	}
}

// All arms of a group have the rate of the weakest, whatever their profile and client.
func TestSharesOfAGroup(t *testing.T) {
	r := &runner{Config: Config{Plan: plan.Plan{
		Stacks: []string{contract.REST, contract.GRPC}, AA: contract.REST, Connections: 16,
		Operations: []plan.Operation{{Name: contract.GetBook, Operation: contract.GetBook}, {Name: contract.Recommend, Operation: contract.Recommend}},
		Vary: plan.Vary{
			Rate: []plan.Rate{{Share: .1}, {Share: .5}}, Client: []string{contract.LeanClient, contract.NativeClient},
			Profile: contract.Profiles()[:2],
		},
	}}}
	r.manifest.Arms = record.Arms(r.Plan)
	r.makeArms()
	p := prober{r, make(map[measured]record.Capacity)}
	for _, a := range r.arms {
		rps := 1000.0
		if a.Operation.Operation == contract.Recommend {
			rps = 500
		}
		if a.Stack == contract.GRPC && a.Settings.Profile != contract.DefaultProfile {
			rps /= 2
		}
		p.known[a.measured()] = record.Capacity{RPS: rps}
	}
	if len(p.known) != 8 { // two operations on two stacks under two profiles
		t.Fatalf("%d capacities are told apart, want 8", len(p.known))
	}
	if err := p.takeShares(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"GetBook-rate-10pct": 50, "GetBook-rate-50pct": 250, "Recommend-rate-10pct": 25, "Recommend-rate-50pct": 125}
	for i, a := range r.arms {
		if got := a.Operation.Rate.PerSecond; got != want[a.Group] || r.manifest.Arms[i].Rate != got {
			t.Errorf("%s of %s has the rate %v, and %v in the manifest, want %v", a.Name, a.Operation.Name, got, r.manifest.Arms[i].Rate, want[a.Group])
		}
	}
	if got, want := r.arms[3].measuredName(), "GetBook, profile "+contract.Profiles()[1]+" on rest"; got != want {
		t.Errorf("measuredName() = %q, want %q", got, want)
	}
}

// The weaker of two strangers' services sets the rate. A service that the run does not start is
// taken to its limit only if the plan allows it.
func TestSharesOfStrangersServices(t *testing.T) {
	url := answering(t)
	c := pairConfig(t, plan.Pair{Name: "p", Rate: plan.PerSecond(1), A: plan.Target{URL: url}, B: plan.Target{URL: url}})
	c.Plan.Saturate, c.Plan.Blocks = true, 1
	c.Plan.Pairs[0].Rate, c.Plan.Operations[0].Rate = plan.Rate{Share: .05}, plan.Rate{Share: .05}
	run := carriedOut(t, c)
	if n := len(run.Manifest.Capacities); n != 2 {
		t.Fatalf("%d capacities were measured, want one for each target", n)
	}
	weakest := math.Inf(1)
	for _, found := range run.Manifest.Capacities {
		if found.RPS <= 0 || found.ServerShare != nil {
			t.Errorf("the capacity of %s is %+v", found.Arm, found)
		}
		weakest = min(weakest, found.RPS)
	}
	for _, a := range run.Manifest.Arms {
		if want := math.Round(.05 * weakest); a.Rate != want {
			t.Errorf("%s is asked %v/s, want %v/s", a.Name, a.Rate, want)
		}
	}
}

func TestCapacityOfWhatFails(t *testing.T) {
	c := catalogConfig(t, plan.Plan{Operations: []plan.Operation{{Name: contract.GetBook, Rate: plan.Rate{Share: .1}}}})
	c.Plan.Timeout = 1e-6 // no answer comes in time
	c.Plan.Operations[0].Work = "wait=1ms"
	err := Run(t.Context(), c)
	if err == nil || !strings.Contains(err.Error(), "capacity of GetBook on rest: ") || !strings.Contains(err.Error(), "timeout") {
		t.Errorf("Run() = %v, want the capacity, the arm and the reason", err)
	}
}

func TestCapacityIsALowerBound(t *testing.T) {
	share := func(v float64) *float64 { return &v }
	for _, test := range []struct {
		client float64
		server *float64
		want   bool
	}{
		{.5, share(.97), false},
		{.95, share(.97), false},
		{.95, share(.6), true},
		{.5, share(.6), true},
		{.95, nil, true},
		{.5, nil, false},
	} {
		if got := isLowerBound(test.client, test.server); got != test.want {
			t.Errorf("isLowerBound(%v, %v) = %v", test.client, test.server, got)
		}
	}
}
