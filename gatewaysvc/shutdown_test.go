package gatewaysvc_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/wiretax/wiretax/gatewaysvc"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// A request in progress when the gateway stops is answered.
func TestShutdown(t *testing.T) {
	asked, release := make(chan struct{}), make(chan struct{})
	u := startUpstream(t, func(ctx context.Context, r *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
		close(asked)
		<-release
		return one(ctx, r)
	})
	g := start(t, u.address, nil)
	answered := make(chan reply, 1)
	go func() {
		r, err := g.send(t.Context(), "GET", good, "")
		if err != nil {
			t.Errorf("request under way: %v", err)
		}
		answered <- r
	}()
	<-asked
	stopped := make(chan error, 1)
	go func() { stopped <- g.Shutdown(t.Context()) }()
	until(t, "the drain", func() bool { return !g.Serving() })
	select {
	case err := <-stopped:
		t.Errorf("Shutdown() = %v while a request is under way, want it to wait", err)
	default:
	}
	close(release)
	if r := <-answered; r.status != 200 || !r.close {
		t.Errorf("request under way = %d, last of its connection: %v; want 200, true", r.status, r.close)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Shutdown() = %v, want nil", err)
	}
	if _, err := g.send(t.Context(), "GET", "/health", ""); err == nil {
		t.Error("GET /health after Shutdown = no error, want the connection refused")
	}
}

// While it drains the gateway serves on, and is not ready.
func TestReadinessOfDrain(t *testing.T) {
	g := start(t, startUpstream(t, one).address, func(c *gatewaysvc.Config) { c.DrainDelay = time.Hour })
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- g.Shutdown(ctx) }()
	until(t, "the drain", func() bool { return !g.Serving() })
	for path, want := range map[string]int{"/ready": 503, "/health": 200, good: 200} {
		if r := g.get(t, path); r.status != want || !r.close {
			t.Errorf("GET %s while draining = %d, last of its connection: %v; want %d, true", path, r.status, r.close, want)
		}
	}
	cancel()
	if err := <-stopped; err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("Shutdown() = %v, want nil or %v", err, context.Canceled)
	}
}
