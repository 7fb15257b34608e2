package dashboards_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestPanelsShowData runs both services, the plan smoke and a real Prometheus, and asks every
// query of every panel.
func TestPanelsShowData(t *testing.T) {
	findPrometheus(t)
	ctx := limited(t, 6*time.Minute)
	wiretax := buildTools(ctx, t)
	grpcService, restService := serve(ctx, t, wiretax, "grpc"), serve(ctx, t, wiretax, "rest")
	harness := freeAddress(t)
	p, from := startPrometheus(ctx, t, map[string]string{
		"grpc": grpcService.Admin, "rest": restService.Admin, "loadtest": harness,
	}), time.Now()
	calls := newCaller(t, grpcService.Listen, restService.Listen)

	// Only valid trials are shown, and on a noisy machine an arm may have none.
	const most = 4
	for attempt := 1; ; attempt++ {
		run := start(ctx, t, t.TempDir(), wiretax, "run", "smoke", "--metrics", harness)
		eventually(ctx, t, "the plan smoke has ended", func() error {
			if err := calls.callAll(ctx); err != nil {
				t.Fatal(err)
			}
			if !run.hasEnded() {
				return errors.New("it still runs")
			}
			return nil
		})
		err := run.err
		if err == nil {
			err = p.everyPanelShows(ctx, t, from, "grpc", "rest")
		}
		if err == nil {
			break
		}
		if attempt == most {
			t.Fatalf("wiretax run smoke, %d times: %v", most, err)
		}
		t.Logf("wiretax run smoke: %v; once more", err)
	}
	checkTools(ctx, t, p, from)
}

// checkTools looks for every generator in every panel that compares generators.
func checkTools(ctx context.Context, t *testing.T, p *prometheusServer, from time.Time) {
	t.Helper()
	for _, panel := range readBoard(t).plotted() {
		for _, q := range panel.Targets {
			if q.LegendFormat != "{{stack}} {{tool}}" {
				continue
			}
			found, err := p.run(ctx, q, from, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			for _, tool := range []string{"wiretax", "ghz", "vegeta"} {
				if !slices.ContainsFunc(found, func(s series) bool { return s.labels["tool"] == tool }) {
					t.Errorf("%s %s: no data of %s", panel.Title, q.RefID, tool)
				}
			}
		}
	}
}

// buildTools builds the program, with the outside generators beside it, and returns its
// path.
func buildTools(ctx context.Context, t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	c := exec.CommandContext(ctx, "go", "build", "-o", dir+string(filepath.Separator),
		"./cmd/wiretax", "github.com/bojand/ghz/cmd/ghz", "github.com/tsenart/vegeta/v12")
	c.Dir = root
	if said, err := c.CombinedOutput(); err != nil {
		t.Fatalf("build wiretax: %v\n%s", err, said)
	}
	return filepath.Join(dir, "wiretax")
}

// announcement is what a service prints when it is ready.
type announcement struct{ Listen, Admin string }

// serve starts a service on free ports and waits until it says where.
func serve(ctx context.Context, t *testing.T, wiretax, kind string) announcement {
	t.Helper()
	service := start(ctx, t, t.TempDir(), wiretax, "serve", kind, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	var said announcement
	eventually(ctx, t, kind+" is ready", func() error {
		line, _, complete := bytes.Cut(service.stdout.bytes(), []byte("\n"))
		switch {
		case complete:
			return json.Unmarshal(line, &said)
		case service.hasEnded():
			t.Fatalf("wiretax serve %s has ended: %v", kind, service.err)
		}
		return errors.New("it has said nothing yet")
	})
	return said
}
