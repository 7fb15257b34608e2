package grpcsvc

import (
	"context"
	"testing"
	"testing/synctest"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// Every call is counted once, under its operation, with its code and its items, and what is
// no operation under other.
func TestCountsOfCalls(t *testing.T) {
	const list, upload, live = "ListBooks", "UploadBookRatings", "RealtimeRecommendations"
	type items = map[string]float64
	for _, test := range []struct {
		name  string
		call  func(caller, context.Context) error
		want  string
		items items
	}{
		{"GetBook", func(c caller, ctx context.Context) error { return c.getBook(1)(ctx) }, "OK GetBook", items{}},
		{"GetBook of none", func(c caller, ctx context.Context) error { return c.getBook(0)(ctx) }, "NOT_FOUND GetBook", items{}},
		{"ListBooks", func(c caller, ctx context.Context) error { return c.listBooks(unspecified, 7, 0)(ctx) }, "OK ListBooks",
			items{"sent " + list: 7}},
		{"UploadBookRatings", func(c caller, ctx context.Context) error { return c.uploadOf("")(ctx) }, "OK UploadBookRatings",
			items{"received " + upload: 1}},
		{"RealtimeRecommendations", func(c caller, ctx context.Context) error { return c.actOf(validAction())(ctx) }, "OK RealtimeRecommendations",
			items{"received " + live: 1, "sent " + live: 2}},
		{"bad action", func(c caller, ctx context.Context) error { return c.actOf(&catalogv1.UserAction{})(ctx) }, "INVALID_ARGUMENT RealtimeRecommendations",
			items{"received " + live: 1}},
		{"unknown method", func(c caller, ctx context.Context) error {
			return c.unknown("/catalog.v1.CatalogService/BurnBook")(ctx)
		}, "UNIMPLEMENTED other", items{}},
		{"operation of another service", func(c caller, ctx context.Context) error { return c.unknown("/evil.Service/GetBook")(ctx) }, "UNIMPLEMENTED other", items{}},
		{"health", func(c caller, ctx context.Context) error {
			_, err := healthv1.NewHealthClient(c.conn).Check(ctx, &healthv1.HealthCheckRequest{})
			return err
		}, "OK other", items{}},
		// Decoding is part of the call.
		{"not a message", func(c caller, ctx context.Context) error {
			return c.conn.Invoke(ctx, catalogv1.CatalogService_GetBook_FullMethodName, wrapperspb.Bytes([]byte{0xff}), &catalogv1.Book{}, grpc.ForceCodec(rawCodec{}))
		}, "INTERNAL GetBook", items{}},
	} {
		bubble(t, test.name, func(t *testing.T) {
			config, reg, _ := observable()
			config.Catalog = generate.Catalog(generate.DefaultSeed, 100)
			conn, _ := startPipe(t, New(config))
			err := test.call(newCaller(conn), t.Context())
			synctest.Wait()
			if got := counted(t, reg); got != test.want {
				t.Errorf("%s = %v counts %s, want %s", test.name, err, got, test.want)
			}
			checkSamples(t, test.name, reg, metrics.StreamItemsTotal, test.items)
		})
	}
}

// rawCodec sends the bytes of a [wrapperspb.BytesValue] as they are.
type rawCodec struct{}

func (rawCodec) Name() string                    { return "proto" }
func (rawCodec) Marshal(v any) ([]byte, error)   { return v.(*wrapperspb.BytesValue).GetValue(), nil }
func (rawCodec) Unmarshal(_ []byte, _ any) error { return nil }

// A panic while a message is decoded is one of the call, as one in its handler is.
func TestPanicInCodec(t *testing.T) {
	config, reg, log := observable()
	o := &observer{metrics: config.Metrics, log: config.Log}
	handler := o.observe("/catalog.v1.CatalogService/GetBook", "GetBook", unary(catalogv1.CatalogService_ServiceDesc.Methods[0].Handler))
	err := handler(catalogService{books: books()}, panickyStream{contextStream{ctx: t.Context()}})
	if status.Code(err) != codes.Internal || counted(t, reg) != "INTERNAL GetBook" || log.Len() == 0 {
		t.Errorf("handler = %v, counts %s, log %q; want INTERNAL counted and logged", err, counted(t, reg), log)
	}
}

type panickyStream struct{ contextStream }

func (panickyStream) RecvMsg(any) error { panic("no message at all") }
