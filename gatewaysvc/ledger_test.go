package gatewaysvc_test

import (
	"context"
	"crypto/tls"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/gatewaysvc"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

// The row on the upstream follows the settings of the connection.
func TestUpstreamRow(t *testing.T) {
	for _, test := range []struct {
		setting string
		change  func(*gatewaysvc.Config)
		want    string
	}{
		{"none", func(*gatewaysvc.Config) {}, "protobuf, plaintext, over one connection"},
		{"none", func(*gatewaysvc.Config) {}, "a deadline of 2s"},
		{"none", func(*gatewaysvc.Config) {}, "the library's own windows"},
		{"TLS", func(c *gatewaysvc.Config) { c.UpstreamTLS = &tls.Config{MinVersion: tls.VersionTLS12} }, "protobuf, TLS, over one connection"},
		{"a deadline", func(c *gatewaysvc.Config) { c.Deadline = time.Minute }, "a deadline of 1m"},
		{"the tuned profile", func(c *gatewaysvc.Config) { c.Profile = serving.Tuned }, "windows of 1 MiB a stream and 3 MiB a connection, buffers of 32 KiB, fixed, so that no BDP probes are sent"},
		{"the matched profile", func(c *gatewaysvc.Config) { c.Profile = serving.Matched }, "windows of 1 MiB a stream and 3 MiB a connection, buffers of 32 KiB"},
	} {
		config := gatewaysvc.Config{Upstream: "127.0.0.1:9", Config: serving.Config{
			Metrics: metrics.NewService(prometheus.NewRegistry(), "go-grpc"), Log: slog.New(slog.DiscardHandler),
		}}
		test.change(&config)
		s, err := gatewaysvc.New(config)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range s.Ledger() {
			if row.Aspect == serving.AspectUpstream {
				got = append(got, row.Does)
			}
		}
		if len(got) != 1 || !strings.Contains(got[0], test.want) {
			t.Errorf("%s: upstream %q, want one row with %q", test.setting, got, test.want)
		}
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown() = %v, want nil", err)
		}
	}
}
