package window

import (
	"context"
	"errors"
	"net"
	"testing"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
)

// A window has what was carried between its edges.
func TestSegmentsOfAWindow(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after conn.Bytes
		want          float64
		known         bool
	}{
		// Ten requests, each with its answer and an acknowledgement of that, and two of requests.
		{"an exchange", conn.Bytes{SegmentsOut: 48, SegmentsIn: 32}, conn.Bytes{SegmentsOut: 68, SegmentsIn: 44}, 3.2, true},
		{"a client that does not count them", conn.Bytes{Sent: 1}, conn.Bytes{Sent: 1001, Received: 5000}, 0, false},
	} {
		w := record.Window{Completed: 10}
		fillClient(&w, Readings{wire: c.before}, Readings{wire: c.after}, 0)
		if got, ok := w.SegmentsPerRequest(); got != c.want || ok != c.known {
			t.Errorf("%s: %v segments a request, %v, want %v, %v", c.name, got, ok, c.want, c.known)
		}
	}
}

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
