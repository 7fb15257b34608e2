package process

import (
	"context"
	"os/exec"
	"slices"

	"github.com/wiretax/wiretax/bench/meter"
)

// Spec is a process of a chain: its name, and the command that starts it, given the
// address of the process that it asks in turn, if there is one.
type Spec struct {
	Name    string
	Command func(upstream string) *exec.Cmd
}

// Chain is what serves a trial: processes in the order in which a request reaches them.
// There is at least one.
type Chain []*Service

// Start starts fresh processes on the CPUs, each when the one that it asks is ready.
func Start(ctx context.Context, specs []Spec, cpus meter.CPUs) (Chain, error) {
	var started Chain
	upstream := ""
	for _, l := range slices.Backward(specs) {
		s, err := startService(ctx, l.Name, l.Command(upstream), cpus)
		if err != nil {
			started.Stop()
			return nil, err
		}
		started = slices.Insert(started, 0, s)
		upstream = s.Address
	}
	return started, nil
}

// Front is the process that is driven.
func (t Chain) Front() *Service { return t[0] }

// Ours says whether this run started the processes.
func (t Chain) Ours() bool { return t.Front().cmd != nil }

// Stop ends the processes, each before the one that it asks.
func (t Chain) Stop() {
	for _, s := range t {
		s.Stop()
	}
}

// Within is a context that is done when one of the processes has ended, with how that one
// ended for its cause.
func (t Chain) Within(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	var stops []func() bool
	for _, s := range t {
		stops = append(stops, context.AfterFunc(s.ended, func() { cancel(context.Cause(s.ended)) }))
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel(nil)
	}
}

// Gone says how the first of the processes that have ended did so, or is nil.
func (t Chain) Gone() error {
	for _, s := range t {
		if s.ended.Err() != nil {
			return context.Cause(s.ended)
		}
	}
	return nil
}
