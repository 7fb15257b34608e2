package grpcserver

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// quiet is a config that logs nothing and whose metrics nobody reads.
func quiet() serving.Config {
	config, _, _ := observable()
	return config
}

// observable is a config whose counts and log lines can be read, the latter once the server is
// idle.
func observable() (serving.Config, *prometheus.Registry, *bytes.Buffer) {
	reg, log := prometheus.NewRegistry(), new(bytes.Buffer)
	return serving.Config{
		Metrics: metrics.NewService(reg, "grpc"),
		Log:     slog.New(slog.NewTextHandler(log, nil)),
	}, reg, log
}
