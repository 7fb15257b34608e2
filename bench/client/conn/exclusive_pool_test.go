package conn

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestExclusivePoolPrefersTheConnectionThatFellIdleLast(t *testing.T) {
	s := newExclusivePool(3)
	for want := range 3 {
		if got, wait, err := s.take(t.Context()); got != want || wait != 0 || err != nil {
			t.Fatalf("take() = %d, %v, %v, want %d at once", got, wait, err, want)
		}
	}
	s.give(0)
	s.give(2)
	if got, _, _ := s.take(t.Context()); got != 2 {
		t.Errorf("take() = %d, want 2, which fell idle last", got)
	}
}

func TestExclusivePoolServesTheLineInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newExclusivePool(1)
		s.take(t.Context())
		short, cancel := context.WithTimeout(t.Context(), 15*time.Millisecond)
		defer cancel()
		type turn struct {
			who  int
			wait time.Duration
			err  error
		}
		turns := make(chan turn, 4)
		for who := range 4 {
			ctx := t.Context()
			if who == 1 {
				ctx = short
			}
			go func() {
				_, wait, err := s.take(ctx)
				turns <- turn{who, wait, err}
			}()
			synctest.Wait() // it stands in line
			time.Sleep(time.Millisecond)
		}
		time.Sleep(16 * time.Millisecond) // the second one's time is over
		if got := <-turns; got.who != 1 || got.wait != 14*time.Millisecond || !errors.Is(got.err, context.DeadlineExceeded) {
			t.Errorf("first to leave is %+v, want number 1 after 14ms", got)
		}
		for _, who := range []int{0, 2, 3} {
			s.give(0)
			want := time.Duration(20-who) * time.Millisecond
			if got := <-turns; got.who != who || got.wait != want || got.err != nil {
				t.Errorf("next is %+v, want number %d after %v", got, who, want)
			}
		}
		s.give(0)
		if number, wait, err := s.take(t.Context()); number != 0 || wait != 0 || err != nil || s.first != nil || s.last != nil {
			t.Errorf("take() = %d, %v, %v once the line is gone", number, wait, err)
		}
	})
}
