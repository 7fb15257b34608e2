package judged

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

func TestClaim(t *testing.T) {
	size := Claim{contract.MessageBytes, 1.0 / 3, 1.0 / 10}
	cpu := Claim{contract.ServerCPU, 1, 0}
	for _, c := range []struct {
		name    string
		claim   Claim
		ci      stat.Interval
		verdict stat.Verdict
		want    Answer
	}{
		{"inside", size, stat.Interval{Lo: 0.2, Hi: 0.3}, stat.MateriallyBetter, Held},
		{"beyond", size, stat.Interval{Lo: 0.05, Hi: 0.09}, stat.MateriallyBetter, HeldBeyond},
		{"across", size, stat.Interval{Lo: 0.3, Hi: 0.4}, stat.MateriallyBetter, NotDecided},
		{"short of it", size, stat.Interval{Lo: 0.4, Hi: 0.5}, stat.MateriallyBetter, NotHeld},
		{"the other way", size, stat.Interval{Lo: 1.4, Hi: 1.5}, stat.MateriallyWorse, NotHeld},
		{"inconclusive", size, stat.Interval{Lo: 0.2, Hi: 0.3}, stat.Inconclusive, NotDecided},
		{"unstable", size, stat.Interval{Lo: 0.4, Hi: 0.5}, stat.Unstable, NotDecided},
		{"no verdict", size, stat.Interval{Lo: 0.2, Hi: 0.3}, stat.NoVerdict, Unanswered},
		{"no interval", size, stat.Interval{}, stat.MateriallyBetter, Unanswered},
		{"less", cpu, stat.Interval{Lo: 0.8, Hi: 0.99}, stat.Better, Held},
		{"no less", cpu, stat.Interval{Lo: 0.98, Hi: 1.02}, stat.Equivalent, NotHeld},
		{"more", cpu, stat.Interval{Lo: 1.01, Hi: 1.2}, stat.Worse, NotHeld},
		{"open", cpu, stat.Interval{Lo: 0.8, Hi: 1.02}, stat.Inconclusive, NotDecided},
	} {
		f := Figure{Headline: true, Comparison: stat.Comparison{CI: c.ci, Verdict: c.verdict}}
		if got := c.claim.Test(&f); got != c.want {
			t.Errorf("%s: Test(%v, %s) = %v, want %v", c.name, c.ci, c.verdict, got, c.want)
		}
	}
	shown := Figure{Comparison: stat.Comparison{CI: stat.Interval{Lo: 0.2, Hi: 0.3}, Verdict: stat.NoVerdict}}
	if got := size.Test(&shown); got != Unanswered {
		t.Errorf("a metric that is only shown: Test = %v, want %v", got, Unanswered)
	}
}

// An upload carries what it has to say in its request, everything else in the answer.
func TestPayload(t *testing.T) {
	for _, c := range []struct{ operation, key, want string }{
		{contract.UploadBookRatings, contract.MessageBytes, contract.RequestBytes},
		{contract.UploadBookRatings, contract.WireBytes, contract.WireBytes},
		{contract.ListBooks, contract.MessageBytes, contract.MessageBytes},
		{"GetBook", contract.MessageBytes, contract.MessageBytes},
	} {
		if got := payload(record.Operation{Name: "x", Operation: c.operation}, c.key); got != c.want {
			t.Errorf("payload(%s, %s) = %s, want %s", c.operation, c.key, got, c.want)
		}
	}
}
