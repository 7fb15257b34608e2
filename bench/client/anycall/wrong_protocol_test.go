package anycall_test

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/reflection"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// tried prepares, opens the client of that name and asks, and returns the first error.
func tried(ctx context.Context, name string, to plan.Target) error {
	call, err := anycall.Prepare(ctx, to, 1)
	if err != nil {
		return err
	}
	client, err := call.Open(ctx, name, 1)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return client.Ask(ctx, 0)
}

func TestTheWrongProtocolIsNamed(t *testing.T) {
	handler := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/forbidden" {
			w.WriteHeader(403)
		}
	}
	lender := httptest.NewTLSServer(nil)
	defer lender.Close()
	secure := grpc.Creds(credentials.NewTLS(&tls.Config{Certificates: lender.TLS.Certificates}))
	reflect := func(s *grpc.Server) { reflection.Register(s) }
	says := func(text string) string {
		n := clienttest.NewNetwork(t)
		wait := clienttest.ServeRaw(n, silent(text))
		t.Cleanup(wait)
		return "x://" + n.Addr().String()
	}
	closes := clienttest.NewNetwork(t)
	t.Cleanup(clienttest.ServeRaw(closes, closing))

	http1, http2 := serveHTTP(t, "http", false, handler).URL, serveHTTP(t, "http", true, handler).URL
	https1 := serveHTTP(t, "https", false, handler).URL
	rpc, rpcs := serveRPC(t, &healthService{check: known}, reflect).URL, serveRPC(t, &healthService{check: known}, reflect, secure).URL
	plainTLS := serveWithoutALPN(t, lender.TLS.Certificates, handler)
	both := clienttest.NewNetwork(t)
	t.Cleanup(clienttest.ServeHTTP(both, handler))
	for _, test := range []struct {
		name, url, scheme, path string
		http2, protoset         bool
		want                    string // empty: none
	}{
		{"HTTP/2 alone", http2, "http", "/a?b=1", false, false, "speaks HTTP/2 without HTTP/1.1; use http://HOST/a?b=1 with http2"},
		{"HTTP/1.1 alone", http1, "http", "/", true, false, "speaks HTTP/1.1, not HTTP/2; use http://HOST/ without http2"},
		{"TLS wanted", http1, "https", "/", false, false, "speaks HTTP/1.1 in plaintext, without TLS; use http://HOST/"},
		{"TLS there", https1, "http", "/", false, false, "speaks HTTP/1.1 through TLS, not in plaintext; use https://HOST/"},
		{"TLS there, HTTP/2 wanted", https1, "http", "/", true, false, "speaks HTTP/1.1 through TLS, not in plaintext; use https://HOST/ without http2"},
		{"TLS there, HTTP/2 through TLS", https1, "https", "/", true, false, "speaks HTTP/1.1, not HTTP/2; use https://HOST/ without http2"},
		{"no ALPN by http", plainTLS, "http", "/", false, false, "speaks HTTP/1.1 through TLS, not in plaintext; use https://HOST/"},
		{"no ALPN by http, HTTP/2 wanted", plainTLS, "http", "/", true, false, "speaks HTTP/1.1 through TLS, not in plaintext; use https://HOST/ without http2"},
		{"no ALPN by https, HTTP/2 wanted", plainTLS, "https", "/", true, false, "speaks HTTP/1.1, not HTTP/2; use https://HOST/ without http2"},
		{"no ALPN by grpc", plainTLS, "grpc", checkMethod, false, false, "speaks HTTP/1.1 through TLS, not in plaintext; use https://HOST/…"},
		{"no ALPN by grpcs", plainTLS, "grpcs", checkMethod, false, false, "speaks HTTP/1.1, not gRPC; use https://HOST/…"},
		{"no ALPN, but right", plainTLS, "https", "/forbidden", false, false, ""},
		{"gRPC by http", rpc, "http", "/cart/7", false, false, "speaks gRPC; use grpc://HOST/package.Service/Method"},
		{"gRPC by its path", rpc, "http", checkMethod, false, false, "speaks gRPC; use grpc://HOST" + checkMethod},
		{"gRPC by http2", rpc, "http", "/", true, false, "speaks gRPC; use grpc://HOST/package.Service/Method"},
		{"gRPC by https", rpc, "https", "/", false, false, "speaks gRPC in plaintext, without TLS; use grpc://HOST/package.Service/Method"},
		{"gRPC and TLS by http", rpcs, "http", "/", false, false, "speaks gRPC through TLS, not in plaintext; use grpcs://HOST/package.Service/Method"},
		{"gRPC and TLS by grpc", rpcs, "grpc", checkMethod, false, false, "speaks gRPC through TLS, not in plaintext; use grpcs://HOST" + checkMethod},
		{"gRPC and TLS by grpc, protoset", rpcs, "grpc", checkMethod, false, true, "use grpcs://HOST" + checkMethod},
		{"gRPC by grpcs", rpc, "grpcs", checkMethod, false, false, "speaks gRPC in plaintext, without TLS; use grpc://HOST" + checkMethod},
		{"HTTP/1.1 by grpc", http1, "grpc", checkMethod, false, false, "speaks HTTP/1.1, not gRPC; use http://HOST/…"},
		{"HTTP/1.1 by grpc, protoset", http1, "grpc", checkMethod, false, true, "speaks HTTP/1.1, not gRPC; use http://HOST/…"},
		{"HTTP/1.1 and TLS by grpcs", https1, "grpcs", checkMethod, false, false, "speaks HTTP/1.1, not gRPC; use https://HOST/…"},
		{"HTTP/2 by grpc", http2, "grpc", checkMethod, false, false, "speaks HTTP/2 without HTTP/1.1, not gRPC; use http://HOST/… with http2"},
		{"both by grpc", "x://" + both.Addr().String(), "grpc", checkMethod, false, false, "speaks HTTP/1.1 and HTTP/2, not gRPC; use http://HOST/…"},
		{"both by grpc, protoset", "x://" + both.Addr().String(), "grpc", checkMethod, false, true, "speaks HTTP/1.1 and HTTP/2, not gRPC"},
		{"SSH by http", says("SSH-2.0-OpenSSH_9.6\r\n"), "http", "/", false, false, `says "SSH-2.0-OpenSSH_9.6\r\n", which is neither HTTP nor gRPC; check the port`},
		{"SSH by grpc", says("SSH-2.0-OpenSSH_9.6\r\n"), "grpc", checkMethod, false, false, `says "SSH-2.0`},
		{"SSH by https", says("SSH-2.0-OpenSSH_9.6\r\n"), "https", "/", false, false, `says "SSH-2.0`},
		{"Redis", says("-ERR \x1b[2J\r\n"), "http", "/", false, false, `says "-ERR \x1b[2J\r\n"`},
		{"closes, http", "x://" + closes.Addr().String(), "http", "/", false, false, "closes every connection and sends nothing; check the port"},
		{"closes, https", "x://" + closes.Addr().String(), "https", "/", false, false, "closes every connection and sends nothing"},
		{"closes, grpc", "x://" + closes.Addr().String(), "grpc", checkMethod, false, false, "closes every connection and sends nothing"},
		{"right, but forbidden", http1, "http", "/forbidden", false, false, ""},
		{"right, but a certificate", https1, "https", "/", false, false, ""},
	} {
		host := strings.SplitN(test.url, "/", 4)[2]
		to := plan.Target{URL: test.scheme + "://" + host + test.path, HTTP2: test.http2, Insecure: strings.HasSuffix(test.scheme, "s") && test.want != ""}
		if test.protoset {
			to.Protoset = protoset(t)
		}
		want := strings.ReplaceAll(test.want, "HOST", host)
		for _, client := range contract.Clients() {
			err := tried(t.Context(), client, to)
			if anycall.WrongProtocol(err) != (want != "") || err == nil || !strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Errorf("%s, %s by %s: %v, want %q", test.name, to.URL, client, err, want)
			}
		}
	}
}

