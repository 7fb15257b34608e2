package run

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
)

const (
	// leastSlice is the least length of a slice: below it nothing more is gained. leastArrivals is how
	// many requests one has at the least, at the mean.
	leastSlice    = 50 * time.Millisecond
	leastArrivals = 100
)

// placement is on which CPUs a block has its services and its client.
type placement struct{ server, client meter.CPUs }

// placement returns the placement of a block. In every other one services and client change places, so
// that a difference between CPUs is not taken for one between arms or blocks.
func (r *runner) placement(block int) placement {
	if block%2 == 0 && len(r.ServerCPUs) == len(r.ClientCPUs) {
		return placement{r.ClientCPUs, r.ServerCPUs}
	}
	return placement{r.ServerCPUs, r.ClientCPUs}
}

// sliceOf returns the least length of a slice of arms that are to be measured together, or why they are
// measured in whole windows.
func (r *runner) sliceOf(arms []*arm) (length time.Duration, whole string) {
	if r.Plan.Windows == plan.WholeWindows {
		return 0, "the plan says so"
	}
	if address := startedTwice(arms); address != "" {
		return 0, fmt.Sprintf("%s is the address of two services that are started, so they cannot run at the same time; write %s for the port in the URL and in the command that starts it", address, plan.FreePort)
	}
	rate := arms[0].Operation.Rate.PerSecond
	length = max(leastSlice, seconds(leastArrivals/rate))
	if seconds(r.Plan.Window)/length < leastRounds {
		return 0, fmt.Sprintf("at %.3g requests/s a slice of %d requests takes %v, of which the window has fewer than %d",
			rate, leastArrivals, length.Round(time.Millisecond), leastRounds)
	}
	return length, ""
}

// startedTwice returns an address at which the services of two of the arms are started; it is empty if
// there is none.
func startedTwice(arms []*arm) string {
	started := make(map[string]bool)
	for _, a := range arms {
		t := a.Target
		if t == nil || t.Start == "" || t.OnFreePort() {
			continue
		}
		address, err := hostPort(t.URL)
		if err == nil && started[address] {
			return address
		}
		started[address] = true
	}
	return ""
}

// warnOfWhole says which comparisons are measured in whole windows, although the plan does not ask for
// that.
func (r *runner) warnOfWhole() {
	if r.Plan.Windows == plan.WholeWindows {
		return
	}
	for _, arms := range r.comparisons() {
		if _, why := r.sliceOf(arms); why != "" {
			r.manifest.Warnings = append(r.manifest.Warnings, fmt.Sprintf("%s is measured in whole windows, one arm after the other, so its intervals are wider: %s", arms[0].Operation.Name, why))
		}
	}
}

// together are tasks that are measured together, in slices that alternate, with the processes that serve
// each.
type together struct {
	tasks  []task
	served []process.Chain // nil for a task whose processes did not start
	trials []record.Trial
	at     placement
	part   string // the folder of what the worker records
}

// measureSlices measures tasks together: it starts fresh processes for each, and a fresh client process.
func (r *runner) measureSlices(ctx context.Context, tasks []task, slice time.Duration) (m *together, err error) {
	m = &together{tasks: tasks, at: r.placement(tasks[0].block), part: filepath.Join(r.Dir, "part-"+tasks[0].group())}
	defer m.stop()
	r.serveAll(ctx, m)
	if ctx.Err() != nil {
		return m, ctx.Err()
	}
	if !slices.ContainsFunc(m.served, func(s process.Chain) bool { return s != nil }) {
		return m, errNothingStarted
	}
	o, err := r.startWorker(ctx, r.share(m, slice))
	if err != nil {
		return m, err
	}
	return m, r.takeOver(m, o)
}

// serveAll starts the processes of every task.
func (r *runner) serveAll(ctx context.Context, m *together) {
	for _, t := range m.tasks {
		trial := r.blank(t)
		served, err := t.arm.subject.serve(ctx, m.at.server)
		if err != nil {
			trial.Reasons = append(trial.Reasons, err.Error())
		} else if trial.ClientCPUs = m.at.client.String(); served.Ours() {
			trial.ServerCPUs = m.at.server.String()
		} else {
			trial.ServerCPUs = "" // or wherever its owner pinned it
		}
		m.served, m.trials = append(m.served, served), append(m.trials, trial)
	}
}

func (m *together) stop() {
	for _, s := range m.served {
		s.Stop()
	}
}

var errNothingStarted = errors.New("no service was started")

// takeOver takes the trials that a worker has recorded.
func (r *runner) takeOver(m *together, o outcome) error {
	r.remedies = append(r.remedies, o.Remedies...)
	recorded, err := record.ReadPart(m.part)
	if err != nil {
		return err
	}
	for i, t := range m.tasks {
		at := slices.IndexFunc(recorded, func(trial record.Trial) bool { return trial.ID == t.id() })
		if at < 0 {
			continue // its processes did not start, which its reasons say
		}
		trial, planned := recorded[at], m.trials[i]
		trial.ServerCPUs, trial.ClientCPUs = planned.ServerCPUs, planned.ClientCPUs
		if o.Failed[at] != "" {
			trial.Reasons = append(trial.Reasons, o.Failed[at])
		}
		if gone := m.served[i].Err(); gone != nil {
			trial.Reasons = slices.Insert(trial.Reasons, 0, gone.Error()) // the cause comes before its effects
		}
		m.trials[i] = trial
		if err := r.tell(t.arm, o.Rows[at]); err != nil {
			return err
		}
	}
	return nil
}
