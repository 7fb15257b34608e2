package run

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/window"
	"github.com/wiretax/wiretax/contract"
)

// strangerSubject is a target of a pair: a service that is not ours.
type strangerSubject struct {
	r    *runner
	name string // "cart.a"
	spec plan.Target
	// driver names the client that drives it: one of [contract.Clients].
	driver string
	// calls are prepared, by URL; call is one of them, whichever.
	calls map[string]*anycall.Call
	call  *anycall.Call
}

// serve starts the command of the target, if it has one.
func (s *strangerSubject) serve(ctx context.Context, cpus meter.CPUs) (process.Chain, error) {
	if s.spec.Start == "" {
		return process.Chain{process.Running(s.name, s.spec.PID)}, nil
	}
	spec, variables, err := s.onFreePort()
	if err != nil {
		return nil, err
	}
	address, err := hostPort(spec.URL)
	if err != nil {
		return nil, err
	}
	if conn, err := net.DialTimeout("tcp", address, time.Second); err == nil {
		conn.Close()
		return nil, process.Error{Err: fmt.Errorf("start %s: something listens on %s already; end it, or leave the start command out", s.name, address)}
	}
	started, err := process.StartCommand(s.name, s.r.Binary, spec.Start, cpus, variables...)
	if err != nil {
		return nil, err
	}
	started.Address = address
	if err := s.awaitReady(ctx, started); err != nil {
		started.Stop()
		return nil, err
	}
	return process.Chain{started}, nil
}

// onFreePort returns the target at a free port, if it is to have one, and the variables that tell its
// command.
func (s *strangerSubject) onFreePort() (spec plan.Target, variables []string, err error) {
	if !s.spec.OnFreePort() {
		return s.spec, nil, nil
	}
	address, err := hostPort(s.spec.At(1).URL)
	if err != nil {
		return spec, nil, err
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return spec, nil, err
	}
	free, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return spec, nil, process.Error{Err: fmt.Errorf("find a free port for %s: %w", s.name, err)}
	}
	port := free.Addr().(*net.TCPAddr).Port
	return s.spec.At(port), []string{fmt.Sprintf("PORT=%d", port)}, free.Close()
}

// at returns the target that is served by a process.
func (s *strangerSubject) at(served *process.Service) plan.Target {
	_, port, err := net.SplitHostPort(served.Address)
	if err != nil {
		return s.spec // it runs where its URL says
	}
	number, _ := strconv.Atoi(port)
	return s.spec.At(number)
}

// retryEvery is how often a service that was started is asked whether it is ready.
const retryEvery = 20 * time.Millisecond

// awaitReady waits until the service gives a right answer.
func (s *strangerSubject) awaitReady(ctx context.Context, started *process.Service) error {
	limit := time.NewTimer(process.StartLimit)
	defer limit.Stop()
	retry := time.NewTicker(retryEvery)
	defer retry.Stop()
	for {
		err := s.ask(ctx, started, 0)
		if err == nil || anycall.Answered(err) {
			return err
		}
		select {
		case <-started.Done():
			return started.Err()
		case <-ctx.Done():
			return ctx.Err()
		case <-limit.C:
			return process.Error{Err: fmt.Errorf("start %s: it was not ready within %v: %w%s", s.name, process.StartLimit, err, started.LogEnd())}
		case <-retry.C:
		}
	}
}

// prepare prepares the calls of a service, while it runs.
func (s *strangerSubject) prepare(ctx context.Context, served *process.Service) (*anycall.Call, error) {
	spec := s.at(served)
	if call := s.calls[spec.URL]; call != nil {
		return call, nil
	}
	call, err := anycall.Prepare(ctx, spec, s.r.Plan.Seed)
	if err != nil {
		return nil, err
	}
	s.calls, s.call = map[string]*anycall.Call{spec.URL: call}, call
	return call, nil
}

// ask sends one request over a connection of its own and checks its answer in full.
func (s *strangerSubject) ask(ctx context.Context, served *process.Service, seq uint64) (err error) {
	ctx, cancel := context.WithTimeout(ctx, window.ConnectLimit)
	defer cancel()
	client, err := s.connect(ctx, served)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	return s.askOn(ctx, client, seq)
}

// connect prepares the calls and opens one connection.
func (s *strangerSubject) connect(ctx context.Context, served *process.Service) (client *anycall.Client, err error) {
	ctx, cancel := window.LimitConnecting(ctx, s.at(served).URL, seconds(s.r.Plan.Timeout), 1)
	defer cancel()
	call, err := s.prepare(ctx, served)
	if err == nil {
		client, err = call.Dial(ctx, 1)
	}
	return client, window.WhyUnconnected(ctx, err)
}

func (s *strangerSubject) dial(ctx context.Context, served *process.Service, connections int) (client.Client, error) {
	call, err := s.prepare(ctx, served)
	if err != nil {
		return nil, err
	}
	return call.Open(ctx, s.driver, connections)
}

func (s *strangerSubject) fastest() (subject, string) {
	fast := *s
	fast.driver = contract.NativeClient
	if s.call.Lean() == nil {
		fast.driver = contract.LeanClient
	}
	return &fast, fast.driver
}

func (s *strangerSubject) url(served *process.Service) string {
	if call := s.calls[s.at(served).URL]; call != nil {
		return call.URL()
	}
	return s.spec.URL // nothing was sent yet
}

func (s *strangerSubject) client() string { return s.call.Describe(s.driver) }

func (s *strangerSubject) ours() bool { return false }

func (s *strangerSubject) distinct() int { return s.call.Requests() }

// mostAsked is how many requests are sent before a run; the warm-ups check the others.
const mostAsked = 512

// check sends the service its requests. The error names the target.
func (s *strangerSubject) check(ctx context.Context) error {
	err := s.askAll(ctx)
	if _, named := errors.AsType[process.Error](err); err == nil || named {
		return err
	}
	return fmt.Errorf("%s: %w", s.name, err)
}

func (s *strangerSubject) askAll(ctx context.Context) (err error) {
	if s.spec.PID != 0 {
		if _, err := meter.ProcessCPU(s.spec.PID); err != nil {
			return fmt.Errorf("pid: process %d does not run; use the id of the one that serves the target", s.spec.PID)
		}
	}
	served, err := s.serve(ctx, s.r.ServerCPUs)
	if err != nil {
		return err
	}
	defer served.Stop()
	client, err := s.connect(ctx, served.Front())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	for seq := range min(s.call.Requests(), mostAsked) {
		if err := s.askOn(ctx, client, uint64(seq)); err != nil {
			return fmt.Errorf("request %d: %w", seq+1, err)
		}
	}
	return nil
}

// askOn sends one request, which may take as long as the plan's timeout.
func (s *strangerSubject) askOn(ctx context.Context, client *anycall.Client, seq uint64) error {
	ctx, cancel := context.WithTimeout(ctx, seconds(s.r.Plan.Timeout))
	defer cancel()
	return client.Ask(ctx, seq)
}

// hostPort returns the address of a URL's service.
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
