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

// A connection that is silent for pingAfter while calls are in progress is sent a ping, which has
// to be answered in pingTime.
const (
	pingAfter = 2 * serving.KeepaliveMinTime
	pingTime  = 5 * time.Second
)

// row says how the service is asked.
func row(c Config) serving.Row {
	security := "plaintext"
	if c.UpstreamTLS != nil {
		security = "TLS"
	}
	w := c.Profile.Windows()
	w.Frame = 0 // grpc-go does not let it be chosen
	windows := w.String()
	if w.Set() {
		windows += ", " + serving.Fixed
	}
	return serving.Row{Aspect: serving.AspectUpstream, Does: fmt.Sprintf(
		"the service by gRPC: %s, generated stub, protobuf, %s, over one connection that is open from the start, retried only where the service never saw a call; %s; a ping after %s of silence, %s to answer it; a deadline of %s",
		serving.Module("google.golang.org/grpc"), security, windows, serving.Period(pingAfter), serving.Period(pingTime), serving.Period(c.Deadline))}
}

// connect opens the one connection to the service, in the background. It has the settings of the
// gateway in Node.js.
func connect(c Config) (*grpc.ClientConn, error) {
	security := insecure.NewCredentials()
	if c.UpstreamTLS != nil {
		security = credentials.NewTLS(c.UpstreamTLS)
	}
	options := []grpc.DialOption{
		grpc.WithTransportCredentials(security),
		// A service that restarts is back within a second or so, and grpc-go would wait up to
		// two minutes before its next attempt.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 50 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second},
			MinConnectTimeout: 20 * time.Second,
		}),
		// A machine that has crashed sends no FIN, so pings notice it. The service allows one
		// every [serving.KeepaliveMinTime].
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: pingAfter, Timeout: pingTime}),
		// Only this file says how the service is called.
		grpc.WithDisableServiceConfig(), grpc.WithDisableRetry(), grpc.WithNoProxy(),
		grpc.WithIdleTimeout(0),
	}
	if w := c.Profile.Windows(); w.Set() {
		options = append(options,
			grpc.WithStaticStreamWindowSize(int32(w.Stream)),
			grpc.WithStaticConnWindowSize(int32(w.Connection)),
			grpc.WithReadBufferSize(w.Buffer),
			grpc.WithWriteBufferSize(w.Buffer),
		)
	}
	conn, err := grpc.NewClient("dns:///"+c.Upstream, options...)
	if err != nil {
		return nil, fmt.Errorf("connect to the service at %s: %w", c.Upstream, err)
	}
	conn.Connect()
	return conn, nil
}
