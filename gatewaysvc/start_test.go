package gatewaysvc_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/wiretax/wiretax/gatewaysvc"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// good is a request that succeeds.
const good = "/recommendations?user_id=1&category=MYSTERY&max_results=2"

// recommend answers for the book service.
type recommend func(context.Context, *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error)

// one answers with a book.
func one(context.Context, *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
	return &catalogv1.RecommendationResponse{Recommendations: []*catalogv1.BookRecommendation{{
		Id: 7, Title: "Dune", Author: "Frank Herbert", Rating: 4.3, Description: "Sand",
	}}}, nil
}

// blocked answers when the caller has gone or the time is over.
func blocked(ctx context.Context, _ *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// books is a book service whose answers a test chooses.
type books struct {
	catalogv1.UnimplementedRecommendationServiceServer
	answer recommend
}

func (b books) Recommend(ctx context.Context, r *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
	return b.answer(ctx, r)
}

// upstream is such a service on a port, with health.
type upstream struct {
	address string
	health  *health.Server
	server  *grpc.Server
}

func startUpstream(t *testing.T, answer recommend, options ...grpc.ServerOption) upstream {
	t.Helper()
	return serveUpstream(t, listen(t, "127.0.0.1:0"), answer, options...)
}

func serveUpstream(t *testing.T, l net.Listener, answer recommend, options ...grpc.ServerOption) upstream {
	t.Helper()
	u := upstream{l.Addr().String(), health.NewServer(), grpc.NewServer(options...)}
	catalogv1.RegisterRecommendationServiceServer(u.server, books{answer: answer})
	healthv1.RegisterHealthServer(u.server, u.health)
	u.says(healthv1.HealthCheckResponse_SERVING)
	served := make(chan error, 1)
	go func() { served <- u.server.Serve(l) }()
	t.Cleanup(func() {
		u.server.Stop()
		if err := <-served; err != nil {
			t.Errorf("upstream: %v", err)
		}
	})
	return u
}

func (u upstream) says(s healthv1.HealthCheckResponse_ServingStatus) {
	u.health.SetServingStatus("catalog.v1.RecommendationService", s)
}

func listen(t *testing.T, address string) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// gateway is a server in front of an upstream, and a client of it.
type gateway struct {
	*gatewaysvc.Server
	url    string
	client *http.Client
	reg    *prometheus.Registry
}

// start serves a gateway on loopback until the test ends.
func start(t *testing.T, upstream string, change func(*gatewaysvc.Config)) gateway {
	t.Helper()
	reg := prometheus.NewRegistry()
	c := gatewaysvc.Config{
		Config:   serving.Config{Metrics: metrics.NewService(reg, "gateway"), Log: slog.New(slog.DiscardHandler)},
		Upstream: upstream,
		Deadline: time.Minute, // lest a busy machine lets a test fail
	}
	if change != nil {
		change(&c)
	}
	s, err := gatewaysvc.New(c)
	if err != nil {
		t.Fatal(err)
	}
	l := listen(t, "127.0.0.1:0")
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		s.Shutdown(context.Background())
		if err := <-served; err != nil {
			t.Errorf("Serve() = %v after Shutdown, want nil", err)
		}
	})
	return gateway{s, "http://" + l.Addr().String(), &http.Client{Transport: transport, Timeout: time.Minute}, reg}
}

// reply is a response that has been read to its end.
type reply struct {
	status int
	header http.Header
	body   string
	close  bool
}

// problem is what a reply says where it is one.
func (r reply) problem() (p struct {
	Title, Detail, Code, Field string
	Status                     int
}) {
	json.Unmarshal([]byte(r.body), &p)
	return p
}

func (g gateway) send(ctx context.Context, method, path, timeout string) (reply, error) {
	r, err := http.NewRequestWithContext(ctx, method, g.url+path, nil)
	if err != nil {
		return reply{}, err
	}
	if timeout != "" {
		r.Header.Set("Request-Timeout", timeout)
	}
	response, err := g.client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	var text strings.Builder
	_, err = io.Copy(&text, response.Body)
	return reply{response.StatusCode, response.Header, text.String(), response.Close}, err
}

func (g gateway) get(t *testing.T, path string) reply {
	t.Helper()
	r, err := g.send(t.Context(), "GET", path, "")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// until asks again and again, for ten seconds at the most.
func until(t *testing.T, what string, yes func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !yes(); {
		if time.Now().After(end) {
			t.Fatalf("%s: not within 10 s", what)
		}
	}
}

// value is a series of the gateway's metrics, by the values of its labels.
func (g gateway) value(t *testing.T, name string, labels ...string) float64 {
	t.Helper()
	families, err := g.reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			var got []string
			for _, pair := range m.GetLabel() {
				got = append(got, pair.GetValue())
			}
			if family.GetName() == name && strings.Join(got, " ") == strings.Join(labels, " ") {
				return m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	t.Fatalf("there is no %s of %q", name, labels)
	return 0
}
