package run

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// slicedConfig returns a run of one block, of ten slices for each arm.
func slicedConfig(t *testing.T, p plan.Plan) Config {
	p.Operations = []plan.Operation{{Name: "GetBook", Rate: plan.PerSecond(2000)}}
	c := catalogConfig(t, p)
	c.Plan.Window = 0.5
	return c
}

func runAndOpen(t *testing.T, c Config) *record.Run {
	t.Helper()
	if err := Run(t.Context(), c); err != nil {
		t.Fatalf("Run() = %v", err)
	}
	run, err := record.Open(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if parts, err := filepath.Glob(filepath.Join(c.Dir, "part-*")); err != nil || len(parts) > 0 {
		t.Errorf("the run leaves %v, %v", parts, err)
	}
	if left := served(t); len(left) > 0 {
		t.Errorf("processes are left: %v", left)
	}
	return run
}

// The arms of a comparison get the same requests in slices, from a client process of their own. What their
// services use is told apart.
func TestRunsInSlices(t *testing.T) {
	for _, p := range []plan.Plan{
		{Client: "lean"},
		{TLS: true, Stacks: []string{"rest-h2-pb", "grpc-json"}},
	} {
		run := runAndOpen(t, slicedConfig(t, p))
		if len(run.Trials) != 5 {
			t.Fatalf("%d trials, want three of GetBook and two of the empty request", len(run.Trials))
		}
		requests := make(map[string]int64)
		for _, trial := range run.Trials {
			s := trial.Slices
			// On a busy machine requests take long, and so do slices.
			if s == nil || s.Count < leastRounds || s.Count > 10 || s.Seconds < 0.05 || s.GuardSeconds < 0.02 || trial.DurationSeconds != float64(s.Count)*s.Seconds {
				t.Fatalf("%s: slices %+v in a window of %v s, want 4 to 10 of 50 ms or more", trial.ID, s, trial.DurationSeconds)
			}
			if trial.Errors.Total > 0 || trial.Completed != trial.Requests || trial.Requests == 0 {
				t.Errorf("%s: %d of %d requests completed: %v", trial.ID, trial.Completed, trial.Requests, trial.Errors)
			}
			if other := requests[trial.Operation]; other != 0 && other != trial.Requests {
				t.Errorf("%s: %d requests, another arm had %d", trial.ID, trial.Requests, other)
			}
			requests[trial.Operation] = trial.Requests
			if trial.ServerCPUSeconds == nil || *trial.ServerCPUSeconds <= 0 || s.IdleCPUSeconds == nil {
				t.Fatalf("%s: CPU of the service %v, idle %v, want both", trial.ID, trial.ServerCPUSeconds, s.IdleCPUSeconds)
			}
			if *s.IdleCPUSeconds > *trial.ServerCPUSeconds/2 {
				t.Errorf("%s: the service used %v s while others were measured, and %v s for its own", trial.ID, *s.IdleCPUSeconds, *trial.ServerCPUSeconds)
			}
			for _, key := range []string{contract.Segments, contract.ServerMemory, contract.LiveHeap} {
				if m := record.MetricOf(key); !known(&m, &trial) {
					t.Errorf("%s lacks %s, warnings %q", trial.ID, key, trial.Warnings)
				}
			}
			if trial.ConnectionsOpened != 2 || trial.ClientCPUSeconds == nil || trial.CollectionSeconds == nil {
				t.Errorf("%s: %d connections, client CPU %v, collection %v", trial.ID, trial.ConnectionsOpened, trial.ClientCPUSeconds, trial.CollectionSeconds)
			}
			if _, err := os.Stat(filepath.Join(run.Dir, "histograms", trial.ID+".hlog")); err != nil {
				t.Error(err)
			}
		}
		if got := ledgerOf(run, "client: library", run.Manifest.Plan.Stacks[1]); got == "" {
			t.Error("the ledger says nothing of the client")
		}
	}
}

// killing carries a run out, kills what victim returns as soon as that is a process, and returns how many trials
// begin their reasons with those words, and all.
func killing(t *testing.T, c Config, victim func() int, reason string) (killed int, all []record.Trial) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- Run(t.Context(), c) }()
	await(t, "what is to be killed", func() bool {
		pid := victim()
		return pid != 0 && syscall.Kill(pid, syscall.SIGKILL) == nil
	})
	if err := <-ended; err != nil {
		t.Fatalf("Run() = %v", err)
	}
	run, err := record.Open(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range run.Trials {
		if len(trial.Reasons) > 0 && strings.HasPrefix(trial.Reasons[0], reason) {
			killed++
		} else if trial.Completed == 0 {
			t.Errorf("%s completed nothing: %q", trial.ID, trial.Reasons)
		}
	}
	return killed, run.Trials
}

// When a service dies its arm has no figures, and the others have theirs.
func TestKilledServiceInSlices(t *testing.T) {
	c := slicedConfig(t, plan.Plan{Client: "lean"})
	c.Plan.Window = 1
	served := func() int {
		if pid := served(t)["grpc"]; workerPID(t) != 0 {
			return pid
		}
		return 0 // it serves the check before the run
	}
	if killed, all := killing(t, c, served, "grpc service ended: signal: killed"); killed != 1 || len(all) != 5 {
		t.Errorf("%d of %d trials say that their service was killed, want 1 of 5", killed, len(all))
	}
}

// When the client process dies its block has no figures, which its trials say, and the run goes on.
func TestKilledWorker(t *testing.T) {
	c := slicedConfig(t, plan.Plan{Client: "lean"})
	c.Plan.Blocks = 2
	worker := func() int { return workerPID(t) }
	if killed, all := killing(t, c, worker, "the client process: signal: killed"); killed != 5 || len(all) != 10 {
		t.Errorf("%d of %d trials say that their client was killed, want the 5 of one block of 10", killed, len(all))
	}
}

// workerPID returns the id of a worker of this program's, or 0.
func workerPID(t *testing.T) int {
	t.Helper()
	return processes(t, func(args []string) string {
		if len(args) > 1 && args[1] == WorkerCommand {
			return WorkerCommand
		}
		return ""
	})[WorkerCommand]
}
