package lean_test

import (
	"net"
	"sync"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/cmd/selfcheck/stall"
)

// serveStalls serves the stalling server until the test ends and returns both addresses.
func serveStalls(t *testing.T, c stall.Config) (http, grpc string) {
	t.Helper()
	s, err := stall.New(c)
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serve := func(serve func(net.Listener) error) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		serving.Go(func() { serve(l) })
		return l.Addr().String()
	}
	http, grpc = serve(s.Serve), serve(s.ServeGRPC)
	t.Cleanup(func() { s.Close(); serving.Wait() })
	return http, grpc
}

// TestStallsOfLean drives the stalling server by both kinds of client in an open loop. No answer is
// early, so the truth is a lower bound of the times on any machine: a client that held its schedule
// back would be below it. With one connection of HTTP/1.1 requests also wait for each other.
func TestStallsOfLean(t *testing.T) {
	const rate, periods = 400, 4
	c := stall.Config{Every: 50 * time.Millisecond, Stall: 20 * time.Millisecond, Service: time.Millisecond}
	overHTTP, overGRPC := serveStalls(t, c)
	get := lean.Request{Method: "GET", Path: stall.Path}
	for _, tt := range []struct {
		name        string
		config      lean.Config
		connections int // of the truth
	}{
		{"HTTP 1.1, 64 connections", lean.Config{Address: overHTTP, Protocol: lean.HTTP1, Connections: 64, Loops: 2, Requests: []lean.Request{get}}, 0},
		{"HTTP 1.1, 1 connection", lean.Config{Address: overHTTP, Protocol: lean.HTTP1, Connections: 1, Requests: []lean.Request{get}}, 1},
		{"h2c", lean.Config{Address: overHTTP, Protocol: lean.HTTP2, Connections: 2, Loops: 2, Requests: []lean.Request{get}}, 0},
		{"gRPC", lean.Config{Address: overGRPC, Protocol: lean.GRPC, Connections: 2, Loops: 2, Requests: []lean.Request{{Path: stall.Method}}}, 0},
	} {
		times, err := stall.Truth(c, rate, periods, tt.connections)
		if err != nil {
			t.Fatal(err)
		}
		truth := stall.Quantile(times, 0.85)
		for _, k := range bothKinds {
			t.Run(tt.name+"/"+k.name, func(t *testing.T) {
				o := k.start(t, tt.config)
				length := periods * c.Every
				r, err := load.Open(t.Context(), o.driver, pace.Uniform(rate, length), load.Phase{Duration: length, Timeout: patience})
				if err != nil {
					t.Fatal(err)
				}
				if want := int64(rate * length.Seconds()); r.Completed != want {
					t.Errorf("completed = %d, failures %v, want %d", r.Completed, r.Failures, want)
				}
				if got := time.Duration(r.Times.Response.Min()); got < c.Service {
					t.Errorf("fastest response = %v, want at least %v", got, c.Service)
				}
				// The phase of the arrivals is not that of the truth: allow for one gap.
				if got := time.Duration(r.Times.Response.ValueAtQuantile(85)); got < truth-time.Second/rate {
					t.Errorf("p85 = %v, want at least %v", got, truth-time.Second/rate)
				}
			})
		}
	}
}
