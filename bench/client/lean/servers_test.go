package lean_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
)

// certificate returns a server's, and what makes a client trust it.
var certificate = func() (server tls.Certificate, client *tls.Config) {
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return s.TLS.Certificates[0], &tls.Config{RootCAs: roots}
}

// serveHTTP serves a handler by net/http until the test ends: over TLS if the client's settings
// say so, and otherwise over both versions in plaintext.
func serveHTTP(t *testing.T, handler http.Handler, secure bool) (address string, trust *tls.Config) {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.Config.ErrorLog = clienttest.Quiet
	s.Config.Protocols = new(http.Protocols)
	s.Config.Protocols.SetHTTP1(true)
	s.Config.Protocols.SetHTTP2(true)
	s.Config.Protocols.SetUnencryptedHTTP2(true)
	t.Cleanup(s.Close)
	if !secure {
		s.Start()
		return s.Listener.Addr().String(), nil
	}
	s.EnableHTTP2 = true
	s.StartTLS()
	_, trust = certificate()
	return s.Listener.Addr().String(), trust
}

// serveGRPC serves by grpc-go until the test ends.
func serveGRPC(t *testing.T, options ...grpc.ServerOption) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(serveGRPCOn(l, options...))
	return l.Addr().String()
}

// serveGRPCOn serves by grpc-go until it is stopped.
func serveGRPCOn(l net.Listener, options ...grpc.ServerOption) (stop func()) {
	s := grpc.NewServer(append(options, grpc.ForceServerCodecV2(raw{}), grpc.UnknownServiceHandler(serveRPC), grpc.MaxRecvMsgSize(conn.LargestAnswer))...)
	served := make(chan struct{})
	go func() { s.Serve(l); close(served) }()
	return func() { s.Stop(); <-served }
}

// serveEcho answers with what it gets until it is stopped.
func serveEcho(protocol lean.Protocol, l net.Listener) (stop func()) {
	if protocol == lean.GRPC {
		return serveGRPCOn(l)
	}
	s := &http.Server{ErrorLog: clienttest.Quiet, Protocols: new(http.Protocols), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, r.Body)
	})}
	s.Protocols.SetHTTP1(true)
	s.Protocols.SetUnencryptedHTTP2(true)
	served := make(chan struct{})
	go func() { s.Serve(l); close(served) }()
	return func() { s.Close(); <-served }
}

func serveGRPCByTLS(t *testing.T) (address string, trust *tls.Config) {
	t.Helper()
	server, trust := certificate()
	return serveGRPC(t, grpc.Creds(credentials.NewServerTLSFromCert(&server))), trust
}

// ginHandler answers by gin, and leaves to handle what gin passes on.
func ginHandler() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	g := gin.New()
	g.GET("/fixed", func(c *gin.Context) { c.String(http.StatusOK, "hello") })
	g.POST("/echo", func(c *gin.Context) {
		c.DataFromReader(http.StatusOK, c.Request.ContentLength, "text/plain", c.Request.Body, nil)
	})
	g.NoRoute(func(c *gin.Context) { c.Status(http.StatusOK); handle(c.Writer, c.Request) })
	return g
}

// server is one of another make, as a client meets it.
type server struct {
	name     string
	protocol lean.Protocol
	// start serves until the test ends.
	start func(*testing.T) (address string, trust *tls.Config)
	// exchanges are those that it can answer.
	exchanges []exchange
	items     lean.Items
	// proxies says that chunks are cut as they come from behind, and not always alike.
	proxies bool
}

func netHTTP(secure bool) func(*testing.T) (string, *tls.Config) {
	return func(t *testing.T) (string, *tls.Config) { return serveHTTP(t, http.HandlerFunc(handle), secure) }
}

// overTLS12 keeps clients from TLS 1.3.
func overTLS12(start func(*testing.T) (string, *tls.Config)) func(*testing.T) (string, *tls.Config) {
	return func(t *testing.T) (string, *tls.Config) {
		address, trust := start(t)
		trust.MaxVersion = tls.VersionTLS12
		return address, trust
	}
}

func byGin(secure bool) func(*testing.T) (string, *tls.Config) {
	return func(t *testing.T) (string, *tls.Config) { return serveHTTP(t, ginHandler(), secure) }
}

// byNGINX starts nginx before net/http. Connections end after a few requests.
func byNGINX(choose func(leantest.NGINX) string, secure bool) func(*testing.T) (string, *tls.Config) {
	return func(t *testing.T) (string, *tls.Config) {
		behind, _ := netHTTP(false)(t)
		server, trust := certificate()
		if !secure {
			trust = nil
		}
		return choose(leantest.StartNGINX(t, behind, map[string]string{"large": megabyte}, server, 25)), trust
	}
}

