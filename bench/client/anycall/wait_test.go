package anycall_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"google.golang.org/grpc"
	health "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// TestWaitForAStream delays a request on a connection that takes one at a time. The time that
// the next one waits is its wait, not the service's time.
func TestWaitForAStream(t *testing.T) {
	for name, serve := range map[string]func(*testing.T, func()) plan.Target{
		"gRPC": func(t *testing.T, handle func()) plan.Target {
			to := serveRPC(t, &healthService{check: func(context.Context, *health.HealthCheckRequest) (*health.HealthCheckResponse, error) {
				handle()
				return &health.HealthCheckResponse{}, nil
			}}, nil, grpc.MaxConcurrentStreams(1))
			to.Protoset = protoset(t)
			return to
		},
		"HTTP/2": func(t *testing.T, handle func()) plan.Target {
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { handle() }))
			s.Config.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: 1}
			s.Config.Protocols = new(http.Protocols)
			s.Config.Protocols.SetUnencryptedHTTP2(true)
			s.Start()
			t.Cleanup(s.Close)
			return plan.Target{URL: s.URL, HTTP2: true}
		},
		"HTTP/1.1": func(t *testing.T, handle func()) plan.Target {
			return serveHTTP(t, "http", false, func(http.ResponseWriter, *http.Request) { handle() })
		},
	} {
		t.Run(name, func(t *testing.T) {
			entered, release := make(chan bool, 3), make(chan bool)
			client := dial(t, serve(t, func() { entered <- true; <-release }), 1)
			answers := make(clienttest.Sink, 3)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			client.Start(t.Context(), load.Ticket{Seq: 0}, answers)
			<-entered
			client.Start(t.Context(), load.Ticket{Seq: 1}, answers)
			client.Start(ctx, load.Ticket{Seq: 2}, answers)
			held := 50 * time.Millisecond
			<-time.After(held)
			cancel()
			gaveUp := <-answers
			if gaveUp.Failure != contract.Timeout || gaveUp.Wait < held/2 {
				t.Errorf("a request that gave up while it waited: %+v, want a wait of about %v", gaveUp, held)
			}
			release <- true
			first := <-answers
			<-entered
			release <- true
			second := <-answers
			if first.Failure != "" || second.Failure != "" || first.Wait > second.Wait || second.Wait < held/2 {
				t.Errorf("waits %v and %v (%q, %q), want the second to have waited about %v", first.Wait, second.Wait, first.Failure, second.Failure, held)
			}
		})
	}
}
