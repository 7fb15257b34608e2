package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/plan"
)

// prepareSides finds out what is asked of every side and which answers are right.
func (r *runner) prepareSides(ctx context.Context) error {
	r.sides = make(map[place]side)
	if len(r.Plan.Pairs) > 0 {
		return r.preparePairs(ctx)
	}
	r.prepareFloors()
	for _, op := range r.Plan.Operations {
		if err := r.compareAnswers(ctx, op); err != nil {
			return err
		}
	}
	return nil
}

// compareAnswers asks every request of an operation on every stack that carries it, before
// anything is measured. Stacks whose answers differ cannot be compared: that is an error.
// The services are fresh, as in a trial, since an operation may change what another answers.
func (r *runner) compareAnswers(ctx context.Context, op plan.Operation) (err error) {
	requests := catalog.Requests(r.Plan.Seed, op, r.BookIDs)
	sides := make(map[string]*catalogSide)
	clients := make(map[string]client.Client)
	for _, stack := range r.Plan.Stacks {
		if !r.Plan.Measures(op, stack) {
			continue
		}
		side := &catalogSide{r: r, operation: op, stack: plan.Stack(stack), requests: requests}
		served, err := side.serveIdle(ctx)
		if err != nil {
			return err
		}
		defer served.stop()
		client, err := side.alone(ctx, served.front())
		if err != nil {
			return fmt.Errorf("%s: %w", stack, err)
		}
		defer func() { err = errors.Join(err, client.Close()) }()
		sides[stack], clients[stack] = side, client
		r.sides[place{op.Name, stack}] = side
	}
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	wants, err := catalog.Reference(ctx, requests, clients)
	if err != nil {
		return fmt.Errorf("%s: %w", op.Name, err)
	}
	for stack, side := range sides {
		side.wants = wants[stack]
	}
	return nil
}

// serveIdle serves without the work of the operation, which changes no answer.
func (c *catalogSide) serveIdle(ctx context.Context) (topology, error) {
	idle := *c
	idle.operation.Work = ""
	return idle.serve(ctx)
}

// alone is a client that asks one request at a time, and checks nothing.
func (c *catalogSide) alone(ctx context.Context, front *service) (client.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	config := c.config(front, 1)
	config.Streams = 1
	return catalog.New(ctx, c.stack, config)
}
