package catalog

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

func init() {
	transports[contract.OverGRPC] = transport{
		unary: newGRPC, streams: newGRPCStreams, realtime: newRealtimeGRPC,
		url: func(_ contract.Stack, op contract.Operation) (scheme, path string) { return grpcScheme, op.RPC },
		empty: func(_ contract.Stack, address string, s conn.Settings) plan.Target {
			return plan.Target{URL: s.Scheme(grpcScheme) + "://" + address + "/grpc.health.v1.Health/Check"}
		},
		library: func(s contract.Stack) string {
			if s.Encoding == contract.Protobuf {
				return "grpc-go, generated stub"
			}
			return "grpc-go, generated stub, JSON codec"
		},
	}
}

const grpcScheme = "grpc"

// openGRPC opens the connections of a client over gRPC.
func (c Config) openGRPC(ctx context.Context, s contract.Stack) (*conn.GRPC, error) {
	return conn.NewGRPC(ctx, c.Address, c.Connections, c.Settings, conn.CallSettings{Codec: encoding(s.Encoding).codec()})
}

// grpcClient calls unary methods through the generated stubs.
type grpcClient struct {
	*conn.GRPC
	workers   client.Workers
	config    Config
	encoding  encoding
	operation operation
	stubs     []*stub
}

func newGRPC(ctx context.Context, s contract.Stack, op operation, c Config) (Client, error) {
	connections, err := c.openGRPC(ctx, s)
	if err != nil {
		return nil, err
	}
	g := &grpcClient{GRPC: connections, config: c, encoding: encoding(s.Encoding), operation: op}
	for _, conn := range connections.Conns {
		g.stubs = append(g.stubs, newStub(conn))
	}
	return g, nil
}

// Start implements [load.Target].
func (g *grpcClient) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	g.workers.Start(ctx, g, t, done)
}

// Do implements [client.Asker].
func (g *grpcClient) Do(ctx context.Context, t load.Ticket) load.Outcome {
	answer, number, wait, err := g.get(ctx, g.message(t.Seq))
	var outcome load.Outcome
	if err != nil {
		outcome.Failure = conn.GRPCFailure(ctx, err)
	} else {
		fingerprint, _ := fingerprintOf(answer)
		outcome = g.config.judge(t, fingerprint, func() proto.Message { return answer })
	}
	outcome.Shard, outcome.Wait = number, wait
	return outcome
}

func (g *grpcClient) get(ctx context.Context, request proto.Message) (answer proto.Message, number int, wait time.Duration, err error) {
	number, wait, err = g.Call(func(conn int, options []grpc.CallOption) (err error) {
		answer, err = g.operation.call(ctx, g.stubs[conn], request, options...)
		return err
	})
	return answer, number, wait, err
}

func (g *grpcClient) message(seq uint64) proto.Message {
	return g.operation.message(g.config.Requests[g.config.index(seq)])
}

// Fetch implements [Client].
func (g *grpcClient) Fetch(ctx context.Context, seq uint64) (Answer, error) {
	request := g.message(seq)
	answer, _, _, err := g.get(ctx, request)
	if err != nil {
		return Answer{}, err
	}
	asked, err := g.encoding.size(request)
	if err != nil {
		return Answer{}, err
	}
	answered, err := g.encoding.size(answer)
	return Answer{answer, asked, answered}, err
}

// Close implements [client.Client].
func (g *grpcClient) Close() error {
	g.workers.Stop()
	return g.GRPC.Close()
}
