package bench_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/load"
)

// BenchmarkCall measures callers that each wait for their answer, on warm connections.
func BenchmarkCall(b *testing.B) { benchmarkCalls(b, callCases()) }

// BenchmarkStream measures a caller whose requests are whole streams, or what replaces a
// stream on the stack. Of RealtimeRecommendations, whose stream stays open, a request is one
// action.
func BenchmarkStream(b *testing.B) { benchmarkCalls(b, streamCases()) }

func benchmarkCalls(b *testing.B, cases []callCase) {
	l := newLab()
	b.Cleanup(l.close)
	for _, c := range shuffled(cases) {
		b.Run(c.name(), func(b *testing.B) { benchmarkCall(b, l, c) })
	}
}

func benchmarkCall(b *testing.B, l *lab, c callCase) {
	client, pid, err := l.dial(b.Context(), c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { client.Close() })
	asked := newCallers(client, c.callers)
	for range warmUps * c.callers {
		asked.start(b.Context())
		asked.wait(b)
	}
	f := newFigures()
	runtime.GC() // so that all cases begin with the same heap
	before, err := readCosts(client, pid)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		asked.start(b.Context())
		if asked.inFlight == c.callers {
			f.add(asked.wait(b))
		}
	}
	b.StartTimer() // requests in flight belong to it
	for asked.inFlight > 0 {
		f.add(asked.wait(b))
	}
	b.StopTimer()
	after, err := readCosts(client, pid)
	if err != nil {
		b.Fatal(err)
	}
	if n := after.opened - before.opened; n != 0 {
		b.Fatalf("connections were opened while it ran, whose bytes are not known: %d", n)
	}
	f.report(b, before, after)
}

// warmUps is how many requests each caller sends before those that count.
const warmUps = 8

// callers send requests through a client whose calls never block. They are used by one
// goroutine.
type callers struct {
	client   client.Client
	began    time.Time
	seq      uint64
	inFlight int
	ended    chan ended
}

// ended is a request that has ended, and how long it took.
type ended struct {
	load.Outcome
	seq  uint64
	took time.Duration
}

func newCallers(client client.Client, most int) *callers {
	return &callers{client: client, began: time.Now(), ended: make(chan ended, most)}
}

// start sends the next request.
func (c *callers) start(ctx context.Context) {
	now := time.Since(c.began)
	c.client.Start(ctx, load.Ticket{Seq: c.seq, Intended: now, Sent: now}, c)
	c.seq++
	c.inFlight++
}

// Done implements [load.Sink].
func (c *callers) Done(t load.Ticket, o load.Outcome) {
	c.ended <- ended{o, t.Seq, time.Since(c.began) - t.Sent}
}

// wait takes the next answer, which has to be right.
func (c *callers) wait(b *testing.B) ended {
	e := <-c.ended
	c.inFlight--
	if e.Failure != "" {
		b.Fatalf("request %d: %s", e.seq, e.Failure)
	}
	return e
}
