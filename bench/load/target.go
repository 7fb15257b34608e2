// Package load drives a target. It knows schedules, times and counts, but no protocol.
package load

import (
	"context"
	"time"
)

// Target is a client of the service under test. It may work in any way, with a goroutine for each
// request or one loop for all.
type Target interface {
	// Start hands over request t and returns without waiting for its answer. The target
	// calls done.Done exactly once for it, from any goroutine but not from within Start,
	// at the latest soon after ctx is done. Many requests share one ctx. Start must never
	// wait for a connection: that would slow the schedule. In an open loop one goroutine
	// calls it, or the loops of a [Pacer]; in a closed loop it is called from within Done, by
	// the caller of Done.
	Start(ctx context.Context, t Ticket, done Sink)
}

// Pacer is a target that keeps the schedule itself, in the event loops that do its work. For any
// other target a thread of the engine's does, whose every wake-up costs a switch between threads.
type Pacer interface {
	Target
	// Pace has each event loop call the function that begin returns for it: at once, and again
	// whenever the time since start has come that the last call returned. A call that comes
	// sooner or later does no harm. Pace returns when every loop was told that there is no more.
	// It calls begin for all loops before the first of them calls what it returned.
	//
	// The loop that begin gets is a target of its own. Its Start is called within the loop: by
	// the function that begin returned, or by a Done that the loop calls.
	Pace(start time.Time, begin func(loop Target) Due) error
}

// Due sends the requests that are due. It returns the time since the start at which it is to be
// called again, or false if it is not.
type Due func() (next time.Duration, more bool)

// Ticket is one request. The target hands it back unchanged.
type Ticket struct {
	// Seq decides what is asked: the same number is the same request on every stack.
	Seq uint64
	// Intended is when the schedule said to send, Sent when the request was handed to the
	// target; both since the start of the phase.
	Intended, Sent time.Duration
	// Check asks for a full comparison of the answer with what is known to be right.
	Check bool
}

// Sink takes outcomes. Its methods may be called from any goroutine.
type Sink interface {
	Done(t Ticket, o Outcome)
}

// Outcome says how a request ended.
type Outcome struct {
	// Failure is empty if the answer was right, and else one of a few kinds of error, such as
	// "status 503", "reset" or "wrong answer".
	Failure string
	// Why says in one line what came instead. It is nil if the kind says it all.
	Why error
	// Shard is a small number, such as the connection's, by which the recorder spreads
	// its locks.
	Shard int
	// Wait is how long the request waited for a connection or a stream after it was sent,
	// which is not the service's time, or [UnknownWait].
	Wait time.Duration
	// RequestBytes and AnswerBytes are the sizes of the encoded messages, if known.
	RequestBytes, AnswerBytes int
	// Items is how many items a stream carried. FirstItem is how long after Sent the first item
	// of the answer came, or how long the request lasted if none came in time; 0 if the
	// operation has no items.
	Items     int
	FirstItem time.Duration
}

// UnknownWait is the Wait of a target that cannot tell.
const UnknownWait time.Duration = -1
