package gatewaysvc

import (
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"

	"github.com/wiretax/wiretax/serving"
)

// connect opens the one connection to the service, in the background. It is set to what the
// gateway in Node.js sets its own to.
func connect(c Config) (*grpc.ClientConn, error) {
	security := insecure.NewCredentials()
	if c.UpstreamTLS != nil {
		security = credentials.NewTLS(c.UpstreamTLS)
	}
	options := []grpc.DialOption{
		grpc.WithTransportCredentials(security),
		// A service that restarts is back within a second or so, and grpc-go would wait up
		// to two minutes before it looked again.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 50 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second},
			MinConnectTimeout: 20 * time.Second,
		}),
		// A service whose machine is gone sends no FIN. The service allows a ping every
		// [serving.KeepaliveMinTime].
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 2 * serving.KeepaliveMinTime, Timeout: 5 * time.Second}),
		// Nobody but this file says how the service is called.
		grpc.WithDisableServiceConfig(), grpc.WithDisableRetry(), grpc.WithNoProxy(),
		grpc.WithIdleTimeout(0),
	}
	if c.Profile == serving.Matched {
		options = append(options,
			grpc.WithInitialWindowSize(serving.MatchedStreamWindow),
			grpc.WithInitialConnWindowSize(serving.MatchedConnectionWindow),
			grpc.WithReadBufferSize(serving.MatchedBuffer),
			grpc.WithWriteBufferSize(serving.MatchedBuffer),
		)
	}
	conn, err := grpc.NewClient("dns:///"+c.Upstream, options...)
	if err != nil {
		return nil, fmt.Errorf("connect to the service at %s: %w", c.Upstream, err)
	}
	conn.Connect()
	return conn, nil
}
