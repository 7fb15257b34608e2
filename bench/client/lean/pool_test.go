package lean

import (
	"slices"
	"testing"
)

// TestLine lets requests join, leave and be taken, and expects those that stay in order. When many
// thousands wait and time out, leaving must not cost a copy of the line.
func TestLine(t *testing.T) {
	var l line
	all := make([]*exchange, 9)
	for i := range all {
		all[i] = new(exchange)
		l.join(all[i])
	}
	if got := l.next(); got != all[0] {
		t.Error("the first is not taken first")
	}
	if l.leave(all[0]) || l.leave(new(exchange)) {
		t.Error("one leaves that is not in the line")
	}
	leaving := []int{4, 1, 2, 8}
	for _, i := range leaving {
		if !l.leave(all[i]) || l.leave(all[i]) {
			t.Errorf("number %d does not leave once", i)
		}
	}
	last := new(exchange)
	l.join(last)
	var got []*exchange
	for len(l.requests) > 0 {
		got = append(got, l.next())
	}
	if want := []*exchange{all[3], all[5], all[6], all[7], last}; !slices.Equal(got, want) {
		t.Errorf("got %d requests, want numbers 3, 5, 6, 7 and the last", len(got))
	}
	l.join(last)
	l.join(all[0])
	if allocations := testing.AllocsPerRun(100, func() {
		l.leave(last)
		l.join(last)
	}); allocations > 1 {
		t.Errorf("leaving and joining allocates %v times", allocations)
	}
}
