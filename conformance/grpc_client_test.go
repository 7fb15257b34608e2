package conformance_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// grpcClient asks through grpc-go.
type grpcClient struct {
	conn       *grpc.ClientConn
	json, gzip bool
	// timeout bounds each call; 0 does not.
	timeout time.Duration
	// compression is that of the last headers which came.
	compression *atomic.Value
}

func connectGRPC(t testing.TB, s stack, to *service, gzip bool, more ...grpc.DialOption) *grpcClient {
	t.Helper()
	c := &grpcClient{json: s.json, gzip: gzip, compression: new(atomic.Value)}
	creds := insecure.NewCredentials()
	if to.trust != nil {
		creds = credentials.NewTLS(to.trust)
	}
	var call []grpc.CallOption
	if s.json {
		call = append(call, grpc.ForceCodec(jsonCodec{}))
	}
	if gzip {
		// The service's package is what brings gzip into this program, too.
		call = append(call, grpc.UseCompressor("gzip"))
	}
	options := append([]grpc.DialOption{
		grpc.WithTransportCredentials(creds), grpc.WithDefaultCallOptions(call...),
		grpc.WithStatsHandler(compressionWatch{c.compression}),
	}, more...)
	var err error
	if c.conn, err = grpc.NewClient(to.address, options...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.conn.Close() })
	return c
}

// jsonCodec is JSON by protojson. An enum without a name is sent as its number in quotes, as in a
// query string.
type jsonCodec struct{}

var enumNumber = regexp.MustCompile(`("(?:category|kind)": ?)(-?\d+)`)

func (jsonCodec) Name() string { return "json" }

func (jsonCodec) Marshal(v any) ([]byte, error) {
	text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(v.(proto.Message))
	return enumNumber.ReplaceAll(text, []byte(`$1"$2"`)), err
}

func (jsonCodec) Unmarshal(text []byte, v any) error {
	return protojson.Unmarshal(text, v.(proto.Message))
}

// compressionWatch keeps how the last answer was compressed.
type compressionWatch struct{ last *atomic.Value }

func (w compressionWatch) HandleRPC(_ context.Context, s stats.RPCStats) {
	if h, ok := s.(*stats.InHeader); ok {
		w.last.Store(h.Compression)
	}
}
func (compressionWatch) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }
func (compressionWatch) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context {
	return ctx
}
func (compressionWatch) HandleConn(context.Context, stats.ConnStats) {}

func (c *grpcClient) ask(ctx context.Context, q question) (outcome, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	answer := q.answer.ProtoReflect().New().Interface()
	if err := c.conn.Invoke(ctx, q.method, q.message, answer); err != nil {
		return outcomeOf(err)
	}
	return c.compressed(outcome{Answers: []proto.Message{answer}, Code: "OK"})
}

// compressed fails if answers were not compressed as the client asked.
func (c *grpcClient) compressed(o outcome) (outcome, error) {
	if got := c.compression.Load(); c.gzip != (got == "gzip") {
		return o, fmt.Errorf("the answer is compressed as %q; asked for gzip: %t", got, c.gzip)
	}
	return o, nil
}

// outcomeOf reads a status, with what the services promise of its details.
func outcomeOf(err error) (outcome, error) {
	s := status.Convert(err)
	o := outcome{Code: code.Code(s.Code()).String(), Text: s.Message()}
	for _, detail := range s.Details() {
		switch d := detail.(type) {
		case *errdetails.BadRequest:
			for _, v := range d.FieldViolations {
				o.Field += v.Field // more than one would be another field
				if o.Text != v.Field+": "+v.Description {
					return o, fmt.Errorf("%v describes the violation as %q", err, v.Description)
				}
			}
		case *errdetails.ResourceInfo:
			if o.Code != "NOT_FOUND" || d.ResourceType != "Book" || d.ResourceName == "" {
				return o, fmt.Errorf("%v is about the resource %v", err, d)
			}
			o.Field, _, _ = cutField(o.Text) // where REST has it
		default:
			return o, fmt.Errorf("%v has the detail %v", err, d)
		}
	}
	return o, nil
}

func (c *grpcClient) lists() map[string]lister {
	return map[string]lister{"stream": func(ctx context.Context, r *catalogv1.ListBooksRequest) (outcome, error) {
		ctx, cancel := c.bound(ctx)
		defer cancel()
		stream, err := catalogv1.NewCatalogServiceClient(c.conn).ListBooks(ctx, r)
		if err != nil {
			return outcomeOf(err)
		}
		return receive(stream)
	}}
}

func (c *grpcClient) uploads() map[string]uploader {
	return map[string]uploader{"stream": func(ctx context.Context, id string, ratings []*catalogv1.BookRating) (outcome, error) {
		ctx, cancel := c.bound(ctx)
		defer cancel()
		stream, err := catalogv1.NewCatalogServiceClient(c.conn).UploadBookRatings(ctx)
		if err != nil {
			return outcomeOf(err)
		}
		for i, r := range ratings {
			if r = proto.CloneOf(r); i == 0 {
				r.UploadId = id
			}
			if err := stream.Send(r); errors.Is(err, io.EOF) {
				break // what came of it is below
			} else if err != nil {
				return outcomeOf(err)
			}
		}
		answer, err := stream.CloseAndRecv()
		if err != nil {
			return outcomeOf(err)
		}
		return c.compressed(outcome{Answers: []proto.Message{answer}, Code: "OK"})
	}}
}

func (c *grpcClient) talks() map[string]talker {
	return map[string]talker{"stream": func(ctx context.Context, actions []*catalogv1.UserAction) (outcome, error) {
		ctx, cancel := c.bound(ctx)
		defer cancel()
		stream, err := catalogv1.NewRecommendationServiceClient(c.conn).RealtimeRecommendations(ctx)
		if err != nil {
			return outcomeOf(err)
		}
		var o outcome
		for _, a := range actions {
			if err := stream.Send(a); err != nil && !errors.Is(err, io.EOF) {
				return o, err
			}
			for more := true; more; {
				answer, err := stream.Recv()
				if err != nil {
					failed, err := outcomeOf(err)
					failed.Answers = o.Answers
					return failed, err
				}
				o.Answers, more = append(o.Answers, answer), answer.Remaining > 0
			}
		}
		if err := stream.CloseSend(); err != nil {
			return o, err
		}
		rest, err := receive(stream)
		rest.Answers = append(o.Answers, rest.Answers...)
		return rest, err
	}}
}

// receive reads a stream to its end.
func receive[M any](stream grpc.ServerStreamingClient[M]) (o outcome, err error) {
	for {
		answer, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			o.Code = "OK"
			return o, nil
		}
		if err != nil {
			failed, err := outcomeOf(err)
			failed.Answers = o.Answers
			return failed, err
		}
		o.Answers = append(o.Answers, any(answer).(proto.Message))
	}
}
