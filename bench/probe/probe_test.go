package probe

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var quiet = log.New(io.Discard, "", 0)

// web serves versions of HTTP and returns the address.
func web(t *testing.T, secure, one, two bool, status int) string {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	s.Config.ErrorLog, s.Config.Protocols = quiet, new(http.Protocols)
	s.Config.Protocols.SetHTTP1(one)
	t.Cleanup(s.Close)
	if secure {
		s.Config.Protocols.SetHTTP2(two)
		s.EnableHTTP2 = two
		if !one {
			s.TLS = &tls.Config{NextProtos: []string{"h2"}}
		}
		s.StartTLS()
	} else {
		s.Config.Protocols.SetUnencryptedHTTP2(two)
		s.Start()
	}
	return s.Listener.Addr().String()
}

// unnegotiated serves HTTP/1.1 through TLS that negotiates no protocol, as many servers do that
// are not written in Go.
func unnegotiated(t *testing.T, config *tls.Config, status int) string {
	t.Helper()
	l := listen(t)
	s := &http.Server{ErrorLog: quiet, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/grpc") // whatever it says of itself
		w.WriteHeader(status)
	})}
	go s.Serve(tls.NewListener(l, config))
	t.Cleanup(func() { s.Close() })
	return l.Addr().String()
}

// rpc serves gRPC without any service.
func rpc(t *testing.T, options ...grpc.ServerOption) string {
	t.Helper()
	l := listen(t)
	s := grpc.NewServer(options...)
	go s.Serve(l)
	t.Cleanup(s.Stop)
	return l.Addr().String()
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// raw serves each connection by a function.
func raw(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	l := listen(t)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	return l.Addr().String()
}

func says(text string) func(net.Conn) {
	return func(conn net.Conn) {
		io.WriteString(conn, text)
		io.Copy(io.Discard, conn)
	}
}

func TestPort(t *testing.T) {
	lender := httptest.NewTLSServer(nil)
	defer lender.Close()
	certificates := lender.TLS.Certificates
	picky := httptest.NewUnstartedServer(nil)
	picky.Config.ErrorLog = quiet
	picky.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}
	picky.StartTLS()
	defer picky.Close()
	for name, test := range map[string]struct {
		address string
		want    Finding
		said    string
	}{
		"HTTP/1.1":                 {web(t, false, true, false, 200), Finding{HTTP1: true}, ""},
		"HTTP/1.1, forbidden":      {web(t, false, true, true, 403), Finding{HTTP1: true, HTTP2: true}, ""},
		"both":                     {web(t, false, true, true, 404), Finding{HTTP1: true, HTTP2: true}, ""},
		"HTTP/2":                   {web(t, false, false, true, 200), Finding{HTTP2: true}, ""},
		"HTTP/1.1 through TLS":     {web(t, true, true, false, 200), Finding{TLS: true, HTTP1: true}, ""},
		"both through TLS":         {web(t, true, true, true, 200), Finding{TLS: true, HTTP1: true, HTTP2: true}, ""},
		"HTTP/2 through TLS":       {web(t, true, false, true, 200), Finding{TLS: true, HTTP2: true}, ""},
		"no ALPN":                  {unnegotiated(t, &tls.Config{Certificates: certificates}, 200), Finding{TLS: true, HTTP1: true}, ""},
		"no ALPN, TLS 1.2":         {unnegotiated(t, &tls.Config{Certificates: certificates, MaxVersion: tls.VersionTLS12}, 404), Finding{TLS: true, HTTP1: true}, ""},
		"no ALPN, refuses":         {unnegotiated(t, &tls.Config{Certificates: certificates}, 400), Finding{TLS: true, HTTP1: true}, ""},
		"gRPC":                     {rpc(t), Finding{HTTP2: true, GRPC: true}, ""},
		"gRPC through TLS":         {rpc(t, grpc.Creds(credentials.NewTLS(&tls.Config{Certificates: certificates}))), Finding{TLS: true, HTTP2: true, GRPC: true}, ""},
		"wants a certificate":      {picky.Listener.Addr().String(), Finding{TLS: true, AsksCertificate: true}, ""},
		"SSH":                      {raw(t, says("SSH-2.0-OpenSSH_9.6\r\n")), Finding{}, "SSH-2.0-OpenSSH_9.6\r\n"},
		"Redis":                    {raw(t, says("-ERR unknown command\r\n")), Finding{}, "-ERR unknown command\r\n"},
		"closes":                   {raw(t, func(net.Conn) {}), Finding{Closes: true}, ""},
		"resets":                   {raw(t, func(conn net.Conn) { conn.(*net.TCPConn).SetLinger(0) }), Finding{Closes: true}, ""},
		"refuses HTTP/1.1 in HTTP": {raw(t, says("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n")), Finding{HTTP1: true}, ""},
	} {
		got := Port(t.Context(), test.address)
		said := string(got.Said)
		got.Said, test.want.Reached = nil, true
		if !reflect.DeepEqual(got, test.want) || said != test.said {
			t.Errorf("%s: %+v, %q, want %+v, %q", name, got, said, test.want, test.said)
		}
	}
}

func TestPortThatIsNotThere(t *testing.T) {
	l := listen(t)
	l.Close()
	if got := Port(t.Context(), l.Addr().String()); !reflect.DeepEqual(got, Finding{}) {
		t.Errorf("Port() = %+v, want nothing", got)
	}
}

func TestPortThatSaysNothing(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if got := Port(ctx, raw(t, says(""))); !reflect.DeepEqual(got, Finding{Reached: true, Said: []byte{}}) {
		t.Errorf("Port() = %+v, want nothing", got)
	}
}
