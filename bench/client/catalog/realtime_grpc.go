package catalog

import (
	"context"
	"io"
	"strconv"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// realtimeGRPC opens bidirectional streams of gRPC, on each connection in turn.
type realtimeGRPC struct {
	*conn.GRPC
	encoding encoding
	stubs    []*stub
}

func newRealtimeGRPC(ctx context.Context, s contract.Stack, c Config) (realtimeWire, error) {
	connections, err := c.openGRPC(ctx, s)
	if err != nil {
		return nil, err
	}
	l := &realtimeGRPC{GRPC: connections, encoding: encoding(s.Encoding)}
	for _, conn := range connections.Conns {
		l.stubs = append(l.stubs, newStub(conn))
	}
	return l, nil
}

func (l *realtimeGRPC) open(ctx context.Context, number int) (realtimeConn, error) {
	// The stream outlives ctx, but its opening must not.
	open, cut := context.WithCancel(context.Background())
	stop := context.AfterFunc(ctx, cut)
	var stream grpc.BidiStreamingClient[catalogv1.UserAction, catalogv1.BookRecommendation]
	err := l.OpenStream(func(options []grpc.CallOption) (err error) {
		stream, err = l.stubs[number%len(l.stubs)].recommend.RealtimeRecommendations(open, options...)
		return err
	})
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		cut()
		return nil, err
	}
	return &grpcStream{stream: stream, cancel: cut, last: grpcRecommendation{encoding: l.encoding}}, nil
}

// failure implements [realtimeWire]. A stream that its service ends has no error.
func (l *realtimeGRPC) failure(err error) string {
	if err == io.EOF {
		return contract.ConnectionClosed
	}
	return conn.GRPCFailure(context.Background(), err)
}

func (l *realtimeGRPC) requestSize(action *Request) (int, error) {
	return l.encoding.size(actionMessage(action))
}

func (l *realtimeGRPC) numberSize(action int32) int {
	if l.encoding == asJSON {
		return digits(action)
	}
	return protowire.SizeVarint(uint64(action))
}

// digits returns the length of a number as text.
func digits(n int32) int {
	var text [11]byte
	return len(strconv.AppendInt(text[:0], int64(n), 10))
}

// grpcStream is an open stream of gRPC.
type grpcStream struct {
	stream grpc.BidiStreamingClient[catalogv1.UserAction, catalogv1.BookRecommendation]
	cancel context.CancelFunc
	last   grpcRecommendation
}

// actionMessage makes the message of an action, as any client of gRPC does.
func actionMessage(r *Request) *catalogv1.UserAction {
	return &catalogv1.UserAction{
		UserId: r.UserID, BookId: r.BookID, Stars: r.Stars, MaxResults: r.Items,
		Kind: catalogv1.UserActionKind(catalogv1.UserActionKind_value[r.Kind]),
	}
}

func (c *grpcStream) send(r *Request) { _ = c.stream.Send(actionMessage(r)) }

func (c *grpcStream) receive() (_ recommendation, err error) {
	c.last.BookRecommendation, err = c.stream.Recv()
	return &c.last, err
}

func (c *grpcStream) cut() { c.cancel() }

// grpcRecommendation is a recommendation that the generated stub has decoded.
type grpcRecommendation struct {
	*catalogv1.BookRecommendation
	encoding encoding
}

func (r *grpcRecommendation) fingerprint() int                       { return len(r.Title) + len(r.Description) }
func (r *grpcRecommendation) message() *catalogv1.BookRecommendation { return r.BookRecommendation }
func (r *grpcRecommendation) size() (int, error)                     { return r.encoding.size(r.BookRecommendation) }
