package catalog

import (
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

func TestJudge(t *testing.T) {
	right := &catalogv1.Book{Id: 1, Title: "Right", Year: 1999}
	c := Config{
		Requests: make([]Request, 1),
		Want:     []Want{{Answer{right, 2, 9}, len(right.Title)}},
	}
	changed := func(change func(*catalogv1.Book)) *catalogv1.Book {
		b := proto.CloneOf(right)
		change(b)
		return b
	}
	for _, test := range []struct {
		name   string
		answer *catalogv1.Book
		check  bool
		want   load.Outcome
	}{
		{"right", right, false, load.Outcome{RequestBytes: 2, AnswerBytes: 9}},
		{"right, in full", right, true, load.Outcome{RequestBytes: 2, AnswerBytes: 9}},
		{"another length", changed(func(b *catalogv1.Book) { b.Title = "Wrong!" }), false, load.Outcome{Failure: contract.WrongAnswer}},
		{"the same length", changed(func(b *catalogv1.Book) { b.Title = "Wrong" }), false, load.Outcome{RequestBytes: 2, AnswerBytes: 9}},
		{"the same length, in full", changed(func(b *catalogv1.Book) { b.Title = "Wrong" }), true, load.Outcome{Failure: contract.WrongAnswer}},
		{"another year, in full", changed(func(b *catalogv1.Book) { b.Year++ }), true, load.Outcome{Failure: contract.WrongAnswer}},
	} {
		fingerprint, _ := fingerprintOf(test.answer)
		got := c.judge(load.Ticket{Seq: 7, Check: test.check}, fingerprint, func() proto.Message { return test.answer })
		if got != test.want {
			t.Errorf("%s: judge() = %+v, want %+v", test.name, got, test.want)
		}
	}
}
