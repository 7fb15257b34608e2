package lean

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/contract"
)

// loop is an event loop. Its goroutine alone uses what it has, but for what is posted.
type loop struct {
	client *Client
	number int
	*poller
	pool pool
	// sockets are the connections that are polled, by file descriptor.
	sockets []*connection
	// in takes what is read, plain what TLS makes of it.
	in, plain []byte
	// dirty are the connections that have something to write.
	dirty []*connection
	// carried is what closed connections have carried.
	carried conn.Bytes

	inFlight exchanges
	unused   *exchange
	failed   []*exchange // whose outcomes are still to be told
	lastCtx  context.Context
	interned string // the content type that came last

	pacing pacing
	share  cpuShare

	mu      sync.Mutex
	posted  []func()
	over    bool // nothing is posted any more
	ended   chan struct{}
	closing bool
}

// pacing is a schedule that the loop keeps; due is nil if there is none.
type pacing struct {
	due   load.Due
	start time.Time
	next  time.Duration
	done  func(error)
}

// firstBuffer is the size of the buffers for reading: many small answers, or a piece of a large one.
const firstBuffer = 64 << 10

func newLoop(c *Client, number int) (*loop, error) {
	p, err := newPoller()
	if err != nil {
		return nil, err
	}
	l := &loop{client: c, number: number, poller: p, in: make([]byte, firstBuffer), ended: make(chan struct{})}
	l.pool.loop = l
	l.inFlight.init()
	return l, nil
}

// run serves the loop until the client is closed and nothing is in flight.
func (l *loop) run() {
	defer close(l.ended)
	err := pace.LockThread()
	for err == nil && !(l.closing && l.inFlight.empty()) {
		limit := l.sendDue()
		l.flush()
		if len(l.failed) > 0 {
			l.tellFailed()
			continue
		}
		var events []unix.EpollEvent
		if events, err = l.wait(limit, l.keepsP(), l.nearLimit()); err == nil {
			l.handle(events)
		}
	}
	l.end(err)
	pace.UnlockThread()
}

// keepsP reports whether the loop keeps its P while it waits: if it is at work, and others are left for
// the goroutines that are not loops.
func (l *loop) keepsP() bool {
	atWork := l.pacing.due != nil || !l.inFlight.empty()
	return atWork && l.client.sparesP
}

// nearLimit reports whether the loop keeps a schedule and may soon be the bottleneck. Fewer timers are
// then better than precise ones.
func (l *loop) nearLimit() bool { return l.pacing.due != nil && l.share.high() }

var errEnded = errors.New("the client is closed")

// end ends everything that is in flight.
func (l *loop) end(err error) {
	if err == nil {
		err = errEnded
	}
	l.mu.Lock()
	l.over = true
	posted := l.posted
	l.mu.Unlock()
	for _, do := range posted {
		do()
	}
	if l.pacing.due != nil {
		l.pacing.done(err)
	}
	for _, x := range l.inFlight.all() {
		x.fail(contract.ConnectionClosed, err)
	}
	for _, c := range l.sockets {
		if c != nil {
			c.close()
		}
	}
	l.tellFailed()
	l.poller.close()
}

// sendDue sends what is due and returns how long the loop may wait then.
func (l *loop) sendDue() time.Duration {
	p := &l.pacing
	if p.due == nil {
		return forever
	}
	if now := time.Since(p.start); now < p.next {
		return p.next - now
	}
	next, more := p.due()
	if !more {
		p.done(nil)
		*p = pacing{}
		return forever
	}
	p.next = next
	// A moment has passed since due looked at the clock.
	return max(0, next-time.Since(p.start))
}

// handle handles events. What they cause to be sent, and what has become due, leaves before the next
// is handled.
func (l *loop) handle(events []unix.EpollEvent) {
	for i := range events {
		if i > 0 {
			l.sendDue()
		}
		fd := int(events[i].Fd)
		switch fd {
		case l.wakeFD:
			l.drain(fd)
			l.runPosted()
		case l.timer: // what is due is sent anyway
		default:
			if fd < len(l.sockets) && l.sockets[fd] != nil {
				l.sockets[fd].ready(events[i].Events)
			}
		}
		l.flush()
	}
}

// flush writes what connections have to write.
func (l *loop) flush() {
	for len(l.dirty) > 0 {
		last := len(l.dirty) - 1
		c := l.dirty[last]
		l.dirty = l.dirty[:last]
		c.dirty = false
		c.write()
	}
}

// post has the loop call a function, and reports false if the loop has ended.
func (l *loop) post(do func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return false
	}
	l.posted = append(l.posted, do)
	l.wake()
	return true
}

// call has the loop call a function and waits for it; if the loop has ended it calls it itself.
func (l *loop) call(do func()) {
	done := make(chan struct{})
	if l.post(func() { do(); close(done) }) {
		<-done
		return
	}
	<-l.ended
	do()
}

func (l *loop) runPosted() {
	l.mu.Lock()
	posted := l.posted
	l.posted = nil
	l.mu.Unlock()
	for _, do := range posted {
		do()
	}
}

// Start implements [load.Target] within the loop.
func (l *loop) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	l.start(ctx, t, done, nil)
}

// start starts a request whose outcome goes to done, or whose answer goes to asked.
func (l *loop) start(ctx context.Context, t load.Ticket, done load.Sink, asked *asked) {
	x := l.exchange()
	x.ctx, x.ticket, x.done, x.asked = ctx, t, done, asked
	x.request = int(t.Seq % uint64(len(l.client.requests)))
	x.keep = asked != nil || l.client.config.Answers.Keeps(t)
	x.began = time.Now()
	l.inFlight.add(x)
	if ctx.Err() != nil {
		x.fail(contract.Timeout, ctx.Err())
		return
	}
	l.watch(ctx)
	l.pool.start(x)
}

// watch ends the requests of a context when it is done. Many requests in a row share one.
func (l *loop) watch(ctx context.Context) {
	if ctx == l.lastCtx || ctx.Done() == nil {
		return
	}
	l.lastCtx = ctx
	context.AfterFunc(ctx, func() { l.post(func() { l.expire(ctx) }) })
}

// expire ends the requests of a context that is done.
func (l *loop) expire(ctx context.Context) {
	if l.lastCtx == ctx {
		l.lastCtx = nil
	}
	for _, x := range l.inFlight.all() {
		if x.ctx == ctx && !x.ended {
			x.abandon()
			x.fail(contract.Timeout, ctx.Err())
		}
	}
}

// tellFailed tells the outcomes of requests that ended where nobody could be told.
func (l *loop) tellFailed() {
	for len(l.failed) > 0 {
		failed := l.failed
		l.failed = nil
		for _, x := range failed {
			x.tell()
		}
	}
}

// bytes returns what the connections of the loop have carried.
func (l *loop) bytes() (conn.Bytes, error) {
	sum := l.carried
	for fd, c := range l.sockets {
		if c == nil || l.over {
			continue
		}
		carried, err := conn.OfSocket(fd)
		if err != nil {
			return conn.Bytes{}, err
		}
		sum = sum.Plus(carried)
	}
	return sum, nil
}
