package lean

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"testing"

	"golang.org/x/net/http2/hpack"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
)

// BenchmarkExchange measures what a request and its answer of 1,000 bytes cost the client, without the
// kernel and the engine.
func BenchmarkExchange(b *testing.B) {
	message := bytes.Repeat([]byte("x"), 1000)
	http1Answer := []byte(okHead + "Content-Type: application/json; charset=utf-8\r\nDate: Mon, 30 Nov 2026 14:00:00 GMT\r\nContent-Length: 1000\r\n\r\n" + string(message))
	var table bytes.Buffer
	service := hpack.NewEncoder(&table)
	headers := func(stream uint32, flags byte, fields ...string) []byte {
		table.Reset()
		for i := 0; i < len(fields); i += 2 {
			service.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
		}
		return append(appendFrameHeader(nil, table.Len(), frameHeaders, flags|flagEndHeaders, stream), table.Bytes()...)
	}
	http2Answer := func() []byte {
		return slices.Concat(headers(1, 0, ":status", "200", "content-type", "application/json; charset=utf-8", "content-length", "1000"), dataFrame(1, flagEndStream, message))
	}
	grpcAnswer := func() []byte {
		return slices.Concat(headers(1, 0, ":status", "200", "content-type", "application/grpc"), dataFrame(1, 0, framed(message)), headers(1, flagEndStream, "grpc-status", "0", "grpc-message", ""))
	}
	for _, bb := range []struct {
		name     string
		protocol Protocol
		answer   func() []byte
	}{
		{"HTTP1", HTTP1, func() []byte { return http1Answer }},
		{"HTTP2", HTTP2, http2Answer},
		{"gRPC", GRPC, grpcAnswer},
	} {
		b.Run(bb.name, func(b *testing.B) {
			service = hpack.NewEncoder(&table)
			c, _ := bareConnection(b, bb.protocol, NoItems, 0)
			c.loop.client.config.Answers = right{}
			var stream uint32 = 1
			next := func(answer []byte) {
				c.loop.Start(context.Background(), load.Ticket{Seq: 1}, ignored{})
				for p := answer; bb.protocol != HTTP1 && len(p) > 0; {
					n := frameHeader + int(p[0])<<16 + int(p[1])<<8 + int(p[2])
					binary.BigEndian.PutUint32(p[5:], stream)
					p = p[n:]
				}
				stream += 2
				c.out = c.out[:0] // it was written
				c.receive(answer)
			}
			if h, ok := c.protocol.(*http2); ok {
				h.window = 1 << 60
			}
			next(bb.answer()) // fills the tables
			answer := bb.answer()
			b.ReportAllocs()
			for b.Loop() {
				next(answer)
			}
		})
	}
}

// right takes every answer.
type right struct{}

func (right) Keeps(load.Ticket) bool                              { return false }
func (right) Wrong(status int) bool                               { return status != 200 }
func (right) Judge(load.Ticket, *conn.Reply, []byte) load.Outcome { return load.Outcome{} }

// ignored takes outcomes.
type ignored struct{}

func (ignored) Done(load.Ticket, load.Outcome) {}
