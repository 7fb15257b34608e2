package run

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
			ctx, cancel := limitConnecting(t.Context(), "it", test.timeout, test.connections)
			defer cancel()
			<-ctx.Done()
			if got := time.Since(began); got != test.want {
				t.Errorf("limitConnecting(%v, %d) ended after %v, want %v", test.timeout, test.connections, got, test.want)
			}
			want := "it did not answer within " + test.want.String()
			if err := whyUnconnected(ctx, context.DeadlineExceeded); err == nil || err.Error() != want {
				t.Errorf("whyUnconnected() = %v, want %s", err, want)
			}
			if err := whyUnconnected(ctx, new(conn.Stalled)); err == nil || err.Error() != want+": the target stalled" {
				t.Errorf("whyUnconnected(stalled) = %v, want %s and how far it came", err, want)
			}
		})
	}
	refused := errors.New("refused")
	if err := whyUnconnected(t.Context(), refused); err != refused {
		t.Errorf("whyUnconnected() in time = %v, want what was wrong", err)
	}
}
