package restsvc_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// books is small and has the featured books.
var books = sync.OnceValue(func() *catalog.Catalog { return catalog.Generate(catalog.DefaultSeed, 500) })

// quiet is a config that logs nothing and whose metrics nobody reads.
func quiet() restsvc.Config {
	return restsvc.Config{
		Catalog: books(),
		Metrics: metrics.NewService(prometheus.NewRegistry(), "rest"),
		Log:     slog.New(slog.DiscardHandler),
	}
}

// site is a server on loopback and a client of it.
type site struct {
	url    string
	client *http.Client
}

// start serves s on loopback until the test ends.
func start(t *testing.T, s *restsvc.Server) site {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown() = %v, want nil", err)
		}
		if err := <-served; err != nil {
			t.Errorf("Serve() = %v after Shutdown, want nil", err)
		}
	})
	return site{"http://" + l.Addr().String(), &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// reply is an HTTP response that has been read to its end.
type reply struct {
	status int
	header http.Header
	body   string
}

func (s site) do(method, target string) (reply, error) {
	r, err := http.NewRequest(method, s.url+target, nil)
	if err != nil {
		return reply{}, err
	}
	response, err := s.client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	var body strings.Builder
	_, err = io.Copy(&body, response.Body)
	return reply{response.StatusCode, response.Header, body.String()}, err
}

// must is do in a test that ends where it does not work.
func (s site) must(t *testing.T, method, target string) reply {
	t.Helper()
	r, err := s.do(method, target)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
