package httpserver_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/serving/servingtest"
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
	s := servingtest.StartHTTP(t, newShelf(config))
	s.URL = strings.Replace(s.URL, "http:", "https:", 1)
	transport := s.HTTP.Transport.(*http.Transport)
	for _, test := range []struct {
		name string
		pool *x509.CertPool
		want int // 0: no answer
	}{
		{"client that does not trust the certificate", x509.NewCertPool(), 0},
		{"client that does", pool, http.StatusOK},
	} {
		transport.TLSClientConfig = &tls.Config{RootCAs: test.pool}
		if r, err := s.Do("GET", "/v1/books/1"); r.Status != test.want || (err == nil) != (test.want != 0) {
			t.Errorf("GET /v1/books/1 of a %s = %d, %v; want %d", test.name, r.Status, err, test.want)
		}
	}
	if len(config.TLS.NextProtos) != 0 {
		t.Errorf("New or Serve changed the caller's tls.Config: NextProtos = %v", config.TLS.NextProtos)
	}
}

// The client's offer decides whether HTTP/2 is spoken.
func TestProtocolByALPN(t *testing.T) {
	own, pool := certificate()
	config := quiet()
	config.TLS = &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12}
	s := servingtest.StartHTTP(t, newShelf(config))
	for _, test := range []struct {
		offer []string
		want  string
	}{
		{[]string{"h2", "http/1.1"}, "h2"},
		{[]string{"http/1.1", "h2"}, "h2"},
		{[]string{"http/1.1"}, "http/1.1"},
		{nil, ""},
	} {
		c, err := tls.Dial("tcp", strings.TrimPrefix(s.URL, "http://"), &tls.Config{RootCAs: pool, NextProtos: test.offer})
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
		if got := c.ConnectionState().NegotiatedProtocol; got != test.want {
			t.Errorf("an offer of %v is answered with %q, want %q", test.offer, got, test.want)
		}
	}
}

// The same book comes over every stack, in the protocol that the client speaks.
func TestStacks(t *testing.T) {
	own, pool := certificate()
	for _, test := range []struct {
		name      string
		secure    bool
		protocols func(*http.Protocols)
		want      string
	}{
		{"HTTP/1.1", false, func(p *http.Protocols) { p.SetHTTP1(true) }, "HTTP/1.1"},
		{"h2c", false, func(p *http.Protocols) { p.SetUnencryptedHTTP2(true) }, "HTTP/2.0"},
		{"HTTP/1.1 and TLS", true, func(p *http.Protocols) { p.SetHTTP1(true) }, "HTTP/1.1"},
		{"h2", true, func(p *http.Protocols) { p.SetHTTP2(true) }, "HTTP/2.0"},
	} {
		config := quiet()
		if test.secure {
			config.TLS = &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12}
		}
		s := servingtest.StartHTTP(t, newShelf(config))
		if test.secure {
			s.URL = strings.Replace(s.URL, "http:", "https:", 1)
			s.Transport.TLSClientConfig = &tls.Config{RootCAs: pool}
		}
		s.Transport.Protocols = new(http.Protocols)
		test.protocols(s.Transport.Protocols)
		for _, accept := range []string{"application/json", "application/x-protobuf"} {
			r, err := s.Begin("GET", "/v1/books/1", nil, "Accept", accept)
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
				continue
			}
			body, err := io.ReadAll(r.Body)
			r.Body.Close()
			if r.Proto != test.want || r.StatusCode != http.StatusOK || !strings.Contains(string(body), "Dragon Tattoo") || err != nil {
				t.Errorf("%s: GET /v1/books/1 as %s = %s over %s with %d bytes, %v; want 200 over %s with the book",
					test.name, accept, r.Status, r.Proto, len(body), err, test.want)
			}
		}
	}
}
