package target

import (
	"context"
	"errors"
	"fmt"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/load"
)

// grpcClient asks through the generated stubs over grpc-go's connections.
type grpcClient struct {
	dialer
	starter
	config    Config
	operation operation
	conns     []*grpc.ClientConn
	stubs     []*stub
	pool      *pool
}

func newGRPC(ctx context.Context, c Config) (*grpcClient, error) {
	op, err := operationNamed(c.Operation)
	if err != nil {
		return nil, err
	}
	g := &grpcClient{dialer: newDialer(c), config: c, operation: op, pool: newPool(c.Connections)}
	for range c.Connections {
		conn, err := grpc.NewClient("passthrough:///"+c.Address,
			grpc.WithTransportCredentials(insecure.NewCredentials()),
			grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return g.dial(ctx) }),
			grpc.WithDisableServiceConfig(),
			grpc.WithIdleTimeout(0),
		)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open connections: %w", err), g.Close())
		}
		g.conns, g.stubs = append(g.conns, conn), append(g.stubs, newStub(conn))
		conn.Connect()
	}
	for _, conn := range g.conns {
		if err := ready(ctx, conn); err != nil {
			return nil, errors.Join(fmt.Errorf("open connections: %w", err), g.Close())
		}
	}
	return g, nil
}

func ready(ctx context.Context, conn *grpc.ClientConn) error {
	for state := conn.GetState(); state != connectivity.Ready; state = conn.GetState() {
		if !conn.WaitForStateChange(ctx, state) {
			return ctx.Err()
		}
	}
	return nil
}

// Start implements [load.Target].
func (g *grpcClient) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	g.start(ctx, g, t, done)
}

func (g *grpcClient) ask(ctx context.Context, t load.Ticket) load.Outcome {
	lane := g.pool.take()
	answer, err := g.operation.call(ctx, g.stubs[lane], g.message(t.Seq))
	g.pool.give(lane)
	var outcome load.Outcome
	if err != nil {
		outcome.Failure = grpcFailure(err)
	} else {
		outcome = g.config.judge(t, extentOf(answer), func() proto.Message { return answer })
	}
	outcome.Lane = lane
	return outcome
}

func (g *grpcClient) message(seq uint64) proto.Message {
	return g.operation.message(g.config.Requests[g.config.index(seq)])
}

// Fetch implements [Client].
func (g *grpcClient) Fetch(ctx context.Context, seq uint64) (Answer, error) {
	lane := g.pool.take()
	defer g.pool.give(lane)
	request := g.message(seq)
	answer, err := g.operation.call(ctx, g.stubs[lane], request)
	if err != nil {
		return Answer{}, err
	}
	return Answer{answer, proto.Size(request), proto.Size(answer)}, nil
}

// Close implements [Client].
func (g *grpcClient) Close() error {
	g.running.Wait()
	var all error
	for _, conn := range g.conns {
		all = errors.Join(all, conn.Close())
	}
	return all
}

func grpcFailure(err error) string {
	switch code := status.Code(err); code {
	case codes.Canceled, codes.DeadlineExceeded:
		return load.Timeout
	case codes.Unavailable:
		if kind := failureOf(err); kind != "transport error" {
			return kind
		}
		fallthrough
	default:
		return "code " + code.String()
	}
}
