package run

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
)

// together are tasks that are measured together, in slices that alternate, with the processes that serve
// each.
type together struct {
	*runner
	tasks  []task
	served []process.Chain // nil for a task whose processes did not start
	trials []record.Trial
	at     placement
	part   string // the folder of what the worker records
}

// partPrefix begins the names of the folders in a run folder into which workers record.
const partPrefix = "part-"

// newTogether returns tasks that are to be measured together.
func newTogether(r *runner, tasks []task) *together {
	return &together{runner: r, tasks: tasks, at: r.placement(tasks[0].block), part: filepath.Join(r.Dir, partPrefix+tasks[0].group())}
}

// carryOut measures the tasks in slices of at least that length and records their trials.
func (m *together) carryOut(ctx context.Context, slice time.Duration) error {
	m.progress.begin(m.tasks[0].group())
	defer os.RemoveAll(m.part)
	err := m.measure(ctx, slice)
	if ctx.Err() != nil {
		return ctx.Err() // trials that were cut short do not count
	}
	if _, ok := errors.AsType[unrecorded](err); ok {
		return err // the run can go on in this block when there is room
	}
	for _, trial := range m.trials {
		if err != nil && len(trial.Reasons) == 0 {
			trial.Reasons = append(trial.Reasons, err.Error())
		}
		trial.Valid = len(trial.Reasons) == 0
		if err := m.folder.Take(m.part, trial); err != nil {
			return err
		}
		m.ended(trial)
	}
	return m.count(err)
}

// measure starts fresh processes for each task, and a fresh client process that measures them in slices
// of at least that length.
func (m *together) measure(ctx context.Context, slice time.Duration) error {
	defer m.stop()
	m.serve(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !slices.ContainsFunc(m.served, func(s process.Chain) bool { return s != nil }) {
		return errNothingStarted
	}
	o, err := startWorker(ctx, m.Binary, m.share(slice))
	if err != nil {
		return err
	}
	return m.takeOver(o)
}

// serve starts the processes of every task.
func (m *together) serve(ctx context.Context) {
	for _, t := range m.tasks {
		trial := m.blank(t)
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

// unrecorded says why a worker could not record its trials, which says nothing about them.
type unrecorded string

func (u unrecorded) Error() string { return string(u) }

// takeOver takes the trials that a worker has recorded.
func (m *together) takeOver(o outcome) error {
	if o.Unrecorded != "" {
		return unrecorded(o.Unrecorded)
	}
	m.remedies = append(m.remedies, o.Remedies...)
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
		if err := m.tell(t.arm, o.Rows[at]); err != nil {
			return err
		}
	}
	return nil
}
