package conn

import (
	"testing"
)

func TestPoolPrefersTheConnectionThatFellIdleLast(t *testing.T) {
	p := newSharedPool(3)
	a, b, c := p.take(), p.take(), p.take()
	if a == b || b == c || a == c {
		t.Fatalf("three requests got connections %d, %d, %d, want three different ones", a, b, c)
	}
	// All are busy: the next three share them evenly.
	shared := map[int]int{p.take(): 1, p.take(): 1, p.take(): 1}
	if len(shared) != 3 {
		t.Errorf("three more shared %v, want each connection once", shared)
	}
	for number := range shared {
		p.give(number)
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

func TestPoolKeepsCallersTogether(t *testing.T) {
	p := newSharedPool(4)
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
	p := newSharedPool(4)
	p.give(p.take())
	for range 401 {
		p.take()
	}
	for number, n := range p.busy {
		if n < 99 || n > 102 {
			t.Errorf("connection %d carries %d of 401 requests, want about a quarter", number, n)
		}
	}
}
