package judged

import (
	"maps"
	"math"
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// Codings is what answers came in.
type Codings struct {
	Answers int64
	// Counts are those that came in a coding, by its name. Nil where nobody counted.
	Counts map[string]int64
}

// StackCodings are the codings of a stack, which is called by its title.
type StackCodings struct {
	Title string
	Codings
}

// CodingsOf are those of the answers in a window.
func CodingsOf(w *record.Window) Codings { return Codings{w.Answers(), maps.Clone(w.Codings)} }

// Share is that of the answers in a coding. Streams of gRPC count messages, of which an answer
// has many.
func (c Codings) Share(coding string) float64 {
	if c.Answers == 0 {
		return 0
	}
	return min(1, float64(c.Counts[coding])/float64(c.Answers))
}

// sameShare is by how much the shares of a coding may differ and still be alike: less than
// that moves no figure beyond the margin of bytes.
const sameShare = record.ByteMargin

// like says whether the answers of two stacks came in the same codings, as often.
func (c Codings) like(other Codings) bool {
	for coding := range maps.Keys(c.Counts) {
		if math.Abs(c.Share(coding)-other.Share(coding)) > sameShare {
			return false
		}
	}
	for coding := range maps.Keys(other.Counts) {
		if other.Share(coding)-c.Share(coding) > sameShare {
			return false
		}
	}
	return true
}

// AnswersCame sums the valid trials of an operation on a stack up.
func AnswersCame(r *Run, op, stack string) Codings {
	var sum Codings
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		if t.Tool != record.Wiretax || !t.Valid || t.Operation != op || t.Stack != stack || t.Codings == nil {
			continue
		}
		if sum.Answers += t.Answers(); sum.Counts == nil {
			sum.Counts = make(map[string]int64)
		}
		for coding, n := range t.Codings {
			sum.Counts[coding] += n
		}
	}
	return sum
}

// UnlikeCodings are what the answers of a pair came in where that is not the same: what
// is compressed cannot be compared with what is not. Nil where they are alike, or
// nobody counted.
func UnlikeCodings(r *Run, p *Pair) []StackCodings {
	var both []StackCodings
	for _, stack := range r.Stacks() {
		if stack != p.A && stack != p.B {
			continue
		}
		c := AnswersCame(r, p.Op.Name, stack)
		if c.Counts == nil {
			return nil
		}
		both = append(both, StackCodings{r.Title(stack), c})
	}
	if len(both) < 2 || both[0].like(both[1].Codings) {
		return nil
	}
	return both
}

// temperCodings takes the verdict on message bytes away from a pair with unlike codings, and
// marks the rest.
func temperCodings(r *Run, p *Pair) {
	unlike := UnlikeCodings(r, p)
	if unlike == nil {
		return
	}
	for i := range p.Figures {
		f := &p.Figures[i]
		if f.Missing.Any() || f.Metric.Key == contract.RequestBytes {
			continue
		}
		if f.Unlike = unlike; f.Metric.Key == contract.MessageBytes {
			f.withoutVerdict()
		}
	}
}

// MessagesUnknown says that answers came in a coding that is not decoded, so that the bytes of
// their messages are not known.
func MessagesUnknown(r *Run, op, stack string) bool {
	return slices.ContainsFunc(r.valids(op, stack), func(t *record.Trial) bool { return !t.MessagesKnown() })
}
