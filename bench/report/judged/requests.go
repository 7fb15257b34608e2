package judged

import (
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// OverRequests says what a ratio of bytes is exact for, and what it may be for others. Sizes vary
// by request, and both arms ask the same requests in the same order, so the blocks of a run say
// nothing of that: they repeat the requests.
type OverRequests struct {
	// Requests is how many different ones were asked: the ratio is exact for these. 0: the trials
	// do not say.
	Requests int
	// CI is the interval over requests drawn like these. It is not known where there are too few.
	CI stat.Interval
	// SameOverhead says that CI takes what goes with a message, such as headers, frames and pings,
	// to be as long for one request as for another: of wire bytes only the messages are known by
	// request.
	SameOverhead bool
}

// overRequests returns what a ratio of armB over armA holds for; the zero value for what are no
// bytes.
func overRequests(r *Run, op, armA, armB string, m *record.Metric) OverRequests {
	var arms [2]requestSums
	if compression := r.Of(record.Operation{Name: op}).Compression; compression != "" && compression != contract.NoCompression {
		arms[0].wireUnknown = true
	}
	for _, block := range r.blocks {
		ta, tb := r.valid[inBlock{op, armA, block}], r.valid[inBlock{op, armB, block}]
		if ta == nil || tb == nil {
			continue
		}
		if !arms[0].add(ta) || !arms[1].add(tb) || arms[0].distinct != arms[1].distinct {
			return OverRequests{}
		}
	}
	over := OverRequests{Requests: min(arms[0].asked, arms[1].asked)}
	a, knownA := arms[0].of(m)
	b, knownB := arms[1].of(m)
	if !knownA || !knownB {
		return OverRequests{}
	}
	over.CI, over.SameOverhead = stat.OverGroups(a, b), m.Key == contract.WireBytes
	return over
}

// requestSums are what the valid trials of an arm come to, by groups of requests.
type requestSums struct {
	distinct, asked int
	groups          []record.RequestSum
	all             record.RequestSum
	wire            int64
	// wireUnknown says that the wire does not follow from the messages: some were
	// compressed, or nobody counted.
	wireUnknown bool
}

// add adds a trial. It returns false if the trial has no groups, or others than those before it.
func (s *requestSums) add(t *record.Trial) bool {
	if s.groups == nil {
		s.distinct, s.groups = t.Groups.Distinct, make([]record.RequestSum, len(t.Groups.Sums))
	}
	if s.distinct < 1 || t.Groups.Distinct != s.distinct || len(t.Groups.Sums) != len(s.groups) {
		return false
	}
	for i, sum := range t.Groups.Sums {
		s.groups[i].Add(sum)
		s.all.Add(sum)
	}
	s.asked = max(s.asked, int(min(t.Requests, int64(s.distinct))))
	if t.BytesSent == nil || t.BytesReceived == nil || len(t.Codings) > 0 {
		s.wireUnknown = true
		return true
	}
	s.wire += *t.BytesSent + *t.BytesReceived
	return true
}

// of returns the sums of a metric, or false if it is not known by request.
func (s *requestSums) of(m *record.Metric) ([]stat.Sum, bool) {
	size := func(g record.RequestSum) float64 { return float64(g.AnswerBytes) }
	switch m.Key {
	case contract.MessageBytes:
	case contract.RequestBytes:
		size = func(g record.RequestSum) float64 { return float64(g.RequestBytes) }
	case contract.WireBytes:
		messages := s.all.RequestBytes + s.all.AnswerBytes
		if s.wireUnknown || s.wire < messages || s.all.Completed == 0 {
			return nil, false
		}
		overhead := float64(s.wire-messages) / float64(s.all.Completed)
		size = func(g record.RequestSum) float64 {
			return float64(g.RequestBytes+g.AnswerBytes) + overhead*float64(g.Completed)
		}
	default:
		return nil, false
	}
	sums := make([]stat.Sum, len(s.groups))
	for i, g := range s.groups {
		sums[i] = stat.Sum{N: g.Completed, Total: size(g)}
	}
	return sums, true
}
