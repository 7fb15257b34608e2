package run

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// arm is an arm of the plan, with what it drives and its prepared settings.
type arm struct {
	plan.Arm
	settings settings
	subject  subject
	// beside is the comparison that an arm of the empty request is measured beside; empty for others.
	beside string
	// rows are what its service and its client say that they do; nil until they have said it.
	rows []serving.Row
}

// ofOperation stands for the plan's own operation beside the keys that vary.
const ofOperation = "operation"

// value returns the arm's value of a key that varies, or "" if that does not vary.
func (a *arm) value(key string) string {
	switch key {
	case ofOperation:
		return a.Planned
	case a.Axis:
		return a.Value
	}
	i := slices.IndexFunc(a.Conditions, func(v plan.Value) bool { return v.Key == key })
	if i < 0 {
		return ""
	}
	return a.Conditions[i].Text
}

// makeArms makes the arms of the plan. Arms of the same stack in a comparison drive the same subject.
func (r *runner) makeArms() {
	for _, comparison := range r.Plan.Comparisons() {
		subjects := make(map[string]subject)
		for _, planned := range comparison {
			a := &arm{Arm: planned, settings: newSettings(planned.Settings, r.certificate)}
			if a.subject = subjects[a.Stack]; a.subject == nil {
				a.subject = r.subject(a)
				subjects[a.Stack] = a.subject
			}
			r.arms = append(r.arms, a)
		}
	}
}

// addEmptyRequests makes the arms of the empty request, when the rates of the others are known.
func (r *runner) addEmptyRequests() {
	r.emptyRequests = emptyRequests(r.groups(), r.programs())
}

// everyArm returns the arms of the plan and then those of the empty request.
func (r *runner) everyArm() []*arm { return slices.Concat(r.arms, r.emptyRequests) }

// comparisons returns the arms by comparison.
func (r *runner) comparisons() [][]*arm {
	return r.armsBy(func(a *arm) string { return a.Operation.Name })
}

// groups returns the arms by what is measured together: see [plan.Plan.Groups].
func (r *runner) groups() [][]*arm { return r.armsBy(func(a *arm) string { return a.Group }) }

// armsBy returns the arms in lists of those that follow each other and have the same name.
func (r *runner) armsBy(name func(*arm) string) (all [][]*arm) {
	for i, a := range r.arms {
		if i == 0 || name(a) != name(r.arms[i-1]) {
			all = append(all, nil)
		}
		last := len(all) - 1
		all[last] = append(all[last], a)
	}
	return all
}

// programs returns the programs that serve our own arms.
func (r *runner) programs() programs {
	return programs{r.Binary, r.ServeArgs, r.Node, seconds(r.Plan.Timeout)}
}

// subject returns what an arm drives.
func (r *runner) subject(a *arm) subject {
	if a.Target != nil {
		return &strangerSubject{r: r, name: a.Operation.Name + "." + a.Stack, spec: *a.Target, driver: a.Settings.Client}
	}
	return &catalogSubject{programs: r.programs(), operation: a.Operation, stack: a.Contract(), settings: a.settings}
}

// checkClients returns an error if an arm's client cannot be had on this machine.
func (r *runner) checkClients() error {
	for _, a := range r.arms {
		if err := lean.Unavailable(); a.Settings.Client == contract.LeanClient && err != nil {
			return fmt.Errorf("client: lean cannot be used: %w; use native", err)
		}
	}
	return nil
}

// checkArms sends every arm its requests before anything is measured: a wrong answer is an
// error, not a result.
func (r *runner) checkArms(ctx context.Context) error {
	for _, comparison := range r.comparisons() {
		// Another arm drives the same as the control.
		arms := slices.DeleteFunc(comparison, func(a *arm) bool { return a.Control })
		if err := r.checkComparison(ctx, arms); err != nil {
			return err
		}
	}
	return nil
}

func (r *runner) checkComparison(ctx context.Context, arms []*arm) error {
	ours := make(map[string]*catalogSubject)
	for _, a := range arms {
		switch s := a.subject.(type) {
		case *catalogSubject:
			ours[a.Stack] = s
		case *strangerSubject:
			if err := s.check(ctx); err != nil {
				return err
			}
		}
	}
	if len(ours) == 0 {
		return nil
	}
	return r.compareAnswers(ctx, arms, ours)
}

// compareAnswers asks every request of a comparison on each of its stacks. Stacks whose answers
// differ cannot be compared: that is an error. The services are fresh, as in a trial, since an
// operation may change what another answers.
func (r *runner) compareAnswers(ctx context.Context, arms []*arm, subjects map[string]*catalogSubject) (err error) {
	requests := catalog.Requests(r.Plan.Seed, arms[0].Operation, r.BookIDs)
	clients := make(map[string]client.Client)
	for _, a := range arms {
		subject := subjects[a.Stack]
		subject.requests = requests
		served, err := subject.serveIdle(ctx, r.ServerCPUs)
		if err != nil {
			return err
		}
		defer served.Stop()
		client, err := subject.alone(ctx, served.Front())
		if err != nil {
			return fmt.Errorf("%s: %w", a.Stack, err)
		}
		defer func() { err = errors.Join(err, client.Close()) }()
		clients[a.Stack] = client
	}
	ctx, cancel := context.WithTimeout(ctx, process.StartLimit)
	defer cancel()
	wants, err := catalog.Reference(ctx, requests, clients)
	if err != nil {
		return fmt.Errorf("%s: %w", arms[0].Operation.Name, err)
	}
	for stack, subject := range subjects {
		subject.wants = wants[stack]
	}
	return nil
}

// tell records, at an arm's first trial, what its service and its client say that they do.
func (r *runner) tell(a *arm, rows []serving.Row) error {
	if a.rows != nil || a.Control || rows == nil {
		return nil
	}
	a.rows = rows
	r.manifest.Ledger = joinRows(r.arms)
	return r.folder.WriteManifest(r.manifest)
}
