package run

import (
	"context"
	"slices"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// floorSide asks one of our services or gateways for an empty answer: what that costs is its
// transport's, not the operation's.
type floorSide struct {
	r     *runner
	stack string
}

// mostFloorBlocks is enough to see a floor by; it is shown and not judged.
const mostFloorBlocks = 3

// floorBlocks is in how many blocks floors are measured. Of strangers' services nobody knows
// an empty answer, and the shop's have no other floor than the catalog's on the same stacks.
func (r *runner) floorBlocks() int {
	ours := func(op plan.Operation) bool {
		return op.Operation != "" && !contract.OperationNamed(op.Operation).OfShop()
	}
	if !slices.ContainsFunc(r.Plan.Operations, ours) {
		return 0
	}
	return min(max(1, r.Plan.Blocks/4), mostFloorBlocks)
}

// floor is the operation, at the highest rate of the plan.
func (r *runner) floor() plan.Operation {
	f := plan.Operation{Name: record.Floor}
	for _, op := range r.Plan.Operations {
		f.Rate = max(f.Rate, op.Rate)
	}
	return f
}

func (r *runner) prepareFloors() {
	for _, stack := range r.Plan.Stacks {
		r.sides[place{record.Floor, stack}] = &floorSide{r, plan.Stack(stack)}
	}
}

func (f *floorSide) serve(ctx context.Context) (topology, error) {
	return f.r.start(ctx, f.r.links(f.stack, plan.Operation{}))
}

func (f *floorSide) dial(ctx context.Context, s *service, connections int) (client.Client, error) {
	call, err := anycall.EmptyRequest(ctx, f.stack, s.address, f.r.settings)
	if err != nil {
		return nil, err
	}
	return call.Dial(ctx, connections)
}

func (f *floorSide) url(s *service) string { return anycall.EmptyURL(f.stack, s.address, f.r.settings) }

func (f *floorSide) client() string { return catalog.Describe(f.stack) + ", undecoded" }
