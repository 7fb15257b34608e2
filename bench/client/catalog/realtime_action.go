package catalog

import (
	"context"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// action is a request in flight. While it is in a queue its stream's lock guards it.
type action struct {
	ctx    context.Context
	ticket load.Ticket
	// done is nil if nobody waits for the answer any more.
	done  load.Sink
	begun time.Time
	// position is its index in the cycle, and number counts the actions of the connection,
	// from 1.
	position int
	number   int32

	// What has come so far: the number of recommendations, how long after begun the first
	// came, how many were to follow the last, whether one was out of order, and their
	// fingerprint.
	items       int
	first       time.Duration
	remaining   int32
	outOfOrder  bool
	fingerprint int
	// answer keeps them unless it is nil; measure asks for the sum of their sizes.
	answer      *catalogv1.RecommendationResponse
	measure     bool
	answerBytes int
	err         error
}

// inOrder as a position means the next action of the cycle.
const inOrder = -1

// take adds a recommendation and reports whether it is the last.
func (a *action) take(r recommendation) (last bool) {
	left := r.GetRemaining()
	if a.done == nil {
		return left <= 0
	}
	if a.items++; a.items == 1 {
		a.first = time.Since(a.begun)
	} else if left != a.remaining-1 {
		a.outOfOrder = true
	}
	a.remaining = left
	a.fingerprint += r.fingerprint()
	a.keep(r)
	return left <= 0
}

// keep keeps a recommendation, without the fields that depend on the connection.
func (a *action) keep(r recommendation) {
	if a.measure && a.err == nil {
		var n int
		n, a.err = r.size()
		a.answerBytes += n
	}
	if a.answer != nil {
		m := r.message()
		m.Action, m.Remaining = 0, 0
		a.answer.Recommendations = append(a.answer.Recommendations, m)
	}
}

// judge returns the outcome of an action whose answer has come.
func (l *realtimeClient) judge(a *action) load.Outcome {
	if a.outOfOrder {
		return load.Outcome{Failure: contract.WrongAnswer}
	}
	if l.config.Want == nil {
		return load.Outcome{Items: a.items}
	}
	want := &l.config.Want[a.position]
	if a.fingerprint != want.fingerprint || (a.answer != nil && !proto.Equal(a.answer, want.Message)) {
		return load.Outcome{Failure: contract.WrongAnswer}
	}
	return load.Outcome{
		Items: a.items, RequestBytes: want.RequestBytes,
		AnswerBytes: want.AnswerBytes + a.items*l.numberSize(a.number),
	}
}

// end hands over the outcome of an action.
func (a *action) end(number int, o load.Outcome) {
	if a.done == nil {
		return
	}
	if o.FirstItem = a.first; a.items == 0 && o.Failure == contract.Timeout {
		o.FirstItem = time.Since(a.begun)
	}
	o.Shard, o.Wait = number, load.UnknownWait
	a.done.Done(a.ticket, o)
}

// actions is a queue.
type actions struct {
	all  []*action
	gone int // how many of all, from the front, are out
}

func (q *actions) push(a *action) { q.all = append(q.all, a) }

// first returns the first action, or nil if there is none.
func (q *actions) first() *action {
	if q.gone == len(q.all) {
		return nil
	}
	return q.all[q.gone]
}

// pop removes the first action and returns it, or nil if there is none.
func (q *actions) pop() *action {
	a := q.first()
	if a == nil {
		return nil
	}
	q.all[q.gone] = nil
	if q.gone++; q.gone > len(q.all)/2 { // or the slice would grow for ever
		left := copy(q.all, q.all[q.gone:])
		clear(q.all[left:])
		q.all, q.gone = q.all[:left], 0
	}
	return a
}

// list returns what is in the queue, in order.
func (q *actions) list() []*action { return q.all[q.gone:] }
