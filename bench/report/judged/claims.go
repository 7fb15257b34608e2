package judged

import (
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// Claim is what somebody says of gRPC, turned into a ratio over REST. It is of one metric: an
// answer over two, such as the CPU of server and client, hides what each of them says.
type Claim struct {
	Metric string
	// A figure holds the claim at or below Bar, and goes further below Beyond. With Bar
	// 1 any difference that was found holds it.
	Bar, Beyond float64
}

// Answer is one to a claim.
type Answer int

// The answers.
const (
	Held Answer = iota
	HeldBeyond
	NotHeld
	NotDecided
	Unanswered
)

// Test says whether a figure holds the claim, and never more than its verdict allows.
func (c *Claim) Test(f *Figure) Answer {
	switch {
	case !f.Judged(), !f.CI.Known():
		return Unanswered
	case f.Verdict == stat.Unstable:
		return NotDecided
	case c.Bar == 1:
		return less(f.Verdict)
	case f.CI.Lo > c.Bar:
		return NotHeld
	case f.CI.Hi > c.Bar || !Lower(f.Verdict):
		return NotDecided
	case f.CI.Hi < c.Beyond:
		return HeldBeyond
	}
	return Held
}

// less answers the claim that something is less.
func less(v stat.Verdict) Answer {
	switch {
	case Lower(v):
		return Held
	case v == stat.Inconclusive:
		return NotDecided
	}
	return NotHeld
}

// Answers counts those to a claim, one for each figure.
type Answers struct{ Held, NotHeld, NotDecided, Unanswered int }

// Count sums answers up.
func Count(answers []Answer) Answers {
	var a Answers
	for _, answer := range answers {
		switch answer {
		case Held, HeldBeyond:
			a.Held++
		case NotHeld:
			a.NotHeld++
		case NotDecided:
			a.NotDecided++
		default:
			a.Unanswered++
		}
	}
	return a
}

// Judged is how many figures were judged.
func (a Answers) Judged() int { return a.Held + a.NotHeld + a.NotDecided }

// Figure is the figure of a pair that a claim is of: an upload carries its payload in its
// request, everything else in the answer.
func (c *Claim) Figure(p *Pair) *Figure { return p.Figure(payload(p.Op, c.Metric)) }

// Pairs are the pairs of the rival of which the plan judges what the claim is of, or all where it judges
// none.
func (c *Claim) Pairs(r *Run) (pairs []*Pair) {
	judges := func(p *Pair) bool { return r.Judges(p.Op.Name, c.Figure(p).Metric.Key) }
	all := r.RivalPairs()
	if !slices.ContainsFunc(all, judges) {
		return all
	}
	return slices.DeleteFunc(all, func(p *Pair) bool { return !judges(p) })
}

// payload is the metric that tells the size of what an operation carries.
func payload(op record.Operation, key string) string {
	if key == contract.MessageBytes && op.Operation == contract.UploadBookRatings {
		return contract.RequestBytes
	}
	return key
}
