// Package probe finds out which protocol a port speaks that did not answer as expected.
package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"sync"
	"time"
)

// limit is how long the port may take to answer, first in plaintext and then through TLS.
const limit = time.Second

// Finding is what a port was found to speak.
type Finding struct {
	// Reached says that the port accepts connections. If nothing else is set, it sends nothing.
	Reached bool
	// TLS says that the other fields hold for TLS.
	TLS bool
	// AsksCertificate says that it asks for a certificate of its client.
	AsksCertificate bool
	// HTTP1 and HTTP2 are the versions of HTTP that it answers; GRPC says that it answers
	// a call of gRPC as gRPC does.
	HTTP1, HTTP2, GRPC bool
	// Said is the beginning of what it sends, if that is not HTTP.
	Said []byte
	// Closes says that it closes connections without sending anything.
	Closes bool
}

// Port asks what listens at an address, on a few connections and for two seconds at most. Its
// requests name no resource but the root.
func Port(ctx context.Context, address string) Finding {
	var plain Finding
	var secure, asks bool
	var both sync.WaitGroup
	both.Go(func() { secure, asks = speaksTLS(ctx, address) })
	both.Go(func() { plain = speaks(ctx, address, false) })
	both.Wait()
	if !secure {
		return plain
	}
	f := speaks(ctx, address, true)
	f.TLS, f.AsksCertificate, f.Closes = true, asks, false // it has sent something before
	return f
}

// speaksTLS reports whether a port answers a handshake in TLS, even if only to refuse it, and
// whether it asks for a certificate.
func speaksTLS(ctx context.Context, address string) (secure, asks bool) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return false, false
	}
	defer conn.Close()
	config := trusting(address)
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		asks = true
		return new(tls.Certificate), nil
	}
	err = tls.Client(conn, config).HandshakeContext(ctx)
	secure = err == nil || (strings.Contains(err.Error(), "tls: ") && !errors.As(err, new(tls.RecordHeaderError)))
	return secure, asks
}

// trusting returns a TLS configuration that trusts any certificate, for connections on which
// nothing secret is sent.
func trusting(address string) *tls.Config {
	host, _, _ := net.SplitHostPort(address)
	return &tls.Config{ServerName: host, InsecureSkipVerify: true}
}

// speaks asks in both versions of HTTP.
func speaks(ctx context.Context, address string, secure bool) Finding {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var one firstAnswer
	var two secondAnswer
	var both sync.WaitGroup
	both.Go(func() { one = askHTTP1(ctx, address, secure) })
	both.Go(func() { two = askHTTP2(ctx, address, secure) })
	both.Wait()
	f := Finding{Reached: one.reached, HTTP1: one.status != "", HTTP2: two.status != "", GRPC: two.grpc}
	if f.HTTP2 && one.refuses() && one.status != two.status {
		f.HTTP1 = false // it refuses the version that it does not speak
	}
	if !f.HTTP1 && !f.HTTP2 {
		f.Said, f.Closes = one.said, one.closed
	}
	return f
}
