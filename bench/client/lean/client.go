package lean

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
)

// Client is a lean client. It is a [load.Pacer], safe for concurrent use.
type Client struct {
	config   Config
	requests []encoded
	loops    []*loop
	opened   atomic.Int64
	retries  atomic.Int64
	turn     atomic.Uint64 // the loop of the next Start
	// sparesP says that Go code may run on more threads than there are loops.
	sparesP bool
	conn.CodingCounts

	ctx     context.Context // done when the client is closed
	cancel  context.CancelFunc
	dialing sync.WaitGroup
}

var _ load.Pacer = (*Client)(nil)

// Unavailable says why there is no lean client here, such as a sandbox without epoll; it is nil if
// there is one.
func Unavailable() error {
	p, err := newPoller()
	if err != nil {
		return err
	}
	p.close()
	return nil
}

// New opens the connections of a client. The caller closes it.
func New(ctx context.Context, config Config) (_ *Client, err error) {
	switch {
	case config.Connections < 1:
		return nil, fmt.Errorf("open connections: %d is too few; open at least one", config.Connections)
	case config.Settings.Gzip:
		return nil, errors.New("open connections: the lean client does not compress; use the native one")
	}
	c := &Client{config: config}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	if c.requests, err = encodeAll(&c.config); err != nil {
		return nil, err
	}
	loops := min(loopsOf(config), config.Connections)
	c.sparesP = runtime.GOMAXPROCS(0) > loops
	for number := range loops {
		l, err := newLoop(c, number)
		if err != nil {
			return nil, errors.Join(err, c.Close())
		}
		c.loops = append(c.loops, l)
		go l.run()
	}
	if err := c.open(ctx); err != nil {
		accepted := c.opened.Load()
		c.Close()
		return nil, conn.NewUnopened(conn.IfStalled(ctx, err, config.Address, accepted, config.Connections, config.Settings.TLS != nil))
	}
	return c, nil
}

// loopsOf returns how many event loops a config asks for.
func loopsOf(c Config) int {
	if c.Loops > 0 {
		return c.Loops
	}
	var cpus unix.CPUSet
	if unix.SchedGetaffinity(0, &cpus) != nil {
		return 1
	}
	return max(1, cpus.Count())
}

// open opens all connections. They are dealt out to the loops in turn.
func (c *Client) open(ctx context.Context) error {
	slots := make([]*slot, c.config.Connections)
	for i := range slots {
		slots[i] = &slot{number: i, opening: true}
	}
	for n, l := range c.loops {
		l.call(func() {
			for i := n; i < len(slots); i += len(c.loops) {
				l.pool.add(slots[i])
			}
		})
	}
	return conn.InParallel(ctx, len(slots), func(ctx context.Context, i int) error {
		settled := make(chan error, 1)
		l := c.loops[i%len(c.loops)]
		c.dialing.Go(func() { l.open(ctx, slots[i], func(err error) { settled <- err }) })
		return <-settled
	})
}

// Start implements [load.Target], for callers outside the loops.
func (c *Client) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	l := c.loops[c.turn.Add(1)%uint64(len(c.loops))]
	if !l.post(func() { l.Start(ctx, t, done) }) {
		go done.Done(t, load.Outcome{Failure: contract.ConnectionClosed, Why: errEnded})
	}
}

// Pace implements [load.Pacer].
func (c *Client) Pace(start time.Time, begin func(loop load.Target) load.Due) error {
	ended := make(chan error, len(c.loops))
	var dues []load.Due
	for _, l := range c.loops {
		dues = append(dues, begin(l))
	}
	for i, l := range c.loops {
		if !l.post(func() { l.pacing = pacing{due: dues[i], start: start, done: func(err error) { ended <- err }} }) {
			ended <- errEnded
		}
	}
	var all error
	for range c.loops {
		all = errors.Join(all, <-ended)
	}
	return all
}

// Ask sends request seq once and returns the answer with its body, over gRPC its message. The caller
// has no other request in flight.
func (c *Client) Ask(ctx context.Context, seq uint64) (conn.Reply, []byte) {
	a := &asked{done: make(chan struct{})}
	l := c.loops[0]
	if !l.post(func() { l.start(ctx, load.Ticket{Seq: seq, Check: true}, nil, a) }) {
		return conn.Reply{Failure: contract.ConnectionClosed, Err: errEnded}, nil
	}
	<-a.done
	return a.reply, a.body
}

// asked takes the answer of Ask.
type asked struct {
	done  chan struct{}
	reply conn.Reply
	body  []byte
}

// Carried implements the client's connections: what all of them have carried so far.
func (c *Client) Carried() (sum conn.Bytes, err error) {
	for _, l := range c.loops {
		l.call(func() {
			carried, failed := l.bytes()
			sum, err = sum.Plus(carried), errors.Join(err, failed)
		})
	}
	return sum, err
}

// Opened counts the connections that were ever opened.
func (c *Client) Opened() int64 { return c.opened.Load() }

// Retries counts the attempts beyond one a request.
func (c *Client) Retries() int64 { return c.retries.Load() }

// Close waits for the requests in flight and closes all connections.
func (c *Client) Close() error {
	c.cancel()
	for _, l := range c.loops {
		l.post(func() { l.closing = true })
	}
	for _, l := range c.loops {
		<-l.ended
	}
	c.dialing.Wait()
	return nil
}
