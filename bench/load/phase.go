package load

import (
	"time"

	"github.com/wiretax/wiretax/bench/record"
)

// Phase is one stretch of load, whatever decides when a request is sent.
type Phase struct {
	// Duration is how long requests are sent. Required in an open loop; in a closed one
	// 0 sets no limit.
	Duration time.Duration
	// Timeout ends a request; an answer that comes later counts as a timeout. Required.
	Timeout time.Duration
	// FirstSeq is the Seq of the first request.
	FirstSeq uint64
	// Distinct is how many different requests are asked in turn: number Seq mod Distinct. 0: it is
	// not known, and the result has no groups.
	Distinct int
	// CheckEvery asks for a full check of one request in that many: 1 checks all, 0 none. A
	// hash of Seq picks them, so that no period of the requests coincides with theirs.
	CheckEvery uint64
	// Interval is called with the times of each second, and of the rest, as it ends. Its
	// argument is reused when it returns. Calls come one after another, from a goroutine of
	// the engine, the last before the phase returns. Nil is not called.
	Interval func(record.Interval)
}

func (p *Phase) checks(seq uint64) bool {
	const golden = 0x9e3779b97f4a7c15 // Fibonacci hashing
	return p.CheckEvery > 0 && (seq*golden>>32)%p.CheckEvery == 0
}

// Grace is how long after the phase's end an answer still counts as given in time. The last
// requests need a moment; without it a short phase would seem to have fallen behind by the few
// requests that are always in flight.
const Grace = 20 * time.Millisecond

// Parts is the number of equal parts of a phase that show whether it was steady.
const Parts = 50

// MostExamples is the number of kinds of failure of which an example is kept.
const MostExamples = 32

// Result is what a phase measured. Its size does not depend on the number of requests.
type Result struct {
	// Requests were handed to the target; Completed were answered right and in time.
	Requests, Completed int64
	// CompletedInTime are those of them that were done when the phase ended, or within
	// [Grace] of it.
	CompletedInTime int64
	// Failures counts the others by kind.
	Failures map[string]int64
	// Goroutines are the stacks of this process, at most 1 MiB of them, when requests
	// were given up that never ended. Nil if there were none.
	Goroutines []byte
	// Examples has the first failure of each kind, or of the first [MostExamples] kinds.
	Examples map[string]string
	// Times hold completed requests and timeouts. Service lacks the timeouts of requests that
	// spent most of their time in Wait. The times of other failures are in Times.Errors. Lag
	// holds every request of an open loop, Wait those whose target could tell, First those whose
	// answers have items.
	Times record.Times
	// FailedTime is the sum of the times, since the requests were sent, that are in neither
	// histogram, Service or Wait: those of failed requests, the time after the wait of
	// timeouts that mostly waited, and the time from a timeout until its target noticed it.
	FailedTime time.Duration
	// SliceMeans are the mean times, in seconds since they were sent, of the requests that were
	// intended in each part of the phase, in order, without parts that have no request. Nil
	// if the phase had no Duration.
	SliceMeans []float64
	// MeanInFlight is the mean number in flight, until the last request ended, by samples that
	// share neither a sum nor a reading of the clock with Times.
	MeanInFlight float64
	// Elapsed runs from the start until the last request ended or was given up.
	Elapsed time.Duration
	// Checked is how many of the completed answers were compared in full.
	Checked int64
	// RequestBytes and AnswerBytes are sums over the completed requests.
	RequestBytes, AnswerBytes int64
	// Groups are the same sums by groups of requests: see [Group].
	Groups record.RequestGroups
	// Items is the sum of the items that the completed requests carried.
	Items int64
	// PacerCPU is the CPU time of the thread that kept the schedule.
	PacerCPU time.Duration
	// Stopped says that ctx ended the phase before it was over.
	Stopped bool
	// Behind says that the generator itself fell behind its schedule by more than the
	// timeout and gave the phase up: the rate is too high for it.
	Behind bool
}
