package catalog

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/contract"
)

// grpcStreams carries streams of gRPC, through the generated stubs.
type grpcStreams struct {
	*conn.GRPC
	encoding encoding
	stubs    []*stub
	// ask sends a request through a stub and notes what comes. The ledger says in what form.
	form string
	ask  func(ctx context.Context, s *stub, options []grpc.CallOption, r *Request, got *streamed) error
}

func newGRPCStreams(ctx context.Context, s contract.Stack, c Config) (streamWire, error) {
	connections, err := c.openGRPC(ctx, s)
	if err != nil {
		return nil, err
	}
	r := &grpcStreams{GRPC: connections, encoding: encoding(s.Encoding)}
	for _, conn := range connections.Conns {
		r.stubs = append(r.stubs, newStub(conn))
	}
	r.ask, r.form = r.list, "a stream of the service, decoded message by message as it comes"
	if c.Operation == contract.UploadBookRatings {
		r.ask, r.form = r.upload, "a stream to the service, each rating encoded as a message of its own"
	}
	return r, nil
}

func (s *grpcStreams) stream(ctx context.Context, r *Request, got *streamed) {
	var err error
	got.Conn, got.Wait, err = s.Call(func(conn int, options []grpc.CallOption) error {
		return s.ask(ctx, s.stubs[conn], options, r, got)
	})
	if err != nil {
		got.fail(conn.GRPCFailure(ctx, err), err)
	}
}

// sizeOf returns the sum of the sizes of messages.
func sizeOf[M proto.Message](e encoding, messages ...M) (sum int, err error) {
	for _, m := range messages {
		n, err := e.size(m)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}
