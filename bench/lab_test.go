package bench_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// lab holds what the cases of a benchmark share: the services, which start when the first
// case needs them, and the right answers. Requests that write have services of their own,
// so that they do not change the answers of others. It is used by one goroutine.
type lab struct {
	services map[service]*process
	wants    map[workload]map[string][]catalog.Want
}

// service is one of both kinds, "rest" or "grpc".
type service struct {
	kind   string
	writes bool
}

func newLab() *lab {
	return &lab{services: make(map[service]*process), wants: make(map[workload]map[string][]catalog.Want)}
}

func (l *lab) close() {
	for _, p := range l.services {
		p.stop()
	}
}

// service returns the one that serves the stack.
func (l *lab) service(w workload, stack string) (*process, error) {
	s := service{contract.StackNamed(stack).Service, w.writes()}
	if p := l.services[s]; p != nil {
		return p, nil
	}
	p, err := startService(s.kind)
	if err == nil {
		l.services[s] = p
	}
	return p, err
}

// dial opens the connections of a client that checks every answer by its fingerprint, and
// returns the process that it asks.
func (l *lab) dial(ctx context.Context, c callCase) (catalog.Client, int, error) {
	requests := c.requests()
	wants, err := l.reference(ctx, c.workload, requests)
	if err != nil {
		return nil, 0, err
	}
	p, err := l.service(c.workload, c.stack)
	if err != nil {
		return nil, 0, err
	}
	config := c.config(p.address, requests)
	config.Want = wants[c.stack]
	client, err := catalog.New(ctx, c.stack, config)
	return client, p.pid(), err
}

// requests returns the first requests of a load run. Each is sent on all stacks before anything
// is timed, so there are only as many as a fair mixture needs.
func (w workload) requests() []catalog.Request {
	all := catalog.Requests(1, plan.Operation{Operation: w.operation, Items: w.items}, embedded().IDs())
	most := 128
	if w.items >= 1000 {
		most = 8
	}
	return all[:min(most, len(all))]
}

// reference asks every request once on all stacks, whose answers have to be equal.
func (l *lab) reference(ctx context.Context, w workload, requests []catalog.Request) (wants map[string][]catalog.Want, err error) {
	if wants := l.wants[w]; wants != nil {
		return wants, nil
	}
	clients := make(map[string]client.Client)
	defer func() {
		for _, client := range clients {
			err = errors.Join(err, client.Close())
		}
	}()
	for _, stack := range w.carriers() {
		p, err := l.service(w, stack)
		if err != nil {
			return nil, err
		}
		c := callCase{w, stack, 1}
		if clients[stack], err = catalog.New(ctx, stack, c.config(p.address, requests)); err != nil {
			delete(clients, stack)
			return nil, fmt.Errorf("verify answers: %w", err)
		}
	}
	if wants, err = catalog.Reference(ctx, requests, clients); err == nil {
		l.wants[w] = wants
	}
	return wants, err
}