// nginxExchanges are those of HTTP, but nginx takes an interim answer from behind for the answer.
var nginxExchanges = func() (list []exchange) {
	for _, e := range httpExchanges {
		if e.Path != "/early" {
			list = append(list, e)
		}
	}
	return append(list, exchange{lean.Request{Method: "GET", Path: "/files/large"}, ok(megabyte), 0})
}()

func plainGRPC(t *testing.T) (string, *tls.Config) { return serveGRPC(t), nil }

func grpcJS(t *testing.T) (string, *tls.Config) {
	return leantest.StartGRPCJS(t, "../../../gateway"), nil
}

var servers = []server{
	{"net-http over HTTP 1.1", lean.HTTP1, netHTTP(false), httpExchanges, lean.NoItems, false},
	{"net-http over HTTP 1.1 and TLS", lean.HTTP1, netHTTP(true), httpExchanges, lean.NoItems, false},
	{"net-http over h2c", lean.HTTP2, netHTTP(false), httpExchanges, lean.NoItems, false},
	{"net-http over h2", lean.HTTP2, netHTTP(true), httpExchanges, lean.NoItems, false},
	{"net-http over h2 and TLS 1.2", lean.HTTP2, overTLS12(netHTTP(true)), httpExchanges, lean.NoItems, false},
	{"gin over HTTP 1.1", lean.HTTP1, byGin(false), httpExchanges, lean.NoItems, false},
	{"gin over h2c", lean.HTTP2, byGin(false), httpExchanges, lean.NoItems, false},
	{"nginx over HTTP 1.1", lean.HTTP1, byNGINX(func(n leantest.NGINX) string { return n.HTTP1 }, false), nginxExchanges, lean.NoItems, true},
	{"nginx over HTTP 1.1 and TLS", lean.HTTP1, byNGINX(func(n leantest.NGINX) string { return n.TLS }, true), nginxExchanges, lean.NoItems, true},
	{"nginx over h2c", lean.HTTP2, byNGINX(func(n leantest.NGINX) string { return n.H2C }, false), nginxExchanges, lean.NoItems, true},
	{"nginx over h2", lean.HTTP2, byNGINX(func(n leantest.NGINX) string { return n.TLS }, true), nginxExchanges, lean.NoItems, true},
	{"grpc-go", lean.GRPC, plainGRPC, calls, lean.NoItems, false},
	{"grpc-go over TLS", lean.GRPC, serveGRPCByTLS, calls, lean.NoItems, false},
	{"streams of grpc-go", lean.GRPC, plainGRPC, streamed, lean.Messages, false},
	{"grpc-js", lean.GRPC, grpcJS, calls, lean.NoItems, false},
	{"streams of grpc-js", lean.GRPC, grpcJS, streamed, lean.Messages, false},
}

// TestServers asks servers of every make all that they can answer: one request at a time, and many at
// once, with both kinds of client, which must count the same.
func TestServers(t *testing.T) {
	for _, s := range servers {
		t.Run(s.name, func(t *testing.T) {
			address, trust := s.start(t)
			config := lean.Config{Address: address, Protocol: s.protocol, Settings: conn.Settings{TLS: trust}, Items: s.items}
			for _, k := range bothKinds {
				t.Run(k.name, func(t *testing.T) {
					s.testEach(t, k, config)
					s.testMany(t, k, config)
				})
			}
			t.Run("same", func(t *testing.T) { s.testSame(t, config) })
		})
	}
}

func (s *server) testEach(t *testing.T, k kind, config lean.Config) {
	for i, e := range s.exchanges {
		config.Requests = []lean.Request{e.Request}
		one := k.start(t, config)
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		a := one.askFor(ctx, t, 0)
		cancel()
		e.check(t, i, a)
		if a.Items != e.items {
			t.Errorf("request %d: %d items, want %d", i, a.Items, e.items)
		}
		one.close(t)()
	}
}

func (s *server) testMany(t *testing.T, k kind, config lean.Config) {
	config.Requests = nil
	var alike []*exchange
	for i := range s.exchanges {
		if e := &s.exchanges[i]; s.alike(e) {
			alike = append(alike, e)
			config.Requests = append(config.Requests, e.Request)
		}
	}
	config.Connections, config.Loops = 4, 3
	many := k.start(t, config)
	const requests = 80
	for i, e := range drive(t, many, requests, 32) {
		a := many.of(uint64(i))
		a.Outcome = e.Outcome
		alike[i%len(alike)].check(t, i, a)
	}
}

// alike reports whether a request has as many headers as the first: those of HTTP/2 must, if one
// client sends them.
func (s *server) alike(e *exchange) bool {
	return s.protocol != lean.HTTP2 || len(e.Body) == 0 && e.Method != "POST" && len(e.Header) == 0
}
