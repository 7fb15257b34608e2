package grpcsvc

import (
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog/catalogjson"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// opaque is a codec that sends bytes and ignores answers.
type opaque struct{ name string }

func (o opaque) Name() string                { return o.name }
func (opaque) Marshal(v any) ([]byte, error) { return v.([]byte), nil }
func (opaque) Unmarshal([]byte, any) error   { return nil }

// panicked fails a test when a handler panics.
type panicked struct{ *testing.F }

func (p panicked) Write(line []byte) (int, error) {
	if strings.Contains(string(line), "panic in handler") {
		p.Errorf("log: %s", line)
	}
	return len(line), nil
}

// startFuzz serves until the fuzzing ends.
func startFuzz(f *testing.F) *grpc.ClientConn {
	config := quiet()
	config.Catalog = fresh()
	config.Log = slog.New(slog.NewTextHandler(panicked{f}, nil))
	conn, _ := servingtest.StartGRPCPipe(f, New(config))
	return conn
}

// Any bytes as the message of any call get an answer or an error of the client's.
func FuzzMessage(f *testing.F) {
	methods := []string{
		catalogv1.CatalogService_GetBook_FullMethodName, catalogv1.CatalogService_RatingHistory_FullMethodName,
		catalogv1.CatalogService_ListBooks_FullMethodName, catalogv1.CatalogService_UploadBookRatings_FullMethodName,
		catalogv1.RecommendationService_Recommend_FullMethodName, catalogv1.RecommendationService_RealtimeRecommendations_FullMethodName,
	}
	for i, m := range []proto.Message{
		&catalogv1.GetBookRequest{Id: 3}, &catalogv1.RatingHistoryRequest{BookId: 3, Days: 3},
		&catalogv1.ListBooksRequest{Category: mystery, Limit: 3, AfterId: 3}, &catalogv1.BookRating{BookId: 3, Stars: 3, UploadId: "u"},
		&catalogv1.RecommendationRequest{Category: mystery, MaxResults: 3}, validAction(),
	} {
		binary, err := proto.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		text, err := catalogjson.Codec{}.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), false, binary)
		f.Add(uint8(i), true, text)
		f.Add(uint8(i), false, []byte("\x0a\xff\xff\xff\xff\x0f"))
		f.Add(uint8(i), true, []byte(`{"id":-1,"category":"9","kind":"9","limit":-1}`))
	}
	conn := startFuzz(f)
	f.Fuzz(func(t *testing.T, which uint8, inJSON bool, message []byte) {
		method, codec := methods[int(which)%len(methods)], opaque{"proto"}
		if inJSON {
			codec.name = "json"
		}
		desc := &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}
		stream, err := conn.NewStream(t.Context(), desc, method, grpc.ForceCodec(codec))
		if err != nil {
			t.Fatal(err)
		}
		if err := stream.SendMsg(message); err != nil && err != io.EOF {
			t.Fatal(err)
		}
		if err := stream.CloseSend(); err != nil {
			t.Fatal(err)
		}
		for err == nil {
			err = stream.RecvMsg(nil)
		}
		expected := []codes.Code{codes.InvalidArgument, codes.NotFound}
		s := status.Convert(err)
		unread := s.Code() == codes.Internal && strings.HasPrefix(s.Message(), "grpc: failed to unmarshal")
		if err != io.EOF && !unread && !slices.Contains(expected, s.Code()) || len(s.Message()) > 400 {
			t.Errorf("%s of %q in %s = %v, want an answer, or an error of the client's in a few words", method, message, codec.name, err)
		}
	})
}
