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
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// books is small and has the featured books. Nobody rates them.
var books = sync.OnceValue(fresh)

// fresh is what books is, for a test that rates them.
func fresh() *catalog.Catalog { return generate.Catalog(generate.DefaultSeed, 500) }

// quiet is a config that logs nothing and whose metrics nobody reads.
func quiet() restsvc.Config {
	return restsvc.Config{
		Catalog: books(),
		Metrics: metrics.NewService(prometheus.NewRegistry(), "rest"),
		Log:     slog.New(slog.DiscardHandler),
	}
}

// site is a server and a client of it.
type site struct {
	url       string
	client    *http.Client
	transport *http.Transport
}

// start serves s on loopback until the test ends.
func start(t *testing.T, s *restsvc.Server) site {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, s, l, &http.Transport{DisableCompression: true})
}

// serve serves s on l until the test ends.
func serve(t *testing.T, s *restsvc.Server, l net.Listener, transport *http.Transport) site {
	t.Helper()
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
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
	}, transport}
}

// overHTTP2 makes the client speak HTTP/2 in plaintext.
func (s site) overHTTP2() site {
	s.transport.Protocols = new(http.Protocols)
	s.transport.Protocols.SetUnencryptedHTTP2(true)
	return s
}

// reply is an HTTP response that has been read to its end.
type reply struct {
	status int
	header http.Header
	body   string
	close  bool // the connection goes with it
}

// send sends a request with a body and headers, which come in pairs.
func (s site) send(method, target string, body io.Reader, headers ...string) (reply, error) {
	response, err := s.begin(method, target, body, headers...)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	var text strings.Builder
	_, err = io.Copy(&text, response.Body)
	return reply{response.StatusCode, response.Header, text.String(), response.Close}, err
}

// begin is send up to the headers of the answer.
func (s site) begin(method, target string, body io.Reader, headers ...string) (*http.Response, error) {
	r, err := http.NewRequest(method, s.url+target, body)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return s.client.Do(r)
}

func (s site) do(method, target string) (reply, error) { return s.send(method, target, nil) }

// must is do in a test that ends where it does not work.
func (s site) must(t *testing.T, method, target string, headers ...string) reply {
	t.Helper()
	r, err := s.send(method, target, nil, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// post sends a body in a test that ends where it does not work.
func (s site) post(t *testing.T, target, contentType, body string, headers ...string) reply {
	t.Helper()
	r, err := s.send("POST", target, strings.NewReader(body), append(headers, "Content-Type", contentType)...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
