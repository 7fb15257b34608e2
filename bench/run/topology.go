package run

import (
	"context"
	"os/exec"
	"slices"
)

// link is a process of a topology: its name, and the command that starts it, given the
// address of the process that it asks in turn, if there is one.
type link struct {
	name    string
	command func(upstream string) *exec.Cmd
}

// topology is what serves a trial: processes in the order in which a request reaches them.
// There is at least one.
type topology []*service

// start starts fresh processes on the servers' CPUs, each when the one that it asks is ready.
func (r *runner) start(ctx context.Context, links []link) (topology, error) {
	var started topology
	upstream := ""
	for _, l := range slices.Backward(links) {
		s, err := startService(ctx, l.name, l.command(upstream), r.ServerCPUs)
		if err != nil {
			started.stop()
			return nil, err
		}
		started = slices.Insert(started, 0, s)
		upstream = s.address
	}
	return started, nil
}

// front is the process that is driven.
func (t topology) front() *service { return t[0] }

// ours says whether this run started the processes.
func (t topology) ours() bool { return t.front().cmd != nil }

// stop ends the processes, each before the one that it asks.
func (t topology) stop() {
	for _, s := range t {
		s.stop()
	}
}

// within is a context that is done when one of the processes has ended, with how that one
// ended for its cause.
func (t topology) within(ctx context.Context) (context.Context, context.CancelFunc) {
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

// gone says how the first of the processes that have ended did so, or is nil.
func (t topology) gone() error {
	for _, s := range t {
		if s.ended.Err() != nil {
			return context.Cause(s.ended)
		}
	}
	return nil
}
