package process

import (
	"context"
	"os/exec"
	"slices"

	"github.com/wiretax/wiretax/bench/meter"
)

// Spec says how to start a process of a chain. Command gets the address of the process behind
// it, or "" if it is the last.
type Spec struct {
	Name    string // of the service
	Command func(upstream string) *exec.Cmd
}

// Chain is the processes that serve, in the order in which a request passes them. It is empty
// if none is known.
type Chain []*Service

// Start starts fresh processes on the CPUs, each when the one behind it is ready.
func Start(ctx context.Context, specs []Spec, cpus meter.CPUs) (Chain, error) {
	var started Chain
	upstream := ""
	for _, spec := range slices.Backward(specs) {
		s, err := startService(ctx, spec.Name, spec.Command(upstream), cpus)
		if err != nil {
			started.Stop()
			return nil, err
		}
		started = slices.Insert(started, 0, s)
		upstream = s.Address
	}
	return started, nil
}

// Front returns the first process, which the client asks.
func (c Chain) Front() *Service { return c[0] }

// Ours reports whether this program has started the processes.
func (c Chain) Ours() bool { return c.Front().cmd != nil }

// Stop ends the processes, each before the one behind it.
func (c Chain) Stop() {
	for _, s := range c {
		s.Stop()
	}
}

// Within returns a context that is done when ctx is, or when one of the processes has ended;
// the cause then says how that one ended.
func (c Chain) Within(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	var stops []func() bool
	for _, s := range c {
		stops = append(stops, context.AfterFunc(s.ended, func() { cancel(context.Cause(s.ended)) }))
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel(nil)
	}
}

// Err says how a process has ended, the first in the chain of those that have. It is nil while
// all run.
func (c Chain) Err() error {
	for _, s := range c {
		if err := s.Err(); err != nil {
			return err
		}
	}
	return nil
}
