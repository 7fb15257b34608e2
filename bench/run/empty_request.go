package run

import (
	"context"
	"slices"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// emptySubject asks one of our services or gateways for an empty answer, which costs what the
// transport costs by itself.
type emptySubject struct {
	programs programs
	stack    contract.Stack
	settings settings
}

// emptyRequests makes the arms of the empty request, one for each stack, at the highest rate of
// the plan. There are none for strangers' services, which have no known empty answer, for the
// shop's, which would show the same as the catalog's on the same stacks, or where settings vary, each
// value of which would need its own. Where the client alone varies, the lean one asks.
func emptyRequests(stacks []string, arms []*arm, p programs) []*arm {
	ofCatalog := func(a *arm) bool {
		return a.subject.ours() && !contract.OperationNamed(a.Operation.Operation).OfShop()
	}
	asking := arms[0]
	for _, a := range arms {
		if a.Settings.Client == contract.LeanClient {
			asking = a
			break
		}
	}
	other := func(a *arm) bool {
		settings := a.Settings
		settings.Client = asking.Settings.Client
		return settings != asking.Settings
	}
	if !slices.ContainsFunc(arms, ofCatalog) || slices.ContainsFunc(arms, other) {
		return nil
	}
	empty := plan.Operation{Name: record.EmptyRequest}
	for _, a := range arms {
		empty.Rate.PerSecond = max(empty.Rate.PerSecond, a.Operation.Rate.PerSecond)
	}
	var all []*arm
	for _, stack := range stacks {
		a := &arm{
			Arm:      plan.Arm{Operation: empty, Settings: asking.Settings, Name: stack, Stack: stack},
			settings: asking.settings,
		}
		a.subject = &emptySubject{p, a.Contract(), a.settings}
		if _, ok := catalog.EmptyRequest(a.Contract().Name, "", a.settings.client); ok {
			all = append(all, a)
		}
	}
	return all
}

func (e *emptySubject) ours() bool { return true }

func (e *emptySubject) distinct() int { return 1 }

func (e *emptySubject) serve(ctx context.Context, cpus meter.CPUs) (process.Chain, error) {
	return process.Start(ctx, e.programs.chain(e.stack, plan.Operation{}, e.settings), cpus)
}

func (e *emptySubject) dial(ctx context.Context, s *process.Service, connections int) (client.Client, error) {
	request, _ := catalog.EmptyRequest(e.stack.Name, s.Address, e.settings.client)
	call, err := anycall.EmptyRequest(ctx, request, e.settings.client)
	if err != nil {
		return nil, err
	}
	return call.Open(ctx, e.settings.Client, connections)
}

func (e *emptySubject) fastest() (subject, string) { return e, e.settings.Client }

func (e *emptySubject) url(s *process.Service) string {
	request, _ := catalog.EmptyRequest(e.stack.Name, s.Address, e.settings.client)
	return request.URL
}

func (e *emptySubject) client() string {
	return catalog.Describe(e.stack.Name, e.settings.Client) + ", undecoded"
}
