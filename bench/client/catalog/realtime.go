package catalog

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

// realtimeClient drives RealtimeRecommendations. A request is one action on one of the streams,
// which stay open, and is done when its last recommendation has come. The requests are a cycle of
// actions, through which each stream goes from a start of its own. An answer depends on the last
// few actions only, so that the right answer to every action of the cycle is known.
type realtimeClient struct {
	realtimeWire
	config  Config
	streams []*realtimeStream
	// watched is the last context that is being watched: requests share theirs.
	watched atomic.Pointer[context.Context]
	// goroutines are those of the streams, for Close to wait for.
	goroutines sync.WaitGroup
}

// realtimeWire opens streams.
type realtimeWire interface {
	client.Connections
	// open opens the stream of that number. The stream outlives ctx, its opening does not.
	open(ctx context.Context, number int) (realtimeConn, error)
	// failure returns the kind of an error of a stream.
	failure(err error) string
	// requestSize returns how many bytes an action has.
	requestSize(action *Request) (int, error)
	// numberSize returns how many bytes of a message are the action's number, which grows
	// as a stream goes on.
	numberSize(action int32) int
	// rows say what is done for an action, and of the operation its form on the wire.
	rows() (all []serving.Row, form string)
}

// realtimeConn is an open stream. One goroutine sends and another receives.
type realtimeConn interface {
	// send has no error: receive returns why a stream has ended.
	send(action *Request)
	// receive returns the next recommendation, which is valid until the next call.
	receive() (recommendation, error)
	// cut ends the stream, and any receive. It may be called more than once.
	cut()
}

// recommendation is one message of an answer.
type recommendation interface {
	GetAction() int32
	GetRemaining() int32
	fingerprint() int
	message() *catalogv1.BookRecommendation
	// size returns the size of the message on its stack.
	size() (int, error)
}

func newRealtimeClient(ctx context.Context, wire realtimeWire, c Config) (Client, error) {
	l := &realtimeClient{realtimeWire: wire, config: c}
	for i := range max(1, c.Streams) {
		l.streams = append(l.streams, newRealtimeStream(l, i))
	}
	if err := conn.InParallel(ctx, len(l.streams), l.begin); err != nil {
		l.Close()
		return nil, fmt.Errorf("open streams: %w", err)
	}
	return l, nil
}

// stride is how far apart in the cycle streams begin. It has no factor in common with the cycle.
const stride = 101

// begin opens a stream and sends the action before the first of its own.
func (l *realtimeClient) begin(ctx context.Context, stream int) error {
	n := len(l.config.Requests)
	return l.ask(l.streams[stream], &action{ctx: ctx, position: (stream*stride + n - 1) % n})
}

// Start implements [load.Target].
func (l *realtimeClient) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	a := &action{ctx: ctx, ticket: t, done: done, begun: time.Now(), position: inOrder}
	if t.Check {
		a.answer = new(catalogv1.RecommendationResponse)
	}
	l.hand(l.streams[t.Seq%uint64(len(l.streams))], a)
}

// hand gives an action to a stream and has it end with its context.
func (l *realtimeClient) hand(s *realtimeStream, a *action) {
	s.add(a)
	if last := l.watched.Load(); last == nil || *last != a.ctx {
		l.watch(a.ctx)
	}
	if a.ctx.Err() != nil { // it ended before the action was queued
		l.goroutines.Go(l.expire)
	}
}

func (l *realtimeClient) watch(ctx context.Context) {
	l.watched.Store(&ctx)
	context.AfterFunc(ctx, l.expire)
}

// expire ends the actions whose time is over.
func (l *realtimeClient) expire() {
	for _, s := range l.streams {
		s.expire()
	}
}

// ask sends an action that is not one of the engine's and waits for its answer.
func (l *realtimeClient) ask(s *realtimeStream, a *action) error {
	ended := make(outcomes, 1)
	a.done, a.begun = ended, time.Now()
	l.hand(s, a)
	switch o := <-ended; {
	case o.Failure == "":
		return nil
	case o.Failure == contract.Timeout:
		return fmt.Errorf("%s: %w", o.Failure, context.Cause(a.ctx))
	case a.err != nil:
		return fmt.Errorf("%s: %w", o.Failure, a.err)
	default:
		return fmt.Errorf("%s to action %+v", o.Failure, l.config.Requests[a.position])
	}
}

// outcomes is a sink for one outcome.
type outcomes chan load.Outcome

func (c outcomes) Done(_ load.Ticket, o load.Outcome) { c <- o }

// Fetch implements [Client]. The answer's bytes do not include the action's number.
func (l *realtimeClient) Fetch(ctx context.Context, seq uint64) (Answer, error) {
	a := &action{ctx: ctx, position: l.config.index(seq), answer: new(catalogv1.RecommendationResponse), measure: true}
	if err := l.ask(l.streams[0], a); err != nil {
		return Answer{}, err
	}
	asked, err := l.requestSize(&l.config.Requests[a.position])
	return Answer{a.answer, asked, a.answerBytes - a.items*l.numberSize(a.number)}, err
}

// Close implements [client.Client].
func (l *realtimeClient) Close() error {
	for _, s := range l.streams {
		s.close()
	}
	err := l.realtimeWire.Close()
	l.goroutines.Wait()
	return err
}
