package catalog

import (
	"context"
	"errors"
	"sync"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
)

// sessionActions is how many of a stream's last actions an answer depends on, as
// catalog.SessionActions of the service.
const sessionActions = 16

// realtimeStream is one of the open streams. One goroutine sends, so that Start never waits.
// Another receives, as long as a connection lasts, and hands over the outcomes. A stream that
// broke is reopened for its next action.
type realtimeStream struct {
	client *realtimeClient
	number int
	wake   chan struct{} // holds one
	stop   chan struct{}

	mu sync.Mutex
	// waiting are not sent yet; sent are sent on conn and not answered yet, in order.
	waiting, sent actions
	conn          realtimeConn // nil if none is open
	closed        bool
	// next is the index in the cycle of the next action, actions is how many were sent on
	// conn.
	next    int
	actions int32
}

func newRealtimeStream(l *realtimeClient, number int) *realtimeStream {
	s := &realtimeStream{client: l, number: number, wake: make(chan struct{}, 1), stop: make(chan struct{})}
	l.goroutines.Go(s.run)
	return s
}

// add queues an action.
func (s *realtimeStream) add(a *action) {
	s.mu.Lock()
	closed := s.closed
	if !closed {
		s.waiting.push(a)
	}
	s.mu.Unlock()
	if closed {
		s.client.goroutines.Go(func() { s.fail(a, errClosed) })
		return
	}
	select {
	case s.wake <- struct{}{}:
	default: // the sender is going to look anyway
	}
}

// run sends what is added.
func (s *realtimeStream) run() {
	for {
		select {
		case <-s.wake:
		case <-s.stop:
			for a := s.take(); a != nil; a = s.take() {
				s.fail(a, errClosed)
			}
			return
		}
		for a := s.take(); a != nil; a = s.take() {
			s.send(a)
		}
	}
}

func (s *realtimeStream) take() *action {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting.pop()
}

// send sends an action after those that its answer depends on.
func (s *realtimeStream) send(a *action) {
	conn, err := s.connected(a.ctx)
	if err != nil {
		s.fail(a, err)
		return
	}
	before, err := s.line(conn, a)
	if err != nil {
		s.fail(a, err)
		return
	}
	if a.ctx.Err() != nil { // it ended while the action was in no queue
		s.expire()
	}
	requests := s.client.config.Requests
	for _, position := range before {
		conn.send(&requests[position])
	}
	conn.send(&requests[a.position])
}

var (
	errClosed = &failed{contract.ConnectionClosed, errors.New("the client is closed")}
	errBroken = &failed{contract.ConnectionClosed, errors.New("the stream has ended")}
)

// failed is an error whose kind is known.
type failed struct {
	kind string
	error
}

func (f *failed) Unwrap() error { return f.error }

// connected returns the connection, which it opens if there is none.
func (s *realtimeStream) connected(ctx context.Context) (realtimeConn, error) {
	s.mu.Lock()
	conn, closed := s.conn, s.closed
	s.mu.Unlock()
	if closed {
		return nil, errClosed
	}
	if conn != nil {
		return conn, nil
	}
	conn, err := s.client.open(ctx, s.number)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		conn.cut()
		return nil, errClosed
	}
	s.conn, s.actions = conn, 0
	s.client.goroutines.Go(func() { s.receive(conn) })
	return conn, nil
}

// line queues an action for its answer and returns the indexes of those that have to be sent
// before it, whose answers are discarded. There are none if the connection has had them.
func (s *realtimeStream) line(conn realtimeConn, a *action) (before []int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != conn {
		return nil, errBroken
	}
	if a.position == inOrder {
		a.position = s.next
	}
	cycle := len(s.client.config.Requests)
	if s.actions == 0 || a.position != s.next {
		for k := a.position - sessionActions; k < a.position; k++ {
			before = append(before, (k%cycle+cycle)%cycle)
			s.push(&action{})
		}
	}
	s.push(a)
	s.next = (a.position + 1) % cycle
	return before, nil
}

func (s *realtimeStream) push(a *action) {
	s.actions++
	a.number = s.actions
	s.sent.push(a)
}

// receive takes what comes on a connection until it ends, or sends what it should not.
func (s *realtimeStream) receive(conn realtimeConn) {
	for {
		r, err := conn.receive()
		if err == nil {
			err = s.came(r)
		}
		if err != nil {
			s.broke(conn, err)
			return
		}
	}
}

var errOutOfStep = &failed{contract.WrongAnswer, errors.New("a recommendation for another action, or none")}

// came gives a recommendation to the action that waits for it.
func (s *realtimeStream) came(r recommendation) error {
	s.mu.Lock()
	a := s.sent.first()
	if a == nil || r.GetAction() != a.number {
		s.mu.Unlock()
		return errOutOfStep
	}
	last := a.take(r)
	if last {
		s.sent.pop()
	}
	s.mu.Unlock()
	if last && a.done != nil {
		a.end(s.number, s.client.judge(a))
	}
	return nil
}

// broke ends a connection, and fails the actions that it has not answered.
func (s *realtimeStream) broke(conn realtimeConn, err error) {
	s.mu.Lock()
	lost := s.sent
	s.conn, s.sent = nil, actions{}
	s.mu.Unlock()
	conn.cut()
	for _, a := range lost.list() {
		s.fail(a, err)
	}
}

// fail ends an action that is in no queue.
func (s *realtimeStream) fail(a *action, err error) {
	kind := contract.Timeout
	if a.ctx == nil || a.ctx.Err() == nil {
		kind = s.kind(err)
	}
	a.err = err
	a.end(s.number, load.Outcome{Failure: kind})
}

func (s *realtimeStream) kind(err error) string {
	if known, ok := errors.AsType[*failed](err); ok {
		return known.kind
	}
	return s.client.failure(err)
}

// expire ends the actions whose time is over. What comes for them later is discarded.
func (s *realtimeStream) expire() {
	var over []action
	s.mu.Lock()
	waiting := s.waiting.list()
	s.waiting = actions{}
	for _, a := range waiting {
		if a.ctx.Err() != nil {
			over = append(over, *a)
		} else {
			s.waiting.push(a)
		}
	}
	for _, a := range s.sent.list() {
		if a.done != nil && a.ctx.Err() != nil {
			over = append(over, *a)
			a.done = nil
		}
	}
	s.mu.Unlock()
	for i := range over {
		over[i].end(s.number, load.Outcome{Failure: contract.Timeout})
	}
}

// close ends the stream's goroutines.
func (s *realtimeStream) close() {
	s.mu.Lock()
	conn, closed := s.conn, s.closed
	s.closed = true
	s.mu.Unlock()
	if closed {
		return
	}
	close(s.stop)
	if conn != nil {
		conn.cut()
	}
}
