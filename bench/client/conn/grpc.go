package conn

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	rpcencoding "google.golang.org/grpc/encoding"
	"google.golang.org/grpc/status"
)

// GRPC has a fixed number of grpc-go's connections to one server, each opened without a request.
// grpc-go reopens them by itself when they break.
type GRPC struct {
	Dialer
	Conns    []*grpc.ClientConn
	pool     *sharedPool
	traces   sync.Pool
	settings Settings
	calls    CallSettings
	CodingCounts
	retries atomic.Int64
}

// CallSettings are what all calls have in common: the codec of their messages, and options.
type CallSettings struct {
	Codec   rpcencoding.CodecV2
	Options []grpc.CallOption
}

// trace makes a trace of one call at a time.
func (s CallSettings) trace() *callTrace { return newCallTrace(s.Codec, s.Options...) }

// LargestAnswer is the limit for a message if a client has no reason to choose another. It is
// more than grpc-go's 4 MB: how much a service answers is not for us to say.
const LargestAnswer = 256 << 20

// NewGRPC opens connections to an address, host:port. Options are added to those of the settings.
// The caller closes the connections.
func NewGRPC(ctx context.Context, address string, connections int, settings Settings, calls CallSettings, options ...grpc.DialOption) (*GRPC, error) {
	c := &GRPC{Dialer: Dialer{Address: address}, pool: newSharedPool(connections), settings: settings, calls: calls}
	security := settings.credentials()
	c.traces.New = func() any { return calls.trace() }
	options = slices.Concat([]grpc.DialOption{
		grpc.WithTransportCredentials(security),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return c.Dial(ctx) }),
		grpc.WithDisableServiceConfig(),
		c.decompress(),
		grpc.WithIdleTimeout(0),
		// Connections come back as soon as their service does.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second},
			MinConnectTimeout: 20 * time.Second,
		}),
	}, settings.dialOptions(), options)
	for range connections {
		conn, err := grpc.NewClient("passthrough:///"+address, options...)
		if err != nil {
			return nil, errors.Join(Unopened{err}, c.Close())
		}
		c.Conns = append(c.Conns, conn)
		conn.Connect()
	}
	for _, conn := range c.Conns {
		if err := ready(ctx, conn); err != nil {
			err = c.ifStalled(ctx, err, connections, security.Info().SecurityProtocol == "tls")
			return nil, errors.Join(Unopened{err}, c.Close())
		}
	}
	return c, nil
}

// ready waits until a connection is open, or cannot be opened.
func ready(ctx context.Context, conn *grpc.ClientConn) error {
	for {
		state := conn.GetState()
		switch state {
		case connectivity.Ready:
			return nil
		case connectivity.Idle:
			conn.Connect()
		case connectivity.TransientFailure:
			if err := whyNot(ctx, conn); err != nil {
				return err
			}
		}
		if !conn.WaitForStateChange(ctx, state) {
			return ctx.Err()
		}
	}
}

// whyNot returns the error with which opening a connection last failed, which grpc-go only returns
// to calls. The call that is made for it never leaves the client.
func whyNot(ctx context.Context, conn *grpc.ClientConn) error {
	err := conn.Invoke(ctx, "/", nil, nil, grpc.PerRPCCredentials(unsendable{}))
	if s := status.Convert(err); s.Code() == codes.Unavailable {
		return errors.New(s.Message())
	}
	return nil
}

// unsendable are credentials that keep a call from being sent.
type unsendable struct{}

func (unsendable) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return nil, errors.New("not to be sent")
}

func (unsendable) RequireTransportSecurity() bool { return false }

// Call picks a connection, has ask make a call there with the given options, and counts grpc-go's
// retries. It returns the connection's number, and how long the call waited for the connection, if
// it was not open, or for a stream, if other calls were in flight there. In any other case the
// time that the trace measures is the library's own work, and no wait.
func (c *GRPC) Call(ask func(conn int, options []grpc.CallOption) error) (number int, wait time.Duration, err error) {
	t := c.traces.Get().(*callTrace)
	t.reset()
	number = c.pool.take()
	open, alone := c.Conns[number].GetState() == connectivity.Ready, c.pool.alone(number)
	if !open {
		t.asked = time.Now()
	}
	err = ask(number, t.options)
	if !open || !alone {
		wait = t.wait()
	}
	c.pool.give(number)
	if t.attempts > 1 {
		c.retries.Add(t.attempts - 1)
	}
	c.traces.Put(t)
	return number, wait, err
}

// OpenStream has ask open a stream that stays open, and counts grpc-go's retries.
func (c *GRPC) OpenStream(ask func(options []grpc.CallOption) error) error {
	t := c.calls.trace()
	err := ask(t.options)
	if t.attempts > 1 {
		c.retries.Add(t.attempts - 1)
	}
	return err
}

// Retries counts the attempts that grpc-go made beyond one per call.
func (c *GRPC) Retries() int64 { return c.retries.Load() }

// Close closes all connections.
func (c *GRPC) Close() error {
	var all error
	for _, conn := range c.Conns {
		all = errors.Join(all, conn.Close())
	}
	return all
}
