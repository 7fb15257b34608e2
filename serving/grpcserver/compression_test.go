package grpcserver

import (
	"context"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// wireSizes is a stats handler of a client that keeps how answers were compressed.
type wireSizes struct {
	mu                sync.Mutex
	compression       string
	whole, compressed int
}

func (w *wireSizes) HandleRPC(_ context.Context, event stats.RPCStats) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch event := event.(type) {
	case *stats.InHeader:
		w.compression, w.whole, w.compressed = event.Compression, 0, 0
	case *stats.InPayload:
		w.whole += event.Length
		w.compressed += event.CompressedLength
	}
}

func (*wireSizes) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context   { return ctx }
func (*wireSizes) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (*wireSizes) HandleConn(context.Context, stats.ConnStats)                       {}

// Compressed requests get compressed answers, and no others do.
func TestCompression(t *testing.T) {
	sizes := new(wireSizes)
	c := newCaller(servingtest.StartGRPC(t, newShelf(quiet()), grpc.WithStatsHandler(sizes)))
	for _, test := range []struct {
		name    string
		options []grpc.CallOption
		want    string
	}{
		{"gzip", []grpc.CallOption{grpc.UseCompressor("gzip")}, "gzip"},
		{"plain", nil, ""},
	} {
		if _, err := c.catalog.GetBook(t.Context(), &catalogv1.GetBookRequest{Id: 3}, test.options...); err != nil {
			t.Errorf("GetBook(3) by %s = %v, want nil", test.name, err)
		}
		check := func(call string) {
			sizes.mu.Lock()
			defer sizes.mu.Unlock()
			if smaller := sizes.compressed < sizes.whole; sizes.compression != test.want || smaller != (test.want != "") {
				t.Errorf("%s by %s: compression %q, %d bytes for %d; want %q", call, test.name, sizes.compression, sizes.compressed, sizes.whole, test.want)
			}
		}
		check("GetBook(3)")
		if err := c.listBooks(100, test.options...)(t.Context()); err != nil {
			t.Errorf("ListBooks by %s = %v, want nil", test.name, err)
		}
		check("ListBooks")
	}
}
