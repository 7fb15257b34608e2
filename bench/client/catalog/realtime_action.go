package catalog

import (
	"context"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// action is a request on its way. Its stream's lock guards it while it is in a queue.
type action struct {
	ctx    context.Context
	ticket load.Ticket
	// done is nil where nobody waits, or no longer: the answer is then passed over.
	done  load.Sink
	begun time.Time
	// position is its index in the cycle, and number counts the actions of the connection,
	// from 1.
	position int
	number   int32

	// What has come so far: how many recommendations, when the first since begun, how many
	// the last said were to follow, whether one was not that many, and their fingerprint.
	items       int
	first       time.Duration
	remaining   int32
	outOfOrder  bool
	fingerprint int
	// answer keeps them where that is not nil; measure asks for the sum of their sizes.
	answer      *catalogv1.RecommendationResponse
	measure     bool
	answerBytes int
	err         error
}

// inOrder is the position of an action that takes the next one.
const inOrder = -1

// take adds a recommendation and says whether it is the last.
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

// keep keeps a recommendation without what depends on the connection.
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

// judge says how an action ended whose answer has come.
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

// end tells who waits for an action how it ended.
func (a *action) end(number int, o load.Outcome) {
	if a.done == nil {
		return
	}
	if o.FirstItem = a.first; a.items == 0 && o.Failure == contract.Timeout {
		o.FirstItem = time.Since(a.begun)
	}
	o.Lane, o.Wait = number, load.UnknownWait
	a.done.Done(a.ticket, o)
}

// actions is a queue.
type actions struct {
	all  []*action
	gone int // of all, from the front
}

func (q *actions) push(a *action) { q.all = append(q.all, a) }

// first is nil where there is none.
func (q *actions) first() *action {
	if q.gone == len(q.all) {
		return nil
	}
	return q.all[q.gone]
}

// pop takes the first out, or returns nil.
func (q *actions) pop() *action {
	a := q.first()
	if a == nil {
		return nil
	}
	q.all[q.gone] = nil
	if q.gone++; q.gone > len(q.all)/2 { // so that it stays as small as what is in it
		left := copy(q.all, q.all[q.gone:])
		clear(q.all[left:])
		q.all, q.gone = q.all[:left], 0
	}
	return a
}

// list is what is in the queue, in order.
func (q *actions) list() []*action { return q.all[q.gone:] }
