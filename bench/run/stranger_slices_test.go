package run

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
)

// onFreePort is a target that a command serves at a free port, which it gets in one way or the other.
func onFreePort(command string) plan.Target {
	return plan.Target{URL: "http://127.0.0.1:{port}/", Expect: []string{"$.id=7"}, Start: fmt.Sprintf("%s=127.0.0.1:%s exec '%s'", serveAt, command, os.Args[0])}
}

// Services at free ports run at the same time, each arm's its own, and so are measured in slices.
func TestPairsInSlices(t *testing.T) {
	c := pairConfig(t, plan.Pair{Name: "cart", Rate: plan.PerSecond(2000), A: onFreePort("{port}"), B: onFreePort("$PORT")})
	c.Plan.Blocks, c.Plan.Window = 1, 0.3
	run := runAndOpen(t, c)
	targets := make(map[string]bool)
	for _, trial := range run.Trials {
		targets[trial.Target] = true
		if trial.Slices == nil || trial.Completed == 0 || trial.Errors.Total != 0 {
			t.Errorf("%s: slices %v, %d completed, errors %v, reasons %q", trial.ID, trial.Slices, trial.Completed, trial.Errors, trial.Reasons)
		}
		if trial.ServerCPUSeconds == nil || *trial.ServerCPUSeconds <= 0 || trial.PeakRSSBytes == 0 {
			t.Errorf("%s: the service used %v s of CPU and %d bytes, want some", trial.ID, trial.ServerCPUSeconds, trial.PeakRSSBytes)
		}
	}
	if len(run.Trials) != 3 || len(targets) != 3 {
		t.Errorf("%d trials of %v, want 3 at addresses of their own", len(run.Trials), targets)
	}
}

// A service that somebody else runs serves all arms. What it used in an arm's slices is the arm's.
func TestPairsOfOneProcess(t *testing.T) {
	url := answering(t)
	c := pairConfig(t, plan.Pair{Name: "cart", Rate: plan.PerSecond(2000), A: plan.Target{URL: url, PID: os.Getpid()}, B: plan.Target{URL: url, PID: os.Getpid()}})
	c.Plan.Blocks, c.Plan.Window = 1, 0.3
	for _, trial := range runAndOpen(t, c).Trials {
		if trial.Slices == nil || *trial.Slices.IdleCPUSeconds != 0 || trial.Slices.BusyIdle != 0 || trial.ServerCPUSeconds == nil || *trial.ServerCPUSeconds <= 0 {
			t.Errorf("%s: slices %+v, CPU of the service %v, want some in slices, and none idle", trial.ID, trial.Slices, trial.ServerCPUSeconds)
		}
	}
}

// Two services that are started at one address cannot run at the same time, which the run says.
func TestPairsAtOneAddress(t *testing.T) {
	address := freePort(t)
	started := plan.Target{URL: "http://" + address + "/", Start: fmt.Sprintf("%s=%s exec '%s'", serveAt, address, os.Args[0])}
	c := pairConfig(t, plan.Pair{Name: "cart", Rate: plan.PerSecond(2000), A: started, B: started})
	c.Plan.Blocks, c.Plan.Window = 1, 0.3
	run := runAndOpen(t, c)
	for _, trial := range run.Trials {
		if trial.Slices != nil || trial.Completed == 0 {
			t.Errorf("%s: slices %v, %d completed, want a whole window", trial.ID, trial.Slices, trial.Completed)
		}
	}
	if warnings := strings.Join(run.Manifest.Warnings, "\n"); !strings.Contains(warnings, "cart is measured in whole windows") || !strings.Contains(warnings, address) || !strings.Contains(warnings, "{port}") {
		t.Errorf("warnings %q, want the address and the remedy", warnings)
	}
}
