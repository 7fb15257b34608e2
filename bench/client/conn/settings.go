package conn

import (
	"crypto/tls"
	"net/http"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/rpcgzip"
)

// Settings are equal on all stacks of a comparison and on their services. The zero value is
// plaintext, without compression, with each library's own windows and buffers.
type Settings struct {
	// TLS is nil for plaintext. An empty ServerName stands for the host of the address;
	// the protocols of ALPN are added.
	TLS *tls.Config
	// Gzip compresses messages both ways: those of gRPC one by one, the bodies of HTTP as
	// a whole.
	Gzip bool
	// Profile says which windows and buffers are set, if a library lets them be chosen.
	Profile serving.Profile
}

// Scheme returns the scheme of a URL whose scheme without TLS is http, grpc or ws.
func (s Settings) Scheme(plain string) string {
	if s.TLS != nil {
		return plain + "s"
	}
	return plain
}

// firstWindow is the window of a connection of HTTP/2 until it is updated.
const firstWindow = 1<<16 - 1

// setSizes sets the sizes of the profile. net/http has no setting for the buffers of HTTP/2,
// and adds the window it is given to the first window of a connection.
func (s Settings) setSizes(t *http.Transport) {
	w := s.Profile.Windows()
	if !w.Set() {
		return
	}
	t.ReadBufferSize, t.WriteBufferSize = w.Buffer, w.Buffer
	t.HTTP2 = &http.HTTP2Config{
		MaxReceiveBufferPerStream:     w.Stream,
		MaxReceiveBufferPerConnection: w.Connection - firstWindow,
		MaxReadFrameSize:              w.Frame,
	}
}

// credentials returns the credentials of gRPC's connections.
func (s Settings) credentials() credentials.TransportCredentials {
	if s.TLS == nil {
		return insecure.NewCredentials()
	}
	return credentials.NewTLS(s.TLS)
}

// dialOptions returns the settings of grpc-go's connections, without the credentials.
func (s Settings) dialOptions() (options []grpc.DialOption) {
	if s.Gzip {
		options = append(options, grpc.WithDefaultCallOptions(grpc.UseCompressor(rpcgzip.Name)))
	}
	if w := s.Profile.Windows(); w.Set() {
		options = append(options,
			grpc.WithStaticStreamWindowSize(int32(w.Stream)),
			grpc.WithStaticConnWindowSize(int32(w.Connection)),
			grpc.WithReadBufferSize(w.Buffer),
			grpc.WithWriteBufferSize(w.Buffer),
		)
	}
	return options
}
