package lean

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
)

// exchange is a request in flight, with what has come of its answer. The loop reuses it.
type exchange struct {
	loop       *loop
	prev, next *exchange // in flight, or unused
	ctx        context.Context
	ticket     load.Ticket
	done       load.Sink
	asked      *asked // takes the answer in place of done
	request    int
	// began is when the request was handed over, wait how long it waited for a connection or a
	// stream until then, and waits since when it has been waiting.
	began, waits time.Time
	wait         time.Duration
	// rank is that in the line while it waits there.
	rank uint64
	// on is the connection that carries it, nil while it waits; stream is its number there.
	on     *connection
	stream uint32
	// unsent are the bytes of the body that are still to be sent over HTTP/2, and window is what
	// the service allows to be sent of it.
	unsent []byte
	window int64
	// attempts counts how often it was sent.
	attempts int
	ended    bool

	answer
}

// exchanges are a list of exchanges.
type exchanges struct{ head exchange }

func (l *exchanges) init() { l.head.prev, l.head.next = &l.head, &l.head }

func (l *exchanges) empty() bool { return l.head.next == &l.head }

func (l *exchanges) add(x *exchange) {
	x.prev, x.next = l.head.prev, &l.head
	x.prev.next, l.head.prev = x, x
}

func (l *exchanges) remove(x *exchange) {
	x.prev.next, x.next.prev = x.next, x.prev
	x.prev, x.next = nil, nil
}

// all yields the exchanges in order. The one that it yielded last may be removed.
func (l *exchanges) all(yield func(*exchange) bool) {
	for x := l.head.next; x != &l.head; {
		next := x.next
		if !yield(x) {
			return
		}
		x = next
	}
}

// exchange returns an unused exchange.
func (l *loop) exchange() *exchange {
	x := l.unused
	if x == nil {
		return &exchange{loop: l, answer: answer{length: -1}}
	}
	l.unused = x.next
	x.next = nil
	return x
}

// mostKept bounds the body buffer that an unused exchange holds on to.
const mostKept = 1 << 20

// release makes an exchange unused.
func (x *exchange) release() {
	body := x.body[:0]
	if cap(body) > mostKept {
		body = nil
	}
	l := x.loop
	*x = exchange{loop: l, next: l.unused, answer: answer{length: -1, body: body}}
	l.unused = x
}

// fail ends a request with a failure, of which the loop tells later: the caller may be in the midst
// of something, and whoever is told may send the next request at once.
func (x *exchange) fail(kind string, err error) {
	if x.ended {
		return
	}
	if !x.waits.IsZero() {
		x.waited()
	}
	x.ended = true
	x.reply.Failure, x.reply.Err = kind, err
	x.loop.inFlight.remove(x)
	x.loop.failed = append(x.loop.failed, x)
}

// malformed ends a request whose answer breaks the protocol.
func (x *exchange) malformed(format string, args ...any) {
	x.fail(contract.MalformedAnswer, fmt.Errorf(format, args...))
}

// complete ends a request whose answer has come. Its connection is free by now.
func (x *exchange) complete() {
	if x.ended {
		return
	}
	x.ended = true
	x.loop.inFlight.remove(x)
	x.finishBody()
	x.tell()
}

// tell judges an exchange that has ended and hands on the outcome.
func (x *exchange) tell() {
	client := x.loop.client
	var body []byte
	if x.keep {
		body = x.body
	}
	if x.reply.Err == nil {
		x.reply.Length = x.messageLength()
	}
	x.reply.Wait = x.wait
	if a := x.asked; a != nil {
		a.reply, a.body = x.reply, bytes.Clone(body)
		x.release()
		close(a.done)
		return
	}
	outcome := client.config.Answers.Judge(x.ticket, &x.reply, body)
	// The loop tells one outcome at a time, so that all of them fit on one lock.
	outcome.Shard, outcome.Wait = x.loop.number, x.wait
	if client.config.Items != NoItems {
		if outcome.Items == 0 {
			outcome.Items = x.items
		}
		outcome.FirstItem = x.first
		if x.first == 0 && outcome.Failure == contract.Timeout {
			outcome.FirstItem = time.Since(x.began) // it had not come even then
		}
	}
	ticket, done := x.ticket, x.done
	x.release()
	done.Done(ticket, outcome)
}

// abandon takes the request from its connection, or out of the line of those that wait for one.
func (x *exchange) abandon() {
	if x.on != nil {
		x.on.abandon(x)
		return
	}
	x.loop.pool.leave(x)
}

// waiting begins a wait for a connection or a stream, unless it has begun.
func (x *exchange) waiting() {
	if x.waits.IsZero() {
		x.waits = time.Now()
	}
}

// waited ends a wait for a connection or a stream.
func (x *exchange) waited() {
	x.wait += time.Since(x.waits)
	x.waits = time.Time{}
}
