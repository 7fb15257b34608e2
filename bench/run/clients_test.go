package run

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// carriedOut carries a run out and returns what it recorded, whose trials all got their answers
// over the planned connections.
func carriedOut(t *testing.T, c Config) *record.Run {
	t.Helper()
	if err := Run(t.Context(), c); err != nil {
		t.Fatalf("Run() = %v", err)
	}
	run, err := record.Open(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range run.Trials {
		if trial.Completed == 0 || trial.Errors.Total > 0 || trial.ConnectionsOpened != int64(trial.ConnectionsPlanned) {
			t.Errorf("%s: completed %d, errors %v, %d of %d connections, reasons %q", trial.ID, trial.Completed, trial.Errors, trial.ConnectionsOpened, trial.ConnectionsPlanned, trial.Reasons)
		}
	}
	return run
}

// Each arm is driven by the client of its settings, and both get the same answers.
func TestArmsHaveTheirOwnClients(t *testing.T) {
	run := carriedOut(t, catalogConfig(t, plan.Plan{
		Stacks: []string{contract.REST, contract.GRPC}, Vary: plan.Vary{Client: contract.Clients()},
		Operations: []plan.Operation{{Name: contract.GetBook, Rate: plan.PerSecond(100)}},
	}))
	bytes := make(map[string]float64)
	for _, trial := range run.Trials {
		empty := trial.Operation == record.EmptyRequest // by the lean client
		lean := empty || trial.Operation == "GetBook-client-lean"
		if isLean := strings.HasPrefix(trial.Client, "lean, "); isLean != lean {
			t.Errorf("%s is driven by %s", trial.ID, trial.Client)
		}
		if pacer := *trial.PacerCPUSeconds; (pacer == 0) != lean {
			t.Errorf("%s: a thread kept the schedule for %v s", trial.ID, pacer)
		}
		if empty {
			continue
		}
		if trial.Checked == 0 && trial.Completed >= 100 {
			t.Errorf("%s: none of %d answers was compared in full", trial.ID, trial.Completed)
		}
		bytes[trial.Stack+" "+trial.Client] = trial.MessageBytesReceived
	}
	if len(bytes) != 4 {
		t.Errorf("stacks by clients are %v, want two by two", bytes)
	}
	for _, a := range run.Manifest.Arms {
		if a.Client != a.Value {
			t.Errorf("%s of %s is driven by %q, want %q", a.Name, a.Comparison, a.Client, a.Value)
		}
	}
	library := ledgerOf(run, "client: library", contract.REST)
	for _, want := range []string{"client native: net/http", "client lean: wiretax's own lean client"} {
		if !strings.Contains(library, want) {
			t.Errorf("the ledger's library of rest is %q, want %q in it", library, want)
		}
	}
}

// A plan has one client for streams and TLS too.
func TestLeanDrivesAllOfAPlan(t *testing.T) {
	run := carriedOut(t, catalogConfig(t, plan.Plan{
		Stacks: []string{contract.RESTLines, contract.GRPC}, Client: contract.LeanClient, TLS: true,
		Operations: []plan.Operation{{Name: contract.ListBooks, Rate: plan.PerSecond(100), Items: 20}},
	}))
	for _, trial := range run.Trials {
		if !strings.HasPrefix(trial.Client, "lean, ") || *trial.PacerCPUSeconds != 0 {
			t.Errorf("%s is driven by %s, with a pacer of %v s", trial.ID, trial.Client, *trial.PacerCPUSeconds)
		}
		if trial.Items != 20*trial.Completed || trial.FirstItem.Count == 0 {
			t.Errorf("%s carried %d items in %d requests, %d first ones timed", trial.ID, trial.Items, trial.Completed, trial.FirstItem.Count)
		}
	}
}

func TestLeanDrivesPairs(t *testing.T) {
	url := answering(t)
	c := pairConfig(t, plan.Pair{Name: "p", Rate: plan.PerSecond(200), A: plan.Target{URL: url}, B: plan.Target{URL: url, Headers: []string{"X: 1"}}})
	c.Plan.Client = contract.LeanClient
	for _, trial := range carriedOut(t, c).Trials {
		if trial.Client != "lean, HTTP/1.1, undecoded" {
			t.Errorf("%s is driven by %s", trial.ID, trial.Client)
		}
	}
}
