package run

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
	"github.com/wiretax/wiretax/contract"
)

// interruptIn carries a run out until the first trial of a block is on record.
func interruptIn(t *testing.T, c Config, block int) *record.Run {
	t.Helper()
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	c.Observe = func(trial record.Trial) {
		if trial.Block == block {
			interrupt()
		}
	}
	if err := Run(ctx, c); !errors.Is(err, context.Canceled) {
		t.Fatalf("Run() = %v, want it interrupted", err)
	}
	run, err := record.Open(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// reopened returns the config of a run that goes on.
func reopened(t *testing.T, c Config) Config {
	t.Helper()
	var err error
	if c.Resume, err = record.Reopen(c.Dir); err != nil {
		t.Fatal(err)
	}
	return c
}

// A run that was interrupted goes on with the trials that are left: all are there once, as if it had not been
// interrupted.
func TestResume(t *testing.T) {
	for name, p := range map[string]plan.Plan{
		"in slices":        {Operations: []plan.Operation{{Name: contract.GetBook, Rate: plan.PerSecond(2000)}, {Name: contract.Recommend, Rate: plan.PerSecond(2000)}}},
		"in whole windows": {Operations: []plan.Operation{{Name: contract.GetBook, Rate: plan.Rate{Share: .02}}}, Windows: plan.WholeWindows},
	} {
		c := catalogConfig(t, p)
		c.Plan.Blocks, c.Plan.Window = 3, .2
		stopped := interruptIn(t, c, 2)
		// As a worker leaves it that was killed.
		if err := os.Mkdir(filepath.Join(c.Dir, partPrefix+"b002"), 0o755); err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		c = reopened(t, c)
		c.Progress = &said
		run := runAndOpen(t, c)
		checkTrials(t, name, c.Plan, run)
		for _, trial := range stopped.Trials {
			at := slices.IndexFunc(run.Trials, func(other record.Trial) bool { return other.ID == trial.ID })
			if same := cmp.Equal(trial, run.Trials[at]); same != (trial.Block == 1) {
				t.Errorf("%s: %s is the trial that was recorded before: %v", name, trial.ID, same)
			}
		}
		m, inBlock := run.Manifest, len(run.Trials)/c.Plan.Blocks
		want := record.Resumption{
			Stopped: stopped.Manifest.Ended, Why: stopped.Manifest.Stopped, Block: 2,
			CutTrials: len(stopped.Trials) - inBlock, CutFolder: "cut-1",
		}
		if len(m.Resumed) != 1 || m.Resumed[0].Resumed.Before(want.Stopped.Truncate(time.Millisecond)) {
			t.Fatalf("%s: resumed %+v, want once and later than %v", name, m.Resumed, want.Stopped)
		}
		want.Resumed = m.Resumed[0].Resumed
		if diff := cmp.Diff(want, m.Resumed[0]); diff != "" || want.CutTrials == 0 {
			t.Errorf("%s: resumed (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(stopped.Manifest.Arms, m.Arms); diff != "" || !cmp.Equal(stopped.Manifest.Capacities, m.Capacities) || !m.Complete || m.Stopped != "" || m.Trials != len(run.Trials) {
			t.Errorf("%s: manifest %+v, want it complete, with the rates of before (-want +got)\n%s", name, m, diff)
		}
		if left := fmt.Sprintf("%d of %d trials are left", 2*inBlock, 3*inBlock); !strings.Contains(said.String(), left) || strings.Contains(said.String(), "capacity of") {
			t.Errorf("%s: the run said %q", name, &said)
		}
	}
}

// checkTrials wants the trials of the plan, once each and in order, with the plan's arrivals.
func checkTrials(t *testing.T, name string, p plan.Plan, run *record.Run) {
	t.Helper()
	r := &runner{Config: Config{Plan: p}}
	r.makeArms()
	for i, a := range r.arms {
		a.Operation.Rate.PerSecond = run.Manifest.Arms[i].Rate
	}
	r.addEmptyRequests()
	tasks := tasksOf(r.turns())
	if len(run.Trials) != len(tasks) {
		t.Fatalf("%s: %d trials, want %d", name, len(run.Trials), len(tasks))
	}
	for i, task := range tasks {
		trial := run.Trials[i]
		if trial.ID != task.id() || trial.Position != task.position || trial.Seed != p.Seed || trial.ArrivalSeed != r.arrivalSeed(task.block, window.WindowPhase) {
			t.Errorf("%s: trial %d is %s, %d in its block, of seeds %d and %d, want %s", name, i, trial.ID, trial.Position, trial.Seed, trial.ArrivalSeed, task.id())
		}
		if trial.Slices != nil {
			continue // how long they are depends on how long requests take
		}
		arrivals, err := r.schedule(task, p.Window, window.WindowPhase)
		if err != nil {
			t.Fatal(err)
		}
		var due int64
		for _, more := arrivals.Next(); more; _, more = arrivals.Next() {
			due++
		}
		if trial.Requests != due {
			t.Errorf("%s: %s has %d requests, want %d", name, trial.ID, trial.Requests, due)
		}
	}
}

// A run ends when a block cannot be recorded, and goes on with that block.
func TestResumeAfterATurnThatWasNotRecorded(t *testing.T) {
	c := slicedConfig(t, plan.Plan{Client: contract.LeanClient})
	c.Plan.Blocks, c.Plan.Window = 2, .2
	taken := filepath.Join(c.Dir, partPrefix+"b002-GetBook")
	c.Observe = func(record.Trial) {
		if err := os.WriteFile(taken, nil, 0o644); err != nil {
			t.Error(err)
		}
	}
	if err := Run(t.Context(), c); !errors.As(err, new(unrecorded)) || !strings.Contains(err.Error(), taken+": file exists") {
		t.Fatalf("Run() = %v, want it to end where %s is taken", err, taken)
	}
	stopped, err := record.Open(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(stopped.Trials); n != 5 || stopped.Manifest.Complete {
		t.Errorf("%d trials are on record, complete %v, want those of block 1", n, stopped.Manifest.Complete)
	}
	c.Observe = nil
	checkTrials(t, "after the disk was full", c.Plan, runAndOpen(t, reopened(t, c)))
}

// All trials of a run that was killed at its very end are on record: it only becomes complete.
func TestResumeWithNothingLeft(t *testing.T) {
	url := answering(t)
	c := pairConfig(t, plan.Pair{
		Name: "cart", Rate: plan.PerSecond(300),
		A: plan.Target{URL: url, Headers: []string{"Authorization: secret"}}, B: plan.Target{URL: url},
	})
	first := carriedOut(t, c)
	file := filepath.Join(c.Dir, "manifest.json")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.Replace(text, []byte(`"complete": true`), []byte(`"complete": false`), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	c.Plan.Pairs[0].A.Headers = []string{"Authorization: another"} // a token may have expired
	run := carriedOut(t, reopened(t, c))
	if !cmp.Equal(run.Trials, first.Trials) || !run.Manifest.Complete || run.Manifest.Resumed[0].Block != 0 || !cmp.Equal(run.Manifest.Ledger, first.Manifest.Ledger) {
		t.Errorf("%d trials, complete %v, resumed %+v, ledger %v, want those of before", len(run.Trials), run.Manifest.Complete, run.Manifest.Resumed, run.Manifest.Ledger)
	}
}

// A run that cannot go on leaves its folder as it is, free for another.
func TestResumeRefuses(t *testing.T) {
	url := answering(t)
	c := pairConfig(t, plan.Pair{
		Name: "cart", Rate: plan.PerSecond(300),
		A: plan.Target{URL: url, Headers: []string{"Authorization: secret"}}, B: plan.Target{URL: url},
	})
	interruptIn(t, c, 2)
	before := filesIn(t, c.Dir)
	for want, change := range map[string]func(c *Config){
		"the plan has another blocks, seed": func(c *Config) { c.Plan.Blocks, c.Plan.Seed = 3, 7 },
		"the plan has another pairs":        func(c *Config) { c.Plan.Pairs[0].A.Headers = []string{"Cookie: secret"} },
		"wiretax is 2, was none":            func(c *Config) { c.Manifest.Build.Version = "2" },
		"trial 1 on record is ": func(c *Config) {
			c.Resume.Trials = slices.Clone(c.Resume.Trials)
			slices.Reverse(c.Resume.Trials)
		},
	} {
		c := reopened(t, c)
		c.Plan.Pairs = slices.Clone(c.Plan.Pairs)
		change(&c)
		err := Run(t.Context(), c)
		if _, ok := errors.AsType[window.Unprepared](err); !ok || !strings.HasPrefix(err.Error(), "resume "+c.Dir+": "+want) || !strings.HasSuffix(err.Error(), "; measure anew") {
			t.Errorf("Run() = %v, want %q", err, want)
		}
	}
	if diff := cmp.Diff(before, filesIn(t, c.Dir)); diff != "" {
		t.Errorf("the folder has changed:\n%s", diff)
	}
}

// filesIn returns the content of the files in a folder.
func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	for _, name := range names {
		if text, err := os.ReadFile(name); err == nil {
			files[name] = string(text)
		}
	}
	if err != nil || len(files) == 0 {
		t.Fatalf("%s holds no file, %v", dir, err)
	}
	return files
}

func TestWholeBlocks(t *testing.T) {
	r := testRunner(1)
	r.Plan.Blocks = 3
	tasks := tasksOf(r.turns())
	var trials []record.Trial
	for _, task := range tasks {
		trials = append(trials, record.Trial{ID: task.id()})
	}
	for recorded := range len(trials) + 1 {
		want := 0
		for i := 1; i <= recorded; i++ {
			if i == len(tasks) || tasks[i].position == 1 {
				want = i
			}
		}
		if got, err := wholeBlocks(tasks, trials[:recorded]); got != want || err != nil {
			t.Errorf("of %d trials wholeBlocks() = %d, %v, want %d", recorded, got, err, want)
		}
	}
	for _, wrong := range [][]record.Trial{trials[1:], append(slices.Clone(trials), record.Trial{ID: "more"})} {
		if got, err := wholeBlocks(tasks, wrong); err == nil {
			t.Errorf("of other trials wholeBlocks() = %d, want an error", got)
		}
	}
}
