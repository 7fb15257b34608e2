package run

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/target"
	"github.com/wiretax/wiretax/bench/window"
)

// pairSide is a side of a pair: a service that is not ours.
type pairSide struct {
	r    *runner
	name string // "cart.a"
	spec plan.Target
	call *target.Call
}

// serve starts the command of the side, where it has one.
func (p *pairSide) serve(ctx context.Context) (process.Chain, error) {
	if p.spec.Start == "" {
		return process.Chain{process.Running(p.name, p.spec.PID)}, nil
	}
	address, err := hostPort(p.spec.URL)
	if err != nil {
		return nil, err
	}
	if conn, err := net.DialTimeout("tcp", address, time.Second); err == nil {
		conn.Close()
		return nil, process.Error{Err: fmt.Errorf("start %s: something listens on %s already; end it, or leave the start command out", p.name, address)}
	}
	s, err := process.StartCommand(p.name, p.r.Binary, p.spec.Start, p.r.ServerCPUs)
	if err != nil {
		return nil, err
	}
	s.Address = address
	if err := p.awaitReady(ctx, s); err != nil {
		s.Stop()
		return nil, err
	}
	return process.Chain{s}, nil
}

// retryEvery is how often a service that was started is asked whether it is ready.
const retryEvery = 20 * time.Millisecond

// awaitReady waits until the service gives a right answer.
func (p *pairSide) awaitReady(ctx context.Context, s *process.Service) error {
	limit := time.NewTimer(process.StartLimit)
	defer limit.Stop()
	retry := time.NewTicker(retryEvery)
	defer retry.Stop()
	for {
		err := p.ask(ctx, 0)
		if err == nil || target.Answered(err) {
			return err
		}
		select {
		case <-s.Done():
			return s.Err()
		case <-ctx.Done():
			return ctx.Err()
		case <-limit.C:
			return process.Error{Err: fmt.Errorf("start %s: it was not ready within %v: %w%s", p.name, process.StartLimit, err, s.LogEnd())}
		case <-retry.C:
		}
	}
}

// prepare makes the calls of the side ready, while its service runs.
func (p *pairSide) prepare(ctx context.Context, seed uint64) (err error) {
	if p.call == nil {
		p.call, err = target.Prepare(ctx, p.spec, seed)
	}
	return err
}

// ask sends one request over a connection of its own and checks its answer in full.
func (p *pairSide) ask(ctx context.Context, seq uint64) (err error) {
	ctx, cancel := context.WithTimeout(ctx, window.ConnectLimit)
	defer cancel()
	client, err := p.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	return p.askOn(ctx, client, seq)
}

// connect makes the calls of the side ready and opens one connection.
func (p *pairSide) connect(ctx context.Context) (client *target.CallClient, err error) {
	ctx, cancel := window.LimitConnecting(ctx, p.spec.URL, seconds(p.r.Plan.Timeout), 1)
	defer cancel()
	if err = p.prepare(ctx, p.r.Plan.Seed); err == nil {
		client, err = p.call.Dial(ctx, 1, nil)
	}
	return client, window.WhyUnconnected(ctx, err)
}

func (p *pairSide) dial(ctx context.Context, _ *process.Service, connections int, beforeClose func(*net.TCPConn)) (target.Client, error) {
	return p.call.Dial(ctx, connections, beforeClose)
}

func (p *pairSide) url(*process.Service) string { return p.call.URL() }

func (p *pairSide) client() string { return p.call.Describe() }

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
			if _, named := errors.AsType[process.Error](err); named {
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
	defer served.Stop()
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
func (p *pairSide) askOn(ctx context.Context, client *target.CallClient, seq uint64) error {
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
