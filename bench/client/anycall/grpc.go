package anycall

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"google.golang.org/grpc"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/bench/client/conn"
)

// grpcWire calls a gRPC method with encoded messages, and does not decode the answers.
type grpcWire struct {
	*conn.GRPC
	method   string
	messages []mem.BufferSlice
	metadata metadata.MD
	last     atomic.Pointer[outgoing]
	answers  sync.Pool // of *rawAnswer
}

// outgoing is a context with metadata, for all requests that share its parent.
type outgoing struct{ parent, ctx context.Context }

func newGRPCWire(ctx context.Context, c *Call, connections int) (*grpcWire, error) {
	opened, err := conn.NewGRPC(ctx, c.endpoint.address, connections, c.endpoint.settings(), rawCalls, c.endpoint.dialOptions()...)
	if err != nil {
		return nil, err
	}
	w := &grpcWire{GRPC: opened, method: c.endpoint.method, metadata: c.endpoint.metadata()}
	w.answers.New = func() any { return new(rawAnswer) }
	w.messages = make([]mem.BufferSlice, len(c.requests))
	for i, message := range c.requests {
		w.messages[i] = mem.BufferSlice{mem.SliceBuffer(message)}
	}
	return w, nil
}

func (w *grpcWire) send(ctx context.Context, request int, keep *bytes.Buffer) conn.Reply {
	var r conn.Reply
	answer := w.answers.Get().(*rawAnswer)
	*answer = rawAnswer{keep: keep}
	number, wait, err := w.GRPC.Call(func(conn int, options []grpc.CallOption) error {
		return w.Conns[conn].Invoke(w.withMetadata(ctx), w.method, &w.messages[request], answer, options...)
	})
	r.Length, r.Coding, r.Conn, r.Wait = answer.length, answer.coding, number, wait
	answer.keep = nil
	w.answers.Put(answer)
	if err == nil {
		w.CountCoding(r.Coding)
		return r
	}
	if kind := conn.GRPCFailure(ctx, err); !strings.HasPrefix(kind, conn.CodeKind) {
		r.Failure, r.Err = kind, err
		return r
	}
	s := status.Convert(err)
	r.Status, r.Said = int(s.Code()), s.Message()
	return r
}

// withMetadata adds the metadata to a context.
func (w *grpcWire) withMetadata(ctx context.Context) context.Context {
	if len(w.metadata) == 0 {
		return ctx
	}
	if last := w.last.Load(); last != nil && last.parent == ctx {
		return last.ctx
	}
	made := &outgoing{ctx, metadata.NewOutgoingContext(ctx, w.metadata)}
	w.last.Store(made)
	return made.ctx
}

// rawAnswer takes an answer that is not decoded.
type rawAnswer struct {
	length int64
	keep   *bytes.Buffer
	// coding is the one that the message is in although nothing says so.
	coding string
}

// rawCalls pass on bytes.
var rawCalls = conn.CallSettings{Codec: rawCodec{}, Options: []grpc.CallOption{grpc.MaxCallRecvMsgSize(conn.LargestAnswer)}}

// rawCodec passes on bytes. It has no name, so that the content type is the one that generated
// stubs send.
type rawCodec struct{}

func (rawCodec) Name() string { return "" }

func (rawCodec) Marshal(message any) (mem.BufferSlice, error) {
	slice, ok := message.(*mem.BufferSlice)
	if !ok {
		return nil, fmt.Errorf("encode %T: only bytes can be passed on", message)
	}
	return *slice, nil // its buffers belong to no pool and may be shared
}

func (rawCodec) Unmarshal(data mem.BufferSlice, answer any) error {
	raw, ok := answer.(*rawAnswer)
	if !ok {
		return fmt.Errorf("decode into %T: only bytes can be passed on", answer)
	}
	raw.length = int64(data.Len())
	raw.coding = conn.CodingOfMessage(data)
	if raw.keep != nil {
		for _, buffer := range data {
			raw.keep.Write(buffer.ReadOnlyData())
		}
	}
	return nil
}

// settings returns the settings of the endpoint's connections. A service that is not ours is not
// asked to compress.
func (s *endpoint) settings() conn.Settings { return conn.Settings{TLS: s.tls, Profile: s.profile} }

// dialOptions returns what gRPC needs besides the settings.
func (s *endpoint) dialOptions() []grpc.DialOption {
	if s.host != "" {
		return []grpc.DialOption{grpc.WithAuthority(s.host)}
	}
	return nil
}

// metadata returns the headers as gRPC sends them.
func (s *endpoint) metadata() metadata.MD {
	md := make(metadata.MD, len(s.header))
	for name, values := range s.header {
		md[strings.ToLower(name)] = values
	}
	return md
}
