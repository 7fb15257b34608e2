package grpcserver

import (
	"crypto/tls"
	"crypto/x509"
	"net/http/httptest"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
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
	for _, test := range []struct {
		name   string
		client credentials.TransportCredentials
		want   codes.Code
	}{
		{"client that trusts the certificate", credentials.NewTLS(&tls.Config{RootCAs: pool}), codes.OK},
		{"client that does not", credentials.NewTLS(&tls.Config{RootCAs: x509.NewCertPool()}), codes.Unavailable},
		{"client of TLS 1.1", credentials.NewTLS(&tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}), codes.Unavailable},
		{"plaintext client", insecure.NewCredentials(), codes.Unavailable},
	} {
		config := quiet()
		config.TLS = &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12}
		c := newCaller(servingtest.StartGRPC(t, newShelf(config), grpc.WithTransportCredentials(test.client)))
		var p peer.Peer
		_, err := c.catalog.GetBook(t.Context(), &catalogv1.GetBookRequest{Id: 1}, grpc.Peer(&p))
		if status.Code(err) != test.want {
			t.Errorf("GetBook(1) of a %s = %v, want %v", test.name, err, test.want)
		}
		if test.want != codes.OK {
			continue
		}
		if info, ok := p.AuthInfo.(credentials.TLSInfo); !ok || info.State.NegotiatedProtocol != "h2" {
			t.Errorf("connection of a %s = %+v, want TLS with h2", test.name, p.AuthInfo)
		}
		if len(config.TLS.NextProtos) != 0 {
			t.Errorf("New changed the caller's tls.Config: NextProtos = %v", config.TLS.NextProtos)
		}
	}
}
