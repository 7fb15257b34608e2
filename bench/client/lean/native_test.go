package lean_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/bench/load"
)

// native sends what the lean client would by the connections of net/http or grpc-go.
type native struct {
	connections
	workers client.Workers
	config  lean.Config
	send    func(ctx context.Context, r *lean.Request, keep *bytes.Buffer) (conn.Reply, int)
}

// connections are conn.HTTP or conn.GRPC.
type connections interface {
	Carried() (conn.Bytes, error)
	Opened() int64
	Retries() int64
	Codings() map[string]int64
	Close() error
}

func openNative(ctx context.Context, c lean.Config) (driver, error) {
	n := &native{config: c}
	if c.Protocol == lean.GRPC {
		g, err := conn.NewGRPC(ctx, c.Address, c.Connections, c.Settings, conn.CallSettings{
			Codec: raw{}, Options: []grpc.CallOption{grpc.MaxCallRecvMsgSize(conn.LargestAnswer)},
		})
		if err != nil {
			return nil, err
		}
		n.connections = g
		n.send = func(ctx context.Context, r *lean.Request, keep *bytes.Buffer) (conn.Reply, int) {
			return n.call(ctx, g, r, keep)
		}
		return n, nil
	}
	h, err := conn.NewHTTP(ctx, c.Address, c.Connections, c.Settings, c.Protocol == lean.HTTP2)
	if err != nil {
		return nil, err
	}
	n.connections = h
	n.send = func(ctx context.Context, r *lean.Request, keep *bytes.Buffer) (conn.Reply, int) {
		request, err := http.NewRequestWithContext(ctx, r.Method, c.Settings.Scheme("http")+"://"+c.Address+r.Path, nil)
		if err != nil {
			return conn.Reply{Failure: "no request", Err: err}, 0
		}
		request.Host = r.Host
		for _, field := range r.Header {
			request.Header.Add(field.Name, field.Value)
		}
		reply := h.AskGlimpsing(request, r.Body, keep, c.Answers.Wrong)
		return reply, bytes.Count(keep.Bytes(), []byte("\n"))
	}
	return n, nil
}

func (n *native) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	n.workers.Start(ctx, n, t, done)
}

// Do implements [client.Asker].
func (n *native) Do(ctx context.Context, t load.Ticket) load.Outcome {
	keep := new(bytes.Buffer)
	reply, items := n.send(ctx, n.request(t.Seq), keep)
	o := n.config.Answers.Judge(t, &reply, keep.Bytes())
	o.Shard, o.Wait = reply.Conn, reply.Wait
	if n.config.Items != lean.NoItems && o.Items == 0 {
		o.Items = items
	}
	return o
}

func (n *native) request(seq uint64) *lean.Request {
	return &n.config.Requests[seq%uint64(len(n.config.Requests))]
}

func (n *native) Ask(ctx context.Context, seq uint64) (conn.Reply, []byte) {
	keep := new(bytes.Buffer)
	reply, _ := n.send(ctx, n.request(seq), keep)
	return reply, keep.Bytes()
}

func (n *native) Close() error {
	n.workers.Stop()
	return n.connections.Close()
}

// call makes a call with one answer, or with any number of them, which are kept with their prefixes.
func (n *native) call(ctx context.Context, g *conn.GRPC, r *lean.Request, keep *bytes.Buffer) (reply conn.Reply, items int) {
	if len(r.Header) > 0 {
		md := make(metadata.MD)
		for _, field := range r.Header {
			md.Append(strings.ToLower(field.Name), field.Value)
		}
		ctx = metadata.NewOutgoingContext(ctx, md)
	}
	length := int64(0)
	number, wait, err := g.Call(func(number int, options []grpc.CallOption) error {
		if n.config.Items == lean.NoItems {
			err := g.Conns[number].Invoke(ctx, r.Path, r.Body, keep, options...)
			length = int64(keep.Len())
			return err
		}
		stream, err := g.Conns[number].NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, r.Path, options...)
		if err == nil {
			err = errors.Join(stream.SendMsg(r.Body), stream.CloseSend())
		}
		for err == nil {
			var message bytes.Buffer
			if err = stream.RecvMsg(&message); err == nil {
				items++
				length += int64(message.Len())
				keep.WriteString(leantest.Message(message.String()))
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	})
	reply = conn.Reply{Length: length, Conn: number, Wait: wait}
	if err == nil {
		return reply, items
	}
	if kind := conn.GRPCFailure(ctx, err); !strings.HasPrefix(kind, conn.CodeKind) {
		reply.Failure, reply.Err = kind, err
		return reply, items
	}
	s := status.Convert(err)
	reply.Status, reply.Said = int(s.Code()), s.Message()
	return reply, items
}

// raw is a codec for messages that are encoded already.
type raw struct{}

func (raw) Name() string { return "" }

func (raw) Marshal(message any) (mem.BufferSlice, error) {
	return mem.BufferSlice{mem.SliceBuffer(message.([]byte))}, nil
}

func (raw) Unmarshal(data mem.BufferSlice, into any) error {
	keep, ok := into.(*bytes.Buffer)
	if !ok {
		return fmt.Errorf("decode into %T", into)
	}
	keep.Write(data.Materialize())
	return nil
}
