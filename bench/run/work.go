package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/target"
)

// work is what is asked of an operation, the same on every stack.
type work struct {
	requests []target.Request
	// wants are the right answers by stack.
	wants map[string][]target.Want
	// method and pathPattern name the operation on either stack.
	method, pathPattern string
}

// prepareSides finds out what is asked of every side and which answers are right.
func (r *runner) prepareSides(ctx context.Context) error {
	r.sides = make(map[place]side)
	if len(r.Plan.Pairs) > 0 {
		return r.preparePairs(ctx)
	}
	r.prepareFloors()
	return r.compareAnswers(ctx)
}

// compareAnswers asks every request of the run on every stack, before anything is
// measured. Stacks whose answers differ cannot be compared: that is an error.
func (r *runner) compareAnswers(ctx context.Context) error {
	services := make(map[string]*service)
	for _, stack := range r.Plan.Stacks {
		s, err := r.startService(ctx, plan.Stack(stack))
		if err != nil {
			return err
		}
		defer s.stop()
		services[stack] = s
	}
	for _, op := range r.Plan.Operations {
		w, err := r.compareOperation(ctx, op, services)
		if err != nil {
			return err
		}
		for _, stack := range r.Plan.Stacks {
			at := place{op.Name, stack}
			r.sides[at] = &catalogSide{r: r, at: at, work: w}
		}
	}
	return nil
}

func (r *runner) compareOperation(ctx context.Context, op plan.Operation, services map[string]*service) (w work, err error) {
	w.requests = target.Requests(r.Plan.Seed, op.Name, op.Items, r.BookIDs)
	if w.method, w.pathPattern, err = target.Names(op.Name); err != nil {
		return w, err
	}
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	clients := make(map[string]target.Client)
	for stack, s := range services {
		client, err := target.New(ctx, plan.Stack(stack), target.Config{
			Address: s.address, Operation: op.Name, Requests: w.requests, Connections: 1,
		})
		if err != nil {
			return w, fmt.Errorf("%s: %w", stack, err)
		}
		defer func() { err = errors.Join(err, client.Close()) }()
		clients[stack] = client
	}
	w.wants, err = target.Reference(ctx, w.requests, clients)
	return w, err
}
