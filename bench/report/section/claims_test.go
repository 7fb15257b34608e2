package section

import (
	"testing"

	"github.com/wiretax/wiretax/bench/report/judged"
)

func TestOverall(t *testing.T) {
	for _, c := range []struct {
		answers []judged.Answer
		want    string
	}{
		{[]judged.Answer{judged.Held, judged.HeldBeyond}, "held"},
		{[]judged.Answer{judged.Held, judged.NotHeld}, "held by 1, not held by 1 of 2 figures"},
		{[]judged.Answer{judged.HeldBeyond, judged.NotDecided}, "held by 1, not decided by 1 of 2 figures"},
		{[]judged.Answer{judged.NotHeld, judged.NotHeld, judged.Unanswered}, "not held"},
		{[]judged.Answer{judged.NotDecided, judged.NotDecided, judged.Unanswered}, "not decided"},
		{[]judged.Answer{judged.NotHeld, judged.NotDecided, judged.NotHeld}, "not held by 2, not decided by 1 of 3 figures"},
		{[]judged.Answer{judged.Held, judged.NotHeld, judged.Unanswered, judged.NotDecided, judged.NotDecided}, "held by 1, not held by 1, not decided by 2 of 4 figures"},
		{nil, "not judged"},
		{[]judged.Answer{judged.Unanswered}, "not judged"},
	} {
		if got := overall(judged.Count(c.answers)); got != c.want {
			t.Errorf("overall(%v) = %q, want %q", c.answers, got, c.want)
		}
	}
}
