package client

import (
	"context"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"

	"github.com/wiretax/wiretax/bench/load"
)

// instant answers at once.
type instant struct{}

func (instant) Do(context.Context, load.Ticket) load.Outcome { return load.Outcome{} }

// held answers when it is released.
type held chan struct{}

func (h held) Do(context.Context, load.Ticket) load.Outcome { <-h; return load.Outcome{} }

// counter counts outcomes.
type counter struct{ sync.WaitGroup }

func (c *counter) Done(load.Ticket, load.Outcome) { c.WaitGroup.Done() }

// chain starts the next request from within Done, as a closed loop does.
type chain struct {
	client  *Workers
	left    int
	workers map[string]bool
	end     chan struct{}
}

func (c *chain) Done(t load.Ticket, _ load.Outcome) {
	c.workers[goroutine()] = true
	if c.left--; c.left == 0 {
		close(c.end)
		return
	}
	c.client.Start(context.Background(), instant{}, t, c)
}

// goroutine returns the number of the calling goroutine.
func goroutine() string {
	buf := make([]byte, 64)
	text := string(buf[:runtime.Stack(buf, false)])
	number, _, _ := strings.Cut(strings.TrimPrefix(text, "goroutine "), " ")
	return number
}

func TestAClosedLoopKeepsItsWorker(t *testing.T) {
	defer goleak.VerifyNone(t)
	var s Workers
	c := &chain{client: &s, left: 1000, workers: make(map[string]bool), end: make(chan struct{})}
	s.Start(t.Context(), instant{}, load.Ticket{}, c)
	<-c.end
	s.Stop()
	if len(c.workers) != 1 {
		t.Errorf("1000 requests, one after another, came to %d workers, want 1", len(c.workers))
	}
}

func TestFewIdleWorkersAreKept(t *testing.T) {
	defer goleak.VerifyNone(t)
	var s Workers
	var done counter
	hold := make(held)
	const requests = mostIdle + 100
	done.Add(requests)
	for range requests {
		s.Start(t.Context(), hold, load.Ticket{}, &done)
	}
	close(hold)
	done.Wait()
	s.mu.Lock()
	idle := len(s.idle)
	s.mu.Unlock()
	if idle != mostIdle {
		t.Errorf("%d workers are kept, want %d", idle, mostIdle)
	}
	s.Stop()
}

func TestStopWaitsForRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s Workers
		var done counter
		hold := make(held)
		done.Add(1)
		s.Start(t.Context(), hold, load.Ticket{}, &done)
		var stopped atomic.Bool
		go func() { s.Stop(); stopped.Store(true) }()
		synctest.Wait() // all that can go on has gone on
		if stopped.Load() {
			t.Error("Stop() did not wait for the request in flight")
		}
		hold <- struct{}{}
		done.Wait()
		synctest.Wait()
		if !stopped.Load() {
			t.Error("Stop() still waits, with no request in flight")
		}
	})
}

// spawner starts a goroutine for each request, which is what Workers saves.
type spawner struct{ running sync.WaitGroup }

func (s *spawner) Start(ctx context.Context, a Asker, t load.Ticket, done load.Sink) {
	s.running.Go(func() { done.Done(t, a.Do(ctx, t)) })
}

// deep answers from far down its stack, as a client does.
type deep struct{}

func (deep) Do(context.Context, load.Ticket) load.Outcome { return load.Outcome{Shard: descend(20)} }

//go:noinline
func descend(n int) int {
	var frame [512]byte
	if n == 0 {
		return 0
	}
	frame[n] = byte(n)
	return descend(n-1) + int(frame[n]) - n
}

// looped sends the next request from within Done.
type looped struct {
	start func(context.Context, Asker, load.Ticket, load.Sink)
	left  *atomic.Int64
	end   *sync.WaitGroup
}

func (l *looped) Done(t load.Ticket, _ load.Outcome) {
	if l.left.Add(-1) < 0 {
		l.end.Done()
		return
	}
	l.start(context.Background(), deep{}, t, l)
}

// BenchmarkWorkers compares Workers with a goroutine for each request, in a closed loop
// of callers whose requests take no time, on stacks as deep as those of real clients.
func BenchmarkWorkers(b *testing.B) {
	for _, callers := range []int{1, 50} {
		for _, kind := range []string{"kept", "spawned"} {
			b.Run(kind+"/callers="+strconv.Itoa(callers), func(b *testing.B) {
				b.ReportAllocs()
				var kept Workers
				var spawned spawner
				start := kept.Start
				if kind == "spawned" {
					start = spawned.Start
				}
				var left atomic.Int64
				var end sync.WaitGroup
				left.Store(int64(b.N))
				end.Add(callers)
				for range callers {
					(&looped{start, &left, &end}).Done(load.Ticket{}, load.Outcome{})
				}
				end.Wait()
				kept.Stop()
			})
		}
	}
}
