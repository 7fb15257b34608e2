package conformance_test

import (
	"context"
	"flag"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// Most tests wait more than they compute, so more of them run in parallel than there are
// processors.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "4"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// patience is how long a test waits on a busy machine for what takes a moment on an idle one.
const patience = 20 * time.Second

// brief is a context that ends after patience.
func brief(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// eventually asks until done says yes, or fails the test and prints what was seen last. It may
// be called from any goroutine.
func eventually(t testing.TB, what string, done func() (seen any, ok bool)) {
	t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		seen, ok := done()
		if ok {
			return
		}
		select {
		case <-tick.C:
		case <-limit.C:
			t.Errorf("%s did not come to pass in %v; last seen: %v", what, patience, seen)
			return
		}
	}
}
