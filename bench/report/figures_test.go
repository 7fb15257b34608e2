package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

// A program reads of every operation of a sweep where it stands, and under which settings; other
// runs have no such fields.
func TestFiguresOfSweeps(t *testing.T) {
	l := &reporttest.Lab{Manifest: reporttest.Manifest("mine", 2, contract.GetBook), Noise: .01}
	l.Manifest.Plan.Operations[0].Operation = contract.GetBook
	l.Manifest.Plan.Compression, l.Manifest.Plan.Profile = "gzip", "matched"
	l.Manifest.Plan.Vary.TLS = []bool{false, true}
	var figures struct {
		Runs []struct {
			Operations []struct {
				Name, Series, Axis, Value string
				Connections               int
				TLS                       *bool
				Compression, Profile      string
			}
		}
	}
	if err := json.Unmarshal(compose(t, l.Run(t)).Files[resultsDir+figuresFile], &figures); err != nil {
		t.Fatal(err)
	}
	for i, op := range figures.Runs[0].Operations {
		if want := []string{"off", "on"}[i]; op.Series != contract.GetBook || op.Axis != "tls" || op.Value != want {
			t.Errorf("%s is of %q at %s = %q, want GetBook at tls = %s", op.Name, op.Series, op.Axis, op.Value, want)
		}
		if op.TLS == nil || *op.TLS != (i == 1) || op.Connections != 16 || op.Compression != "gzip" || op.Profile != "matched" {
			t.Errorf("%s has the settings %+v", op.Name, op)
		}
	}
	text := string(compose(t, reporttest.Quick().Run(t)).Files[resultsDir+figuresFile])
	if strings.Contains(text, `"series"`) || strings.Contains(text, `"connections"`) {
		t.Error("figures.json has fields of a sweep for a run without one")
	}
}

// A program reads at which share of which capacity each arm was measured, and how that capacity
// was found.
func TestFiguresOfCapacities(t *testing.T) {
	run := reporttest.Quick().Run(t)
	found := map[string]record.Capacity{
		contract.REST: {Client: contract.LeanClient, Callers: 64, RPS: 4000, Probes: []float64{3900, 4000, 4100}, ClientShare: .4, ServerShare: reporttest.Pointer(.98)},
		contract.GRPC: {Client: contract.NativeClient, Callers: 32, RPS: 2000, Probes: []float64{2000}, ClientShare: .9, LowerBound: true},
	}
	for i := range run.Manifest.Arms {
		a := &run.Manifest.Arms[i]
		if a.Operation != contract.GetBook {
			continue
		}
		a.RateShare, a.CapacityRPS = .1, found[a.Stack].RPS
		if c := found[a.Stack]; !a.Control {
			c.Comparison, c.Arm = "GetBook-busy", a.Name // whose arms are the same, but for the rate
			run.Manifest.Capacities = append(run.Manifest.Capacities, c)
		}
	}
	text := compose(t, run).Files[resultsDir+figuresFile]
	for _, fault := range faultsOf(documentedKeys(t), text) {
		t.Error(fault)
	}
	for _, want := range []string{
		`"rate_share": 0.1`,
		`"capacity_rps":4000,"capacity_share":0.05,"capacity_client":"lean","capacity_callers":64,"capacity_probes_rps":[3900,4000,4100],"capacity_server_cpu_share":0.98,"capacity_client_cpu_share":0.4}`,
		`"capacity_rps":2000,"capacity_share":0.1,"capacity_client":"native","capacity_callers":32,"capacity_probes_rps":[2000],"capacity_client_cpu_share":0.9,"capacity_lower_bound":true}`,
	} {
		if n := strings.Count(string(text), want); n != 1 {
			t.Errorf("figures.json has %s %d times, want once", want, n)
		}
	}

	run.Manifest.Capacities = nil // as an older program may have left it
	if text := string(compose(t, run).Files[resultsDir+figuresFile]); !strings.Contains(text, `"capacity_rps":4000,"capacity_share":0.05}`) || strings.Contains(text, "capacity_client") {
		t.Error("without the manifest's capacities figures.json does not have those of the arms, and them alone")
	}
}
