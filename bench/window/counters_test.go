package window

import (
	"context"
	"errors"
	"net"
	"testing"

	"github.com/wiretax/wiretax/bench/process"
)

// A service that does not show its metrics must not hold up a run that is to stop.
func TestScrapeEndsWithItsContext(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := &process.Service{Name: "silent", Admin: listener.Addr().String()}
	if _, err := (&Counters{Served: process.Chain{{Name: "front"}, s}}).begin(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("begin() = %v, want the context's end", err)
	}
}
