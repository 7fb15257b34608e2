package target

import (
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

func TestRequestsAreTheSameForTheSameSeed(t *testing.T) {
	ids := []int32{3, 5, 8, 13, 21}
	for _, op := range []string{"GetBook", "Recommend", "RatingHistory", "GetStock", "GetProduct", "GetOrder"} {
		asked := plan.Operation{Operation: op, Items: 10}
		a, again, other := Requests(1, asked, ids), Requests(1, asked, ids), Requests(2, asked, ids)
		same := 0
		for i := range a {
			if a[i] != again[i] {
				t.Fatalf("Requests(1, %s)[%d] = %+v and %+v", op, i, a[i], again[i])
			}
			if a[i] == other[i] {
				same++
			}
		}
		if same == len(a) {
			t.Errorf("%s: seeds 1 and 2 give the same requests", op)
		}
	}
}

func TestPoolPrefersTheConnectionThatFellIdleLast(t *testing.T) {
	p := newPool(3)
	a, b, c := p.take(), p.take(), p.take()
	if a == b || b == c || a == c {
		t.Fatalf("three requests got connections %d, %d, %d, want three different ones", a, b, c)
	}
	// All are busy: the next three share them evenly.
	shared := map[int]int{p.take(): 1, p.take(): 1, p.take(): 1}
	if len(shared) != 3 {
		t.Errorf("three more shared %v, want each connection once", shared)
	}
	for lane := range shared {
		p.give(lane)
	}
	p.give(b)
	p.give(a)
	if got := p.take(); got != a {
		t.Errorf("take() = %d, want %d, which fell idle last", got, a)
	}
	if got := p.take(); got != b {
		t.Errorf("take() = %d, want %d, which fell idle before", got, b)
	}
}

func TestPoolKeepsTogetherWhoAsksAgain(t *testing.T) {
	p := newPool(4)
	for range 12 {
		p.take()
	}
	// Two requests of connection 2 end in one read: the next two leave in one write.
	p.give(2)
	p.give(2)
	if first, second := p.take(), p.take(); first != 2 || second != 2 {
		t.Errorf("after two requests on connection 2 the next two took %d and %d, want 2 both", first, second)
	}
}

func TestPoolSpreadsWhatDoesNotEnd(t *testing.T) {
	p := newPool(4)
	p.give(p.take())
	for range 401 {
		p.take()
	}
	for lane, n := range p.busy {
		if n < 99 || n > 102 {
			t.Errorf("connection %d carries %d of 401 requests, want about a quarter", lane, n)
		}
	}
}

func TestJudge(t *testing.T) {
	right := &catalogv1.Book{Id: 1, Title: "Right", Year: 1999}
	c := Config{
		Requests: make([]Request, 1),
		Want:     []Want{{Answer{right, 2, 9}, extentOf(right)}},
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
		got := c.judge(load.Ticket{Seq: 7, Check: test.check}, extentOf(test.answer), func() proto.Message { return test.answer })
		if got != test.want {
			t.Errorf("%s: judge() = %+v, want %+v", test.name, got, test.want)
		}
	}
}
