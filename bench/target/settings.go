package target

import (
	"context"
	"crypto/tls"
	"net/http"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/rpcgzip"
)

// Settings are equal on all stacks of a comparison, and on their services. The zero value is
// plaintext, not compressed, with each library's own sizes.
type Settings struct {
	// TLS is nil for plaintext. Without a ServerName it wants the address's; the
	// protocols are added.
	TLS *tls.Config
	// Gzip compresses messages both ways: those of gRPC one by one, the bodies of HTTP as
	// a whole.
	Gzip bool
	// Matched sets the windows and buffers of [serving.Matched], wherever a library lets
	// them be chosen.
	Matched bool
}

// scheme is that of URLs whose plain one is http, grpc or ws.
func (s Settings) scheme(plain string) string {
	if s.TLS != nil {
		return plain + "s"
	}
	return plain
}

// web are the settings of net/http's connections.
func (s Settings) web(http2 bool) webSettings {
	return webSettings{tls: s.TLS, http2: http2, gzip: s.Gzip, matched: s.Matched}
}

// firstWindow is the window of a connection of HTTP/2 before anybody says otherwise.
const firstWindow = 1<<16 - 1

// matchTransport gives a transport the sizes of the profile. Those of HTTP/2's buffers
// net/http does not let be chosen, and to the first window of a connection its client adds
// the one it is given.
func matchTransport(t *http.Transport) {
	t.ReadBufferSize, t.WriteBufferSize = serving.MatchedBuffer, serving.MatchedBuffer
	t.HTTP2 = &http.HTTP2Config{
		MaxReceiveBufferPerStream:     serving.MatchedStreamWindow,
		MaxReceiveBufferPerConnection: serving.MatchedConnectionWindow - firstWindow,
		MaxReadFrameSize:              serving.MatchedFrame,
	}
}

// credentials are what gRPC secures its connections with.
func (s Settings) credentials() credentials.TransportCredentials {
	if s.TLS == nil {
		return insecure.NewCredentials()
	}
	return credentials.NewTLS(s.TLS)
}

// dialOptions are the settings of grpc-go's connections, but for credentials.
func (s Settings) dialOptions() (options []grpc.DialOption) {
	if s.Gzip {
		options = append(options, grpc.WithDefaultCallOptions(grpc.UseCompressor(rpcgzip.Name)))
	}
	if s.Matched {
		options = append(options,
			grpc.WithInitialWindowSize(serving.MatchedStreamWindow),
			grpc.WithInitialConnWindowSize(serving.MatchedConnectionWindow),
			grpc.WithReadBufferSize(serving.MatchedBuffer),
			grpc.WithWriteBufferSize(serving.MatchedBuffer),
		)
	}
	return options
}

// url is where a path is asked for.
func (c Config) url(path string) string { return c.Settings.scheme("http") + "://" + c.Address + path }

// openWeb opens the connections of HTTP that a client of the stack is set to.
func (c Config) openWeb(ctx context.Context, s contract.Stack) (*web, error) {
	return newWeb(ctx, c.Address, c.Connections, c.Settings.web(s.Transport == contract.HTTP2), c.BeforeClose)
}

// openChannels opens the connections of gRPC that a client of the stack is set to.
func (c Config) openChannels(ctx context.Context, s contract.Stack) (*channels, error) {
	return newChannels(ctx, c.Address, c.Connections, c.Settings.credentials(), callSettings{codec: encoding(s.Encoding).codec()}, c.BeforeClose, c.Settings.dialOptions()...)
}
