package gatewaysvc_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/wiretax/wiretax/gatewaysvc"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

// If the service does not answer, its callers wait no longer than the deadline, which is the
// shorter of the gateway's and the caller's.
func TestDeadline(t *testing.T) {
	left := make(chan time.Duration, 1)
	u := startUpstream(t, func(ctx context.Context, r *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
		end, _ := ctx.Deadline()
		left <- time.Until(end)
		return blocked(ctx, r)
	})
	for _, test := range []struct {
		own    time.Duration
		caller string
	}{{500 * time.Millisecond, ""}, {500 * time.Millisecond, "1h"}, {time.Hour, "500ms"}} {
		g := start(t, u.address, func(c *gatewaysvc.Config) { c.Deadline = test.own })
		until(t, "the connection", func() bool { return g.get(t, "/ready").status == 200 })
		r, err := g.send(t.Context(), "GET", good, test.caller)
		if err != nil {
			t.Fatal(err)
		}
		if r.status != 504 || r.problem().Code != "DEADLINE_EXCEEDED" {
			t.Errorf("%v with Request-Timeout %q = %d %s, want 504 with DEADLINE_EXCEEDED", test.own, test.caller, r.status, r.body)
		}
		if got := <-left; got > 500*time.Millisecond {
			t.Errorf("%v with Request-Timeout %q leaves the service %v, want at most 500ms", test.own, test.caller, got)
		}
	}
}

// When a caller goes away, the call to the service is cancelled.
func TestCallerLeaves(t *testing.T) {
	asked, over := make(chan struct{}), make(chan struct{})
	g := start(t, startUpstream(t, func(ctx context.Context, r *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
		close(asked)
		defer close(over)
		return blocked(ctx, r)
	}).address, nil)
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		<-asked
		leave()
	}()
	if r, err := g.send(ctx, "GET", good, ""); err == nil {
		t.Errorf("GET = %d, want the caller to leave", r.status)
	}
	<-over
	until(t, "the end of the request", func() bool { return g.value(t, metrics.RequestsInFlight, "gateway") == 0 })
	if n := g.value(t, metrics.RequestsTotal, "CANCELLED", "Recommend", "gateway"); n != 1 {
		t.Errorf("%v requests were cancelled, want 1", n)
	}
}

// The service dies under the requests and comes back, and the gateway is not restarted.
func TestRestart(t *testing.T) {
	var asked atomic.Int64
	u := startUpstream(t, func(ctx context.Context, r *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
		if asked.Add(1) == 1 {
			return one(ctx, r)
		}
		return blocked(ctx, r)
	})
	var log synchronized
	g := start(t, u.address, func(c *gatewaysvc.Config) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	if r := g.get(t, good); r.status != 200 {
		t.Fatalf("GET = %d %s, want 200", r.status, r.body)
	}
	const callers = 10
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			if r, err := g.send(t.Context(), "GET", good, ""); err != nil || r.status != 503 || r.problem().Code != "UNAVAILABLE" {
				t.Errorf("request under way when the service dies = %d %s, %v; want 503 with UNAVAILABLE", r.status, r.body, err)
			}
		})
	}
	until(t, "the requests", func() bool { return asked.Load() == 1+callers })
	u.server.Stop()
	all.Wait()
	if r := g.get(t, good); r.status != 503 {
		t.Errorf("GET without a service = %d, want 503", r.status)
	}
	serveUpstream(t, listen(t, u.address), one)
	until(t, "an answer of the service that is back", func() bool { return g.get(t, good).status == 200 })
	for _, said := range []string{"upstream fails", "upstream answers again"} {
		if n := strings.Count(log.String(), said); n != 1 {
			t.Errorf("the log says %q %d times, want once:\n%s", said, n, log.String())
		}
	}
}

// synchronized is a buffer for a log.
type synchronized struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *synchronized) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *synchronized) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// counting counts the connections that it accepts.
type counting struct {
	net.Listener
	n *atomic.Int64
}

func (l counting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		l.n.Add(1)
	}
	return c, err
}

// All requests share a connection, with either profile, and Shutdown closes it.
func TestOneConnection(t *testing.T) {
	for _, profile := range []serving.Profile{serving.Default, serving.Tuned} {
		var n atomic.Int64
		l := counting{listen(t, "127.0.0.1:0"), &n}
		serveUpstream(t, l, one)
		g := start(t, l.Addr().String(), func(c *gatewaysvc.Config) { c.Profile = profile })
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if r, err := g.send(t.Context(), "GET", good, ""); err != nil || r.status != 200 {
					t.Errorf("GET = %d, %v; want 200", r.status, err)
				}
			})
		}
		all.Wait()
		if n.Load() != 1 {
			t.Errorf("profile %s: %d connections to the service, want 1", profile, n.Load())
		}
		if got := g.value(t, metrics.RequestDuration, "Recommend", "gateway"); got != 50 {
			t.Errorf("profile %s: %v durations, want 50", profile, got)
		}
		for _, direction := range []string{metrics.Sent, metrics.Received} {
			if g.value(t, metrics.WireBytesTotal, direction, "gateway") == 0 {
				t.Errorf("profile %s: no bytes %s", profile, direction)
			}
		}
	}
}

func TestTLS(t *testing.T) {
	lent := httptest.NewTLSServer(nil) // for its certificate
	defer lent.Close()
	u := startUpstream(t, one, grpc.Creds(credentials.NewTLS(&tls.Config{Certificates: lent.TLS.Certificates})))
	roots := x509.NewCertPool()
	roots.AddCert(lent.Certificate())
	for _, test := range []struct {
		name   string
		config *tls.Config
		want   int
	}{
		{"known authority", &tls.Config{RootCAs: roots}, 200},
		{"another name", &tls.Config{RootCAs: roots, ServerName: "books.test"}, 503},
		{"unknown authority", &tls.Config{RootCAs: x509.NewCertPool()}, 503},
		{"no TLS", nil, 503},
	} {
		g := start(t, u.address, func(c *gatewaysvc.Config) { c.UpstreamTLS = test.config })
		if r := g.get(t, good); r.status != test.want {
			t.Errorf("%s: GET = %d %s, want %d", test.name, r.status, r.body, test.want)
		}
	}
}
