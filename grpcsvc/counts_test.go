package grpcsvc

import (
	"context"
	"testing"
	"testing/synctest"

	"google.golang.org/grpc"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// Every call is counted once, under its operation, with its code and its items, and what is
// no operation under other.
func TestCountsOfCalls(t *testing.T) {
	const list, upload, realtime = "ListBooks", "UploadBookRatings", "RealtimeRecommendations"
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
			items{"received " + realtime: 1, "sent " + realtime: 2}},
		{"bad action", func(c caller, ctx context.Context) error { return c.actOf(&catalogv1.UserAction{})(ctx) }, "INVALID_ARGUMENT RealtimeRecommendations",
			items{"received " + realtime: 1}},
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
		servingtest.Bubble(t, test.name, func(t *testing.T) {
			config, reg, _ := observable()
			config.Catalog = generate.Catalog(generate.DefaultSeed, 100)
			conn, _ := servingtest.StartGRPCPipe(t, New(config))
			err := test.call(newCaller(conn), t.Context())
			synctest.Wait()
			if got := servingtest.Counted(t, reg); got != test.want {
				t.Errorf("%s = %v counts %s, want %s", test.name, err, got, test.want)
			}
			servingtest.CheckSamples(t, test.name, reg, metrics.StreamItemsTotal, test.items)
		})
	}
}

// rawCodec sends the bytes of a [wrapperspb.BytesValue] as they are.
type rawCodec struct{}

func (rawCodec) Name() string                    { return "proto" }
func (rawCodec) Marshal(v any) ([]byte, error)   { return v.(*wrapperspb.BytesValue).GetValue(), nil }
func (rawCodec) Unmarshal(_ []byte, _ any) error { return nil }
