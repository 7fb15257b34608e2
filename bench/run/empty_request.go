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

// emptyRequests makes the arms of the empty request: beside the arms of a group one for each of their
// stacks, at the same rate and under the same settings, so that they have slices in the same rounds.
// There are none for strangers' services, which have no known empty answer, for the shop's, which would
// show the same as the catalog's on the same stacks, or for streams, of which a request is no part. Of groups that differ in their rate alone
// only the one with the highest has them.
func emptyRequests(groups [][]*arm, p programs) (all []*arm) {
	for _, group := range groups {
		asking := beside(group)
		if asking == nil || slices.ContainsFunc(groups, func(other []*arm) bool { return isBusier(other[0], group[0]) }) {
			continue
		}
		for _, of := range group {
			if of.Control || of.Operation.Name != asking.Operation.Name {
				continue
			}
			a := &arm{Arm: of.Arm, settings: of.settings, beside: of.Operation.Name}
			a.Operation = plan.Operation{Name: record.EmptyRequest, Rate: of.Operation.Rate}
			a.subject = &emptySubject{p, a.Contract(), a.settings}
			if _, ok := catalog.EmptyRequest(a.Contract().Name, "", a.settings.client); ok {
				all = append(all, a)
			}
		}
	}
	return all
}

// beside returns the arm whose comparison the empty request of a group is measured beside: the first that
// the lean client drives, or the first of all. It is nil if there is no empty request.
func beside(group []*arm) *arm {
	first := group[0]
	if asked := contract.OperationNamed(first.Operation.Operation); !first.subject.ours() || asked.OfShop() || asked.Streams() {
		return nil
	}
	for _, a := range group {
		if a.Settings.Client == contract.LeanClient {
			return a
		}
	}
	return first
}

// isBusier reports whether an arm differs from another in its rate alone, and has the higher one.
func isBusier(a, other *arm) bool {
	one, two := a.Operation, other.Operation
	one.Name, two.Name, one.Rate, two.Rate = "", "", plan.Rate{}, plan.Rate{}
	if a.Planned != other.Planned || one != two || a.Settings != other.Settings {
		return false
	}
	rate, than := a.Operation.Rate, other.Operation.Rate
	if rate.Share != than.Share {
		return rate.Share > than.Share
	}
	return rate.PerSecond > than.PerSecond
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
