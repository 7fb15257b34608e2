package load

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wiretax/wiretax/bench/pace"
)

// brokenPacer waits as often as it is told to and fails from then on.
type brokenPacer struct {
	started   time.Time
	waits     int
	closeFail error
}

var errPacer = errors.New("no clock")

func (b *brokenPacer) WaitUntil(offset time.Duration) error {
	if b.waits--; b.waits < 0 {
		return errPacer
	}
	time.Sleep(offset - b.Elapsed())
	return nil
}

func (b *brokenPacer) Elapsed() time.Duration        { return time.Since(b.started) }
func (b *brokenPacer) Close() (time.Duration, error) { return 0, b.closeFail }

// A fault of the pacer is an error, not a stop by the user, and nothing goes on after it: goleak
// sees the rest.
func TestAnErrorOfThePacerEndsThePhase(t *testing.T) {
	for _, tt := range []struct {
		name  string
		pacer brokenPacer
		want  string
	}{
		{"at once", brokenPacer{}, "wait for the next request's time: no clock"},
		{"later", brokenPacer{waits: 3}, "wait for the next request's time: no clock"},
		{"at the end", brokenPacer{waits: 1 << 30, closeFail: errPacer}, "read pacer's CPU time: no clock"},
		{"twice", brokenPacer{waits: 3, closeFail: errPacer}, "wait for the next request's time: no clock"},
	} {
		var inFlight atomic.Int64
		target := targetFunc(func(_ context.Context, ticket Ticket, done Sink) {
			inFlight.Add(1)
			time.AfterFunc(time.Millisecond, func() {
				inFlight.Add(-1)
				done.Done(ticket, Outcome{})
			})
		})
		phase := Phase{Duration: 20 * time.Millisecond, Timeout: time.Second}
		for _, loop := range []struct {
			name string
			run  func(context.Context, *brokenPacer) (Result, error)
		}{
			{"open", func(ctx context.Context, p *brokenPacer) (Result, error) {
				return openWith(ctx, thread{p, target}, newRecorder(phase), pace.Uniform(1000, phase.Duration), phase)
			}},
			{"closed", func(ctx context.Context, p *brokenPacer) (Result, error) {
				return newClosed(ctx, Loop{Callers: 8, Spread: 10 * time.Millisecond}, phase).run(ctx, thread{p, target})
			}},
		} {
			synctest.Test(t, func(t *testing.T) {
				pacer := tt.pacer
				pacer.started = time.Now()
				_, err := loop.run(t.Context(), &pacer)
				if err == nil || !errors.Is(err, errPacer) || !strings.HasPrefix(err.Error(), tt.want) {
					t.Errorf("%s, %s loop: error %v, want %q", tt.name, loop.name, err, tt.want)
				}
				if n := inFlight.Load(); n != 0 {
					t.Errorf("%s, %s loop: %d requests are under way after it", tt.name, loop.name, n)
				}
			})
		}
	}
}
