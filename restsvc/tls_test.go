package restsvc_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/restsvc"
)

// certificate returns one for 127.0.0.1 and a pool that trusts it.
func certificate() (tls.Certificate, *x509.CertPool) {
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return s.TLS.Certificates[0], pool
}

func TestTLS(t *testing.T) {
	own, pool := certificate()
	config := quiet()
	config.TLS = &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12}
	s := start(t, restsvc.New(config))
	s.url = strings.Replace(s.url, "http:", "https:", 1)
	transport := s.client.Transport.(*http.Transport)
	for _, test := range []struct {
		name string
		pool *x509.CertPool
		want int // 0: no answer
	}{
		{"client that does not trust the certificate", x509.NewCertPool(), 0},
		{"client that does", pool, http.StatusOK},
	} {
		transport.TLSClientConfig = &tls.Config{RootCAs: test.pool}
		if r, err := s.do("GET", "/v1/books/1"); r.status != test.want || (err == nil) != (test.want != 0) {
			t.Errorf("GET /v1/books/1 of a %s = %d, %v; want %d", test.name, r.status, err, test.want)
		}
	}
	if len(config.TLS.NextProtos) != 0 {
		t.Errorf("New or Serve changed the caller's tls.Config: NextProtos = %v", config.TLS.NextProtos)
	}
}

// The stack is HTTP/1.1: HTTP/2 is neither taken from a client's offer nor spoken in plaintext.
func TestNoHTTP2(t *testing.T) {
	own, pool := certificate()
	config := quiet()
	config.TLS = &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12}
	s := start(t, restsvc.New(config))
	offer := &tls.Config{RootCAs: pool, NextProtos: []string{"h2", "http/1.1"}}
	c, err := tls.Dial("tcp", strings.TrimPrefix(s.url, "http://"), offer)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if got := c.ConnectionState().NegotiatedProtocol; got != "http/1.1" {
		t.Errorf("an offer of %v is answered with %q, want http/1.1", offer.NextProtos, got)
	}
}

func TestNoHTTP2InPlaintext(t *testing.T) {
	s := start(t, restsvc.New(quiet()))
	c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
	if _, err := io.WriteString(c, preface); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	if want := "HTTP/1.1 "; err != nil || !strings.HasPrefix(line, want) {
		t.Errorf("%q is answered with %q, %v; want %s…", preface, line, err, want)
	}
}
