package run

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
)

// pairSide is a side of a pair: a service that is not ours.
type pairSide struct {
	r    *runner
	name string // "cart.a"
	spec plan.Target
	call *anycall.Call
}

// serve starts the command of the side, where it has one.
func (p *pairSide) serve(ctx context.Context) (topology, error) {
	if p.spec.Start == "" {
		return topology{runningService(p.name, p.spec.PID)}, nil
	}
	address, err := hostPort(p.spec.URL)
	if err != nil {
		return nil, err
	}
	if conn, err := net.DialTimeout("tcp", address, time.Second); err == nil {
		conn.Close()
		return nil, namesSide{fmt.Errorf("start %s: something listens on %s already; end it, or leave the start command out", p.name, address)}
	}
	s, err := startCommand(p.name, p.r.Binary, p.spec.Start, p.r.ServerCPUs)
	if err != nil {
		return nil, err
	}
	s.address = address
	if err := p.awaitReady(ctx, s); err != nil {
		s.stop()
		return nil, err
	}
	return topology{s}, nil
}

// retryEvery is how often a service that was started is asked whether it is ready.
const retryEvery = 20 * time.Millisecond

// awaitReady waits until the service gives a right answer.
func (p *pairSide) awaitReady(ctx context.Context, s *service) error {
	limit := time.NewTimer(startLimit)
	defer limit.Stop()
	retry := time.NewTicker(retryEvery)
	defer retry.Stop()
	for {
		err := p.ask(ctx, 0)
		if err == nil || anycall.Answered(err) {
			return err
		}
		select {
		case <-s.ended.Done():
			return context.Cause(s.ended)
		case <-ctx.Done():
			return ctx.Err()
		case <-limit.C:
			return namesSide{fmt.Errorf("start %s: it was not ready within %v: %w%s", p.name, startLimit, err, s.log.end())}
		case <-retry.C:
		}
	}
}

// prepare makes the calls of the side ready, while its service runs.
func (p *pairSide) prepare(ctx context.Context, seed uint64) (err error) {
	if p.call == nil {
		p.call, err = anycall.Prepare(ctx, p.spec, seed)
	}
	return err
}

// ask sends one request over a connection of its own and checks its answer in full.
func (p *pairSide) ask(ctx context.Context, seq uint64) (err error) {
	ctx, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	client, err := p.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	return p.askOn(ctx, client, seq)
}

// connect makes the calls of the side ready and opens one connection.
func (p *pairSide) connect(ctx context.Context) (client *anycall.Client, err error) {
	ctx, cancel := limitConnecting(ctx, p.spec.URL, seconds(p.r.Plan.Timeout), 1)
	defer cancel()
	if err = p.prepare(ctx, p.r.Plan.Seed); err == nil {
		client, err = p.call.Dial(ctx, 1)
	}
	return client, whyUnconnected(ctx, err)
}

func (p *pairSide) dial(ctx context.Context, _ *service, connections int) (client.Client, error) {
	return p.call.Dial(ctx, connections)
}

func (p *pairSide) url(*service) string { return p.call.URL() }

func (p *pairSide) client() string { return p.call.Describe() }

// namesSide is an error that says of which side it is.
type namesSide struct{ error }

// Unwrap is the same without the promise.
func (e namesSide) Unwrap() error { return e.error }

// preparePairs asks both sides of every pair what they will be asked, before anything is
// measured: a side that answers wrongly is an error, not a result.
func (r *runner) preparePairs(ctx context.Context) error {
	for _, pair := range r.Plan.Pairs {
		for _, stack := range r.Plan.Stacks {
			side := &pairSide{r: r, name: pair.Name + "." + stack, spec: pair.A}
			if stack == "b" {
				side.spec = pair.B
			}
			err := side.check(ctx)
			if _, named := errors.AsType[namesSide](err); named {
				return err
			}
			if err != nil {
				return fmt.Errorf("%s: %w", side.name, err)
			}
			r.sides[place{pair.Name, stack}] = side
		}
	}
	return nil
}

// mostAsked bounds the requests that are asked before a run; the warm-ups check the others.
const mostAsked = 512

func (p *pairSide) check(ctx context.Context) (err error) {
	if p.spec.PID != 0 {
		if _, err := meter.ProcessCPU(p.spec.PID); err != nil {
			return fmt.Errorf("pid: process %d does not run; use the id of the one that serves the target", p.spec.PID)
		}
	}
	served, err := p.serve(ctx)
	if err != nil {
		return err
	}
	defer served.stop()
	client, err := p.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	for seq := range min(p.call.Requests(), mostAsked) {
		if err := p.askOn(ctx, client, uint64(seq)); err != nil {
			return fmt.Errorf("request %d: %w", seq+1, err)
		}
	}
	return nil
}

// askOn sends one request, which may take as long as one of the plan.
func (p *pairSide) askOn(ctx context.Context, client *anycall.Client, seq uint64) error {
	ctx, cancel := context.WithTimeout(ctx, seconds(p.r.Plan.Timeout))
	defer cancel()
	return client.Ask(ctx, seq)
}

// hostPort is where a URL's service listens.
func hostPort(raw string) (string, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", err
	}
	if u.Port() != "" {
		return u.Host, nil
	}
	port := map[string]string{"https": "443", "grpcs": "443"}[u.Scheme]
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port), nil
}
