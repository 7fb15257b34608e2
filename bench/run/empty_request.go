package run

import (
	"context"
	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/catalog"
	"slices"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// emptySubject asks one of our services or gateways for an empty answer: what that costs is its
// transport's, not the operation's.
type emptySubject struct {
	r        *runner
	stack    contract.Stack
	settings settings
}

// mostEmptyBlocks is enough to see what an empty request costs; it is shown and not judged.
const mostEmptyBlocks = 3

// emptyRequestBlocks is in how many blocks empty requests are measured.
func (r *runner) emptyRequestBlocks() int {
	return min(max(1, r.Plan.Blocks/4), mostEmptyBlocks)
}

// makeEmptyRequests makes the arms of the empty request, one for each stack, at the highest rate
// of the plan. There are none for strangers' services, of which nobody knows an empty answer, nor
// for the shop's, which would say what the catalog's do on the same stacks, nor along an axis of
// settings, where each value would need its own.
func (r *runner) makeEmptyRequests() []*arm {
	catalog := func(a *arm) bool {
		return a.subject.ours() && !contract.OperationNamed(a.Operation.Operation).OfShop()
	}
	if !slices.ContainsFunc(r.arms, catalog) || slices.ContainsFunc(r.arms, func(a *arm) bool { return a.Settings != r.arms[0].Settings }) {
		return nil
	}
	empty := plan.Operation{Name: record.EmptyRequest}
	for _, a := range r.arms {
		empty.Rate = max(empty.Rate, a.Operation.Rate)
	}
	var arms []*arm
	for _, stack := range r.Plan.Stacks {
		a := &arm{
			Arm:      plan.Arm{Operation: empty, Settings: r.arms[0].Settings, Name: stack, Stack: stack},
			settings: r.arms[0].settings,
		}
		a.subject = &emptySubject{r, a.Contract(), a.settings}
		arms = append(arms, a)
	}
	return arms
}

func (e *emptySubject) ours() bool { return true }

func (e *emptySubject) serve(ctx context.Context) (process.Chain, error) {
	return process.Start(ctx, e.r.chain(e.stack, plan.Operation{}, e.settings), e.r.ServerCPUs)
}

func (e *emptySubject) dial(ctx context.Context, s *process.Service, connections int) (client.Client, error) {
	call, err := anycall.EmptyRequest(ctx, e.stack.Name, s.Address, e.settings.client)
	if err != nil {
		return nil, err
	}
	return call.Dial(ctx, connections)
}

func (e *emptySubject) url(s *process.Service) string {
	return anycall.EmptyURL(e.stack.Name, s.Address, e.settings.client)
}

func (e *emptySubject) client() string { return catalog.Describe(e.stack.Name) + ", undecoded" }
