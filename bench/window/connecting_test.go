package window

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wiretax/wiretax/bench/client/conn"
)

func TestLimitConnecting(t *testing.T) {
	for _, test := range []struct {
		timeout     time.Duration
		connections int
		want        time.Duration
	}{
		{10 * time.Millisecond, 1, 1010 * time.Millisecond},
		{time.Second, 16, 1160 * time.Millisecond},
		{time.Second, 10000, 10 * time.Second},
		{2 * time.Second, 16, 2 * time.Second},
		{10 * time.Second, 10000, 10 * time.Second},
		{time.Minute, 16, time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			ctx, cancel := LimitConnecting(t.Context(), "it", test.timeout, test.connections)
			defer cancel()
			<-ctx.Done()
			if got := time.Since(began); got != test.want {
				t.Errorf("LimitConnecting(%v, %d) ended after %v, want %v", test.timeout, test.connections, got, test.want)
			}
			want := "it did not answer within " + test.want.String()
			if err := WhyUnconnected(ctx, context.DeadlineExceeded); err == nil || err.Error() != want {
				t.Errorf("WhyUnconnected() = %v, want %s", err, want)
			}
			if err := WhyUnconnected(ctx, new(conn.Stalled)); err == nil || err.Error() != want+": the target stalled" {
				t.Errorf("WhyUnconnected(stalled) = %v, want %s and how far it came", err, want)
			}
		})
	}
	refused := errors.New("refused")
	if err := WhyUnconnected(t.Context(), refused); err != refused {
		t.Errorf("WhyUnconnected() in time = %v, want what was wrong", err)
	}
}
