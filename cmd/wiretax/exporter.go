package main

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/metrics"
)

// lastScrape is how long a run waits at its end for Prometheus to read its last figures.
const lastScrape = 15 * time.Second

// exporter shows the trials of one run to Prometheus. They are copies of the records. Without an
// address it discards them.
type exporter struct {
	load    *metrics.Load
	server  *http.Server
	scraped chan struct{}
}

func serveMetrics(ctx context.Context, address string) (*exporter, error) {
	reg := processRegistry()
	e := &exporter{load: metrics.NewLoad(reg), scraped: make(chan struct{}, 1)}
	if address == "" {
		return e, nil
	}
	listener, err := listen(ctx, "--metrics", address)
	if err != nil {
		return nil, err
	}
	handler := promhttp.HandlerFor(reg, promhttp.HandlerOpts{})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r)
		select {
		case e.scraped <- struct{}{}:
		default:
		}
	})
	e.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go e.server.Serve(listener)
	return e, nil
}

// observe shows a trial, unless it is of an A/A control, which is only for comparison, or of the
// empty request.
func (e *exporter) observe(t record.Trial) {
	if t.Arm != t.Stack || t.Operation == record.EmptyRequest {
		return
	}
	e.load.Observe(trialMetrics(&t))
}

func trialMetrics(t *record.Trial) metrics.Trial {
	m := metrics.Trial{
		Stack: t.Stack, Operation: t.Operation, Tool: t.Tool, Valid: t.Valid,
		Requests: t.Requests, Errors: t.Errors.Total,
		OfferedRPS: t.OfferedRPS, AchievedRPS: t.AchievedRPS,
		Response:  quantileLabels(t.Response),
		Lag:       quantileLabels(t.Lag),
		ServerCPU: measured(t.ServerCPUPerRequest()),
		ClientCPU: measured(t.ClientCPUPerRequest()),
	}
	if t.BytesSent != nil && t.BytesReceived != nil && t.Completed > 0 {
		sent, received := float64(*t.BytesSent)/float64(t.Completed), float64(*t.BytesReceived)/float64(t.Completed)
		m.WireSent, m.WireReceived = &sent, &received
	}
	if t.MessageBytesReceived > 0 {
		m.MessageSent, m.MessageReceived = &t.MessageBytesSent, &t.MessageBytesReceived
	}
	return m
}

func quantileLabels(q record.Quantiles) map[string]*float64 {
	return map[string]*float64{"0.5": q.P50, "0.9": q.P90, "0.95": q.P95, "0.99": q.P99, "0.999": q.P999}
}

func measured(value float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &value
}

// awaitScrape keeps the endpoint up until the figures of the last trial have been read, but no
// longer than lastScrape, and closes it.
func (e *exporter) awaitScrape(ctx context.Context) {
	defer e.close()
	if e.server == nil {
		return
	}
	select { // discard a scrape from before the last trial
	case <-e.scraped:
	default:
	}
	ctx, cancel := context.WithTimeout(ctx, lastScrape)
	defer cancel()
	select {
	case <-e.scraped:
	case <-ctx.Done():
	}
}

func (e *exporter) close() {
	if e.server != nil {
		e.server.Close()
	}
}
