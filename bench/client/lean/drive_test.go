package lean_test

import (
	"context"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/load"
)

// patience is how long a request of a busy machine may take.
const patience = 10 * time.Second

// ended is a request that is over.
type ended struct {
	load.Ticket
	load.Outcome
}

// endings takes the outcomes of many requests.
type endings chan ended

func (e endings) Done(t load.Ticket, o load.Outcome) { e <- ended{t, o} }

// drive sends requests, numbered from 0, with so many in flight, and waits for all of them. Each has
// to end once.
func drive(t *testing.T, o *opened, requests, inFlight int) []ended {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return driveFor(t, o, requests, inFlight, func() context.Context { return ctx })
}

// driveFor is drive with a context of each request.
func driveFor(t *testing.T, o *opened, requests, inFlight int, next func() context.Context) []ended {
	t.Helper()
	done := make(endings, 2*requests)
	list, ends := make([]ended, requests), make([]int, requests)
	limit := time.After(3 * patience)
	started := 0
	for ; started < min(inFlight, requests); started++ {
		o.Start(next(), load.Ticket{Seq: uint64(started)}, done)
	}
	for over := 0; over < requests; over++ {
		select {
		case e := <-done:
			list[e.Seq] = e
			ends[e.Seq]++
		case <-limit:
			t.Fatalf("%d of %d requests are over, and no more come", over, requests)
		}
		if started < requests {
			o.Start(next(), load.Ticket{Seq: uint64(started)}, done)
			started++
		}
	}
	o.close(t)()
	for seq, n := range ends {
		if n != 1 {
			t.Errorf("request %d ended %d times", seq, n)
		}
	}
	if len(done) > 0 {
		t.Errorf("%d more outcomes than requests", len(done))
	}
	return list
}
