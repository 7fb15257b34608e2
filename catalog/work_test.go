package catalog

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/wiretax/wiretax/splitmix"
)

func TestParseWork(t *testing.T) {
	for _, test := range []struct {
		text string
		want Work
		bad  string // the value that the error names
	}{
		{text: "", want: Work{}},
		{text: "cpu=50us", want: Work{CPU: 50 * time.Microsecond}},
		{text: "cpu=50µs", want: Work{CPU: 50 * time.Microsecond}},
		{text: "wait=2ms", want: Work{Wait: 2 * time.Millisecond}},
		{text: "cpu=50us,wait=2ms", want: Work{CPU: 50 * time.Microsecond, Wait: 2 * time.Millisecond}},
		{text: "wait=1h0.5ms", bad: `"1h0.5ms" is not a time for wait`},
		{text: "wait=2ms,cpu=10s", want: Work{CPU: 10 * time.Second, Wait: 2 * time.Millisecond}},
		{text: "cpu=10.000000001s", bad: `"10.000000001s" is not a time for cpu`},
		{text: "cpu=0s", bad: `"0s" is not a time for cpu`},
		{text: "cpu=0", bad: `"0" is not a time for cpu`},
		{text: "cpu=-1us", bad: `"-1us" is not a time for cpu`},
		{text: "cpu=50", bad: `"50" is not a time for cpu`},
		{text: "cpu=", bad: `"" is not a time for cpu`},
		{text: "cpu", bad: `"" is not a time for cpu`},
		{text: "cpu= 50us", bad: `" 50us" is not a time for cpu`},
		{text: "wait=9223372036854775808ns", bad: `"9223372036854775808ns" is not a time for wait`},
		{text: "CPU=50us", bad: `"CPU=50us" is not work`},
		{text: "disk=50us", bad: `"disk=50us" is not work`},
		{text: "50us", bad: `"50us" is not work`},
		{text: "cpu=50us,", bad: `"" is not work`},
		{text: "cpu=50us;wait=2ms", bad: `"50us;wait=2ms" is not a time for cpu`},
		{text: "cpu=50us,cpu=60us", bad: "cpu appears twice"},
		{text: "cpu=50us,wait=2ms,cpu=50us", bad: "cpu appears twice"},
	} {
		got, err := ParseWork(test.text)
		if got != test.want || (err != nil) != (test.bad != "") {
			t.Errorf("ParseWork(%q) = %+v, %v; want %+v, an error: %v", test.text, got, err, test.want, test.bad != "")
		}
		if err != nil && !strings.Contains(err.Error(), test.bad) {
			t.Errorf("ParseWork(%q): error %q lacks %q", test.text, err, test.bad)
		}
	}
}

// Any work is read back from its own text, and costs the same then.
func TestWorkString(t *testing.T) {
	anyTime := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, int64(maxWork)))
	rapid.Check(t, func(t *rapid.T) {
		w := Work{time.Duration(anyTime.Draw(t, "cpu")), time.Duration(anyTime.Draw(t, "wait"))}
		got, err := ParseWork(w.String())
		if got != w || err != nil || got.steps() != w.steps() {
			t.Fatalf("ParseWork(%q) = %+v, %v; want %+v", w, got, err, w)
		}
	})
	for text, want := range map[string]string{"": "", "wait=2ms,cpu=1500us": "cpu=1.5ms,wait=2ms", "wait=2ms": "wait=2ms"} {
		if w, err := ParseWork(text); w.String() != want || err != nil {
			t.Errorf("ParseWork(%q).String() = %q, %v; want %q", text, w, err, want)
		}
	}
}

// asked is a context that counts how often it was asked whether it is done, and is so after
// a number of times.
type asked struct {
	context.Context
	times, doneAfter int
}

func (a *asked) Err() error {
	a.times++
	if a.times > a.doneAfter {
		return context.Canceled
	}
	return nil
}

// The steps are fixed: a change makes every measured run with a handler cost another run.
func TestWorkSteps(t *testing.T) {
	for _, test := range []struct {
		text      string
		steps     int64
		stretches int
	}{
		{"", 0, 0},
		{"wait=1ns", 0, 0},
		{"cpu=1ns", 0, 0},
		{"cpu=4ns", 1, 1},
		{"cpu=1us", 280, 1},
		{"cpu=50us", 14_000, 1},
		{"cpu=100us", 28_000, 2},
		{"cpu=1ms", 280_000, 18},
	} {
		w, err := ParseWork(test.text)
		ctx := &asked{Context: t.Context(), doneAfter: test.stretches}
		if did := w.Do(ctx); err != nil || did != nil || w.steps() != test.steps || ctx.times != test.stretches {
			t.Errorf("work %q = %d steps in %d stretches, %v, %v; want %d in %d", test.text, w.steps(), ctx.times, err, did, test.steps, test.stretches)
		}
	}
	if got := (Work{CPU: maxWork}).steps(); got != 2_800_000_000 {
		t.Errorf("the longest work has %d steps, want 2,800,000,000", got)
	}
	x := uint64(3)
	for range 3 {
		x = splitmix.Mix(x)
	}
	if got := burn(3); got != x {
		t.Errorf("burn(3) = %#x, want %#x: three steps from 3", got, x)
	}
}

// Work on the CPU ends soon after its caller has gone.
func TestWorkEndsInTheMiddle(t *testing.T) {
	for _, stretches := range []int{0, 1, 5} {
		ctx := &asked{Context: t.Context(), doneAfter: stretches}
		if err := (Work{CPU: maxWork, Wait: maxWork}).Do(ctx); !errors.Is(err, context.Canceled) || ctx.times != stretches+1 {
			t.Errorf("Do with a context that is done after %d looks = %v after %d, want %v", stretches, err, ctx.times, context.Canceled)
		}
	}
}

func TestWorkWaits(t *testing.T) {
	for name, test := range map[string]struct {
		work     Work
		deadline time.Duration // 0 is none
		after    time.Duration
		want     error
	}{
		"nothing to do":         {Work{}, 0, 0, nil},
		"a wait":                {Work{Wait: 2 * time.Millisecond}, 0, 2 * time.Millisecond, nil},
		"a wait after CPU":      {Work{time.Microsecond, time.Second}, 0, time.Second, nil},
		"a deadline that holds": {Work{Wait: time.Second}, 2 * time.Second, time.Second, nil},
		"a deadline that ends":  {Work{Wait: maxWork}, time.Second, time.Second, context.DeadlineExceeded},
		"a deadline before":     {Work{CPU: maxWork}, -1, 0, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, begun := t.Context(), time.Now()
				if test.deadline != 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.deadline)
					defer cancel()
				}
				err := test.work.Do(ctx)
				if took := time.Since(begun); !errors.Is(err, test.want) || took != test.after {
					t.Errorf("Do(%q) = %v after %v, want %v after %v", test.work, err, took, test.want, test.after)
				}
			})
		})
	}
}

// A caller who goes away ends the wait at once.
func TestWorkCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- Work{Wait: maxWork}.Do(ctx) }()
		synctest.Wait()
		begun := time.Now()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) || time.Since(begun) != 0 {
			t.Errorf("Do = %v, %v after the caller went, want %v at once", err, time.Since(begun), context.Canceled)
		}
	})
}
