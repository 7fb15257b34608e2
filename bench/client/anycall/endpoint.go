package anycall

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/documents"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/serving"
)

// endpoint is where a target is and how it is spoken to.
type endpoint struct {
	url *url.URL
	// address is host:port.
	address string
	// rpc says that it speaks gRPC, and http2 that it speaks HTTP/2 otherwise.
	rpc, http2 bool
	// tls is nil for plaintext.
	tls *tls.Config
	// profile is that of [conn.Settings].
	profile serving.Profile
	// method is GET or the like, or for gRPC /package.Service/Method.
	method string
	header http.Header
	// host, unless it is empty, is sent instead of the URL's, and names the server in TLS.
	host string
}

// defaultPorts are the ports of URLs without one; gRPC has none.
var defaultPorts = map[string]string{"http": "80", "https": "443", "grpc": "", "grpcs": ""}

func newEndpoint(t plan.Target) (endpoint, error) {
	u, err := parseURL(t.URL)
	if err != nil {
		return endpoint{}, err
	}
	port, known := defaultPorts[u.Scheme]
	switch {
	case !known:
		return endpoint{}, fmt.Errorf("url: %q has no known scheme; use http://, https://, grpc:// or grpcs://", t.URL)
	case u.Hostname() == "":
		return endpoint{}, fmt.Errorf("url: %q names no host; use %s://host:port/…", t.URL, u.Scheme)
	case strings.ContainsFunc(u.Hostname(), func(r rune) bool { return r > '~' }):
		return endpoint{}, fmt.Errorf("url: the host %q is not in ASCII; write it as xn--…", u.Hostname())
	case u.User != nil:
		return endpoint{}, fmt.Errorf("url: it holds a user; send an Authorization header instead")
	case u.Fragment != "":
		return endpoint{}, fmt.Errorf("url: %q has a fragment, which is never sent; leave it out", t.URL)
	case u.Port() != "":
		port = u.Port()
	case port == "":
		return endpoint{}, fmt.Errorf("url: %q has no port; use %s://host:port/package.Service/Method", t.URL, u.Scheme)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return endpoint{}, fmt.Errorf("url: %q is not a port; use 1 to 65535", port)
	}
	s := endpoint{url: u, address: net.JoinHostPort(u.Hostname(), port), http2: t.HTTP2}
	s.rpc = strings.HasPrefix(u.Scheme, "grpc")
	if s.method, err = s.methodOf(t); err != nil {
		return endpoint{}, err
	}
	if s.tls, err = s.trust(t); err != nil {
		return endpoint{}, err
	}
	if s.header, s.host, err = headersOf(t.Headers, s.rpc); err != nil {
		return endpoint{}, err
	}
	if s.tls != nil && s.host != "" {
		s.tls.ServerName = hostname(s.host)
	}
	return s, nil
}

// hostname returns the host of a Host header without its port and the brackets of IPv6. The server's
// certificate has to be for it.
func hostname(host string) string { return (&url.URL{Host: host}).Hostname() }

// methodOf returns the method of HTTP or gRPC that a target names.
func (s *endpoint) methodOf(t plan.Target) (string, error) {
	if !s.rpc {
		switch {
		case t.Protoset != "":
			return "", fmt.Errorf("protoset: %q does not apply to HTTP; leave it out", t.Protoset)
		case len(t.Proto) > 0:
			return "", fmt.Errorf("proto: %q does not apply to HTTP; leave it out", t.Proto[0])
		case len(t.ProtoPath) > 0:
			return "", fmt.Errorf("proto_path: %q does not apply to HTTP; leave it out", t.ProtoPath[0])
		case t.Method == "" && t.Data != "":
			return http.MethodPost, nil
		case t.Method == "":
			return http.MethodGet, nil
		case !conn.IsToken(t.Method):
			return "", fmt.Errorf("method: %q is not an HTTP method; use GET, POST or the like", t.Method)
		}
		return t.Method, nil
	}
	service, method, _ := strings.Cut(strings.TrimPrefix(s.url.Path, "/"), "/")
	switch {
	case t.Method != "":
		return "", fmt.Errorf("method: %q does not apply to gRPC, whose method is in the URL; leave it out", t.Method)
	case t.Protoset != "" && len(t.Proto) > 0:
		return "", plan.Errorf("proto: %q and %s %q both describe the service; leave one out", t.Proto[0], plan.Key("protoset"), t.Protoset)
	case len(t.ProtoPath) > 0 && len(t.Proto) == 0:
		return "", plan.Errorf("proto_path: %q has no effect without %s; leave it out, or name a .proto file", t.ProtoPath[0], plan.Key("proto"))
	case service == "" || method == "" || strings.Contains(method, "/"):
		return "", fmt.Errorf("url: %q names no method; use %s://%s/package.Service/Method", t.URL, s.url.Scheme, s.url.Host)
	case s.url.RawQuery != "":
		return "", fmt.Errorf("url: %q has a query, which gRPC does not; leave it out", t.URL)
	}
	return "/" + service + "/" + method, nil
}

// trust returns the TLS configuration with the certificates that are trusted, nil for plaintext.
func (s *endpoint) trust(t plan.Target) (*tls.Config, error) {
	switch {
	case !strings.HasSuffix(s.url.Scheme, "s") && t.CACert != "":
		return nil, fmt.Errorf("ca_cert: %s:// has no certificates; leave it out, or use %[1]ss://", s.url.Scheme)
	case !strings.HasSuffix(s.url.Scheme, "s") && t.Insecure:
		return nil, fmt.Errorf("insecure: %s:// has no certificates; leave it out, or use %[1]ss://", s.url.Scheme)
	case !strings.HasSuffix(s.url.Scheme, "s"):
		return nil, nil
	case t.CACert != "" && t.Insecure:
		return nil, plan.Errorf("insecure: nothing is left to check with %s %q; leave one out", plan.Key("ca_cert"), t.CACert)
	}
	config := &tls.Config{ServerName: s.url.Hostname(), InsecureSkipVerify: t.Insecure}
	if t.CACert != "" {
		file, err := documents.Open(t.CACert)
		if err != nil {
			return nil, fmt.Errorf("ca_cert: %w", err)
		}
		defer file.Close()
		pem, err := io.ReadAll(io.LimitReader(file, maxAuthorities))
		if err != nil {
			return nil, fmt.Errorf("ca_cert: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("ca_cert: %s holds no certificate; use a PEM file", t.CACert)
		}
	}
	return config, nil
}

// maxAuthorities bounds the file of certificate authorities. Those of a whole system have a fraction
// of it.
const maxAuthorities = 16 << 20

// resolveLimit is how long resolving a host may take.
const resolveLimit = 10 * time.Second

// PublicAddress resolves the host of the target's URL, for ten seconds at most. It returns the
// first address that is not loopback, private or link-local, and whether there is one.
func PublicAddress(ctx context.Context, t plan.Target) (netip.Addr, bool, error) {
	s, err := newEndpoint(t)
	if err != nil {
		return netip.Addr{}, false, err
	}
	ctx, cancel := context.WithTimeout(ctx, resolveLimit)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", s.url.Hostname())
	if err != nil {
		return netip.Addr{}, false, fmt.Errorf("url: %w", s.whyUnopened(err))
	}
	for _, a := range addresses {
		a = a.Unmap()
		if !a.IsLoopback() && !a.IsPrivate() && !a.IsLinkLocalUnicast() && !a.IsUnspecified() {
			return a, true, nil
		}
	}
	return netip.Addr{}, false, nil
}