// serveWithoutALPN serves HTTP/1.1 through TLS that negotiates no protocol, and returns the URL.
func serveWithoutALPN(t *testing.T, certificates []tls.Certificate, handler http.HandlerFunc) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: handler, ErrorLog: clienttest.Quiet}
	go s.Serve(tls.NewListener(l, &tls.Config{Certificates: certificates}))
	t.Cleanup(func() { s.Close() })
	return "https://" + l.Addr().String()
}

func TestATargetThatSaysNothing(t *testing.T) {
	n := clienttest.NewNetwork(t)
	t.Cleanup(clienttest.ServeRaw(n, silent("")))
	for _, client := range contract.Clients() {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		err := tried(ctx, client, plan.Target{URL: "http://" + n.Addr().String()})
		if !anycall.WrongProtocol(err) || anycall.Answered(err) || !strings.Contains(err.Error(), "accepts connections and sends nothing") {
			t.Errorf("%s: Ask() = %v, want that it says nothing", client, err)
		}
	}
}

// A target without errors gets only its requests.
func TestNothingIsProbedWhenAllIsWell(t *testing.T) {
	n := clienttest.NewNetwork(t)
	var accepted atomic.Int64
	t.Cleanup(clienttest.ServeHTTPOn(countedListener{n, &accepted}, n, func(http.ResponseWriter, *http.Request) {}))
	for i, client := range contract.Clients() {
		if err := tried(t.Context(), client, plan.Target{URL: "http://" + n.Addr().String() + "/"}); err != nil || accepted.Load() != int64(i+1) {
			t.Errorf("%s: Ask() = %v over %d connections, want nil over one each", client, err, accepted.Load())
		}
	}
}

type countedListener struct {
	net.Listener
	accepted *atomic.Int64
}

func (l countedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		l.accepted.Add(1)
	}
	return conn, err
}
