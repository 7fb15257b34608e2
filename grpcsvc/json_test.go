package grpcsvc

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// text is a codec of a client that sends and receives JSON as it is.
type text struct{}

func (text) Name() string                  { return "json" }
func (text) Marshal(v any) ([]byte, error) { return []byte(v.(string)), nil }
func (text) Unmarshal(data []byte, v any) error {
	*v.(*string) = string(data)
	return nil
}

// The answers in JSON are, byte for byte, those of the package that REST's are made with.
func TestJSONText(t *testing.T) {
	conn := servingtest.StartGRPC(t, New(quiet()))
	book, err := books().GetBook(3)
	if err != nil {
		t.Fatal(err)
	}
	mysteries, err := books().Recommend(catalog.RecommendQuery{UserID: 7, Category: catalog.Mystery, MaxResults: 3})
	if err != nil {
		t.Fatal(err)
	}
	days, err := books().RatingHistory(3, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		method, request string
		want            any
	}{
		{catalogv1.CatalogService_GetBook_FullMethodName, `{"id":3}`, catalogjson.BookOf(book)},
		{catalogv1.CatalogService_GetBook_FullMethodName, ` {"id": 3, "colour": "red"} `, catalogjson.BookOf(book)},
		{catalogv1.RecommendationService_Recommend_FullMethodName, `{"user_id":7,"category":"MYSTERY","max_results":3}`, catalogjson.RecommendationsOf(mysteries)},
		{catalogv1.CatalogService_RatingHistory_FullMethodName, `{"book_id":3,"days":2}`, catalogjson.RatingHistoryOf(3, days)},
	} {
		want, err := json.Marshal(test.want)
		if err != nil {
			t.Fatal(err)
		}
		var got string
		if err := conn.Invoke(t.Context(), test.method, test.request, &got, grpc.ForceCodec(text{})); err != nil || got != string(want) {
			t.Errorf("%s of %s = %s, %v; want %s", test.method, test.request, got, err, want)
		}
	}
}

// A request that is no JSON, or of the wrong type, is told what is wrong with it. The code
// is the one that gRPC has for messages that cannot be read.
func TestJSONErrors(t *testing.T) {
	conn := servingtest.StartGRPC(t, New(quiet()))
	for _, test := range []struct {
		method, request string
		want            codes.Code
		words           string
	}{
		{catalogv1.CatalogService_GetBook_FullMethodName, `{"id":`, codes.Internal, "unexpected end of JSON"},
		{catalogv1.CatalogService_GetBook_FullMethodName, `{"id":"3"}`, codes.Internal, "id: string is of the wrong type; send a number that fits int32"},
		{catalogv1.CatalogService_GetBook_FullMethodName, `{"id":0}`, codes.NotFound, "id: there is no book 0"},
		{catalogv1.RecommendationService_Recommend_FullMethodName, `{"category":"CRIME"}`, codes.Internal, `category: "CRIME" is not a category`},
		{catalogv1.RecommendationService_Recommend_FullMethodName, `{}`, codes.InvalidArgument, "category: "},
	} {
		var answer string
		err := conn.Invoke(t.Context(), test.method, test.request, &answer, grpc.ForceCodec(text{}))
		if s := status.Convert(err); s.Code() != test.want || !strings.Contains(s.Message(), test.words) {
			t.Errorf("%s of %s = %v, want %v and %q", test.method, test.request, err, test.want, test.words)
		}
	}
}

// Every call gets the same answer in JSON as in protobuf, over one connection.
func TestJSONAnswers(t *testing.T) {
	config := quiet()
	config.Catalog = fresh()
	c := newCaller(servingtest.StartGRPC(t, New(config)))
	inJSON := grpc.ForceCodec(catalogjson.Codec{})
	for _, test := range []struct {
		name string
		call func(context.Context, ...grpc.CallOption) (any, error)
	}{
		{"GetBook", func(ctx context.Context, o ...grpc.CallOption) (any, error) {
			return c.catalog.GetBook(ctx, &catalogv1.GetBookRequest{Id: 3}, o...)
		}},
		{"Recommend", func(ctx context.Context, o ...grpc.CallOption) (any, error) {
			return c.recommendations.Recommend(ctx, &catalogv1.RecommendationRequest{Category: mystery}, o...)
		}},
		{"Recommend of 5", func(ctx context.Context, o ...grpc.CallOption) (any, error) {
			return c.recommendations.Recommend(ctx, &catalogv1.RecommendationRequest{Category: 5}, o...)
		}},
		{"RatingHistory", func(ctx context.Context, o ...grpc.CallOption) (any, error) {
			return c.catalog.RatingHistory(ctx, &catalogv1.RatingHistoryRequest{BookId: 3, Days: 9}, o...)
		}},
		{"ListBooks", func(ctx context.Context, o ...grpc.CallOption) (any, error) {
			return c.list(ctx, &catalogv1.ListBooksRequest{Category: mystery, Limit: 5, AfterId: 3}, o...)
		}},
		{"UploadBookRatings", func(ctx context.Context, o ...grpc.CallOption) (any, error) {
			return c.upload(ctx, []*catalogv1.BookRating{{BookId: 99, Stars: 5, UploadId: "u"}, {UserId: 1}}, o...)
		}},
		{"RealtimeRecommendations", func(ctx context.Context, o ...grpc.CallOption) (any, error) {
			return c.act(ctx, actions(), o...)
		}},
		{"Check", func(ctx context.Context, o ...grpc.CallOption) (any, error) {
			return healthv1.NewHealthClient(c.conn).Check(ctx, &healthv1.HealthCheckRequest{}, o...)
		}},
	} {
		want, wantErr := test.call(t.Context())
		got, err := test.call(t.Context(), inJSON)
		if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" || status.Convert(err).Message() != status.Convert(wantErr).Message() {
			t.Errorf("%s in JSON = %v, want %v; differs from protobuf (-want +got):\n%s", test.name, err, wantErr, diff)
		}
	}
}
