package anycall_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// serveCertificate serves TLS with a certificate of its own authority, which it writes to a
// file, and closes every connection once something was said there.
func serveCertificate(t *testing.T, alpn []string, change func(*x509.Certificate)) (address, authority string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	authority = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	n := clienttest.NewNetwork(t)
	config := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, NextProtos: alpn}
	t.Cleanup(clienttest.ServeRaw(n, func(conn *net.TCPConn) {
		defer conn.Close()
		tls.Server(conn, config).Read(make([]byte, 1))
	}))
	return n.Addr().String(), authority
}

// The reason why no connection could be opened is given once and in plain words, for HTTP and
// for gRPC.
func TestWhyConnectionsAreNotOpened(t *testing.T) {
	refused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused.Close()
	asIs := func(*x509.Certificate) {}
	const renew = "; renew it, or trust any certificate with insecure"
	for _, test := range []struct {
		name    string
		schemes []string
		address string // empty: a server with such a certificate
		alpn    []string
		change  func(*x509.Certificate)
		unknown bool // the authority is
		want    string
	}{
		{"refused", []string{"http", "https", "grpc", "grpcs"}, refused.Addr().String(), nil, nil, true, "connection refused; is the service running?"},
		{"no such host", []string{"http", "https", "grpc", "grpcs"}, "nowhere.invalid:1", nil, nil, true, "nowhere.invalid"},
		{"unknown", []string{"https", "grpcs"}, "", []string{"h2", "http/1.1"}, asIs, true,
			"the certificate is signed by an unknown authority; name the authority with ca_cert, or trust any certificate with insecure"},
		{"expired", []string{"https", "grpcs"}, "", []string{"h2", "http/1.1"}, func(c *x509.Certificate) { c.NotAfter = time.Unix(1e9, 0) }, false,
			"is after 2001-09-09T01:46:40Z" + renew},
		{"not valid yet", []string{"https", "grpcs"}, "", []string{"h2", "http/1.1"}, func(c *x509.Certificate) {
			c.NotBefore = time.Unix(32503680000, 0)
			c.NotAfter = time.Unix(32503690000, 0)
		}, false,
			"is before 3000-01-01T00:00:00Z" + renew},
		{"another name", []string{"https", "grpcs"}, "", []string{"h2", "http/1.1"}, func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(10, 0, 0, 1)} }, false,
			"the certificate is for 10.0.0.1, not 127.0.0.1; use a name of the certificate in the URL, or trust any certificate with insecure"},
		{"no address", []string{"https", "grpcs"}, "", []string{"h2", "http/1.1"}, func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"shop.example"} }, false,
			"the certificate is for no IP address, not even 127.0.0.1" + renew},
		{"no ALPN", []string{"grpcs"}, "", nil, asIs, false, "its TLS does not offer h2, which gRPC needs; check the port, or let the service offer it by ALPN"},
		{"other ALPN", []string{"grpcs"}, "", []string{"imap"}, asIs, false, "its TLS does not offer h2, which gRPC needs; check the port"},
	} {
		to := plan.Target{Protoset: protoset(t)}
		if test.address == "" {
			test.address, to.CACert = serveCertificate(t, test.alpn, test.change)
		}
		if test.unknown {
			to.CACert = ""
		}
		for _, scheme := range test.schemes {
			for _, client := range contract.Clients() {
				to.URL = scheme + "://" + test.address + checkMethod
				described := []string{to.Protoset, ""}
				if strings.HasPrefix(scheme, "http") {
					described = described[1:]
				}
				for _, to.Protoset = range described {
					err := tried(t.Context(), client, to)
					if err == nil || !strings.HasPrefix(err.Error(), "connect to "+to.URL+": ") || !strings.HasSuffix(err.Error(), test.want) && !strings.Contains(err.Error(), test.want+";") &&
						!strings.Contains(err.Error(), test.want+", ") {
						t.Errorf("%s, %s by %s, protoset %q: %v, want connect to it: … %s", test.name, to.URL, client, to.Protoset, err, test.want)
						continue
					}
					for _, word := range []string{"desc =", "transport:", "dial tcp", "x509", "open connections", "grpc-go", "rpc error", "handshake"} {
						if strings.Contains(err.Error(), word) {
							t.Errorf("%s, %s by %s: %v, want it without %q", test.name, to.URL, client, err, word)
						}
					}
				}
			}
		}
	}
	http2 := plan.Target{HTTP2: true}
	http2.URL, http2.CACert = serveCertificate(t, nil, asIs)
	http2.URL = "https://" + http2.URL + "/"
	for _, client := range contract.Clients() {
		if err := tried(t.Context(), client, http2); err == nil || err.Error() != "connect to "+http2.URL+": its TLS does not offer h2; leave http2 out" {
			t.Errorf("HTTP/2 without ALPN by %s: %v", client, err)
		}
	}
}

// The address of a host that no name server knows is asked for before anything is sent.
func TestPublicAddressOfNoHost(t *testing.T) {
	_, _, err := anycall.PublicAddress(t.Context(), plan.Target{URL: "http://nowhere.invalid/"})
	if err == nil || !strings.HasPrefix(err.Error(), "url: ") || !strings.HasSuffix(err.Error(), "; check the name") || strings.Contains(err.Error(), "lookup") {
		t.Errorf("PublicAddress() = %v, want to check the name", err)
	}
}
