package grpcsvc

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// caller has a client of each service.
type caller struct {
	conn            *grpc.ClientConn
	catalog         catalogv1.CatalogServiceClient
	recommendations catalogv1.RecommendationServiceClient
}

func newCaller(conn *grpc.ClientConn) caller {
	return caller{conn, catalogv1.NewCatalogServiceClient(conn), catalogv1.NewRecommendationServiceClient(conn)}
}

func (c caller) getBook(id int32) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := c.catalog.GetBook(ctx, &catalogv1.GetBookRequest{Id: id})
		return err
	}
}

func (c caller) recommend(user int32, category catalogv1.BookCategory, most int32) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := c.recommendations.Recommend(ctx, &catalogv1.RecommendationRequest{UserId: user, Category: category, MaxResults: most})
		return err
	}
}

func (c caller) ratingHistory(id, days int32) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := c.catalog.RatingHistory(ctx, &catalogv1.RatingHistoryRequest{BookId: id, Days: days})
		return err
	}
}

func (c caller) listBooks(ctx context.Context) error {
	stream, err := c.catalog.ListBooks(ctx, &catalogv1.ListBooksRequest{})
	if err != nil {
		return err
	}
	_, err = stream.Recv()
	return err
}

func (c caller) uploadBookRatings(ctx context.Context) error {
	stream, err := c.catalog.UploadBookRatings(ctx)
	if err != nil {
		return err
	}
	_, err = stream.CloseAndRecv()
	return err
}

func (c caller) realtimeRecommendations(ctx context.Context) error {
	stream, err := c.recommendations.RealtimeRecommendations(ctx)
	if err != nil {
		return err
	}
	_, err = stream.Recv()
	return err
}

func (c caller) unknownMethod(ctx context.Context) error {
	return c.conn.Invoke(ctx, "/catalog.v1.CatalogService/BurnBook", &emptypb.Empty{}, &emptypb.Empty{})
}

func TestStatusOfCalls(t *testing.T) {
	c := newCaller(start(t, New(quiet())))
	const (
		mystery     = catalogv1.BookCategory_MYSTERY
		unspecified = catalogv1.BookCategory_BOOK_CATEGORY_UNSPECIFIED
	)
	for _, test := range []struct {
		name  string
		call  func(context.Context) error
		want  codes.Code
		words string // in the message
	}{
		{"GetBook(1)", c.getBook(1), codes.OK, ""},
		{"GetBook(0)", c.getBook(0), codes.NotFound, "id: there is no book 0"},
		{"GetBook(101)", c.getBook(101), codes.NotFound, "id: there is no book 101"},
		{"GetBook(min)", c.getBook(math.MinInt32), codes.NotFound, "id: there is no book -2147483648"},
		{"Recommend(0, MYSTERY, 0)", c.recommend(0, mystery, 0), codes.OK, ""},
		{"Recommend(max, MYSTERY, 100)", c.recommend(math.MaxInt32, mystery, 100), codes.OK, ""},
		{"Recommend(0, MYSTERY, 101)", c.recommend(0, mystery, 101), codes.InvalidArgument, "max_results: 101"},
		{"Recommend(0, MYSTERY, -1)", c.recommend(0, mystery, -1), codes.InvalidArgument, "max_results: -1"},
		{"Recommend(-1, MYSTERY, 0)", c.recommend(-1, mystery, 0), codes.InvalidArgument, "user_id: -1"},
		{"Recommend(0, unspecified, 0)", c.recommend(0, unspecified, 0), codes.InvalidArgument, "category: "},
		{"Recommend(0, 5, 0)", c.recommend(0, 5, 0), codes.InvalidArgument, `category: "5"`},
		// The number is not cut to the byte that the catalog keeps: 257 would be MYSTERY.
		{"Recommend(0, 257, 0)", c.recommend(0, 257, 0), codes.InvalidArgument, `category: "257"`},
		{"Recommend(0, -255, 0)", c.recommend(0, -255, 0), codes.InvalidArgument, `category: "-255"`},
		// Several are wrong: the first in the order of the request is named.
		{"Recommend(-1, 300, 101)", c.recommend(-1, 300, 101), codes.InvalidArgument, "user_id: -1"},
		{"Recommend(0, 300, 101)", c.recommend(0, 300, 101), codes.InvalidArgument, `category: "300"`},
		{"RatingHistory(1, 0)", c.ratingHistory(1, 0), codes.OK, ""},
		{"RatingHistory(1, 3650)", c.ratingHistory(1, 3650), codes.OK, ""},
		{"RatingHistory(1, 3651)", c.ratingHistory(1, 3651), codes.InvalidArgument, "days: 3651"},
		{"RatingHistory(1, -1)", c.ratingHistory(1, -1), codes.InvalidArgument, "days: -1"},
		{"RatingHistory(0, 1)", c.ratingHistory(0, 1), codes.NotFound, "book_id: there is no book 0"},
		{"ListBooks", c.listBooks, codes.Unimplemented, "ListBooks"},
		{"UploadBookRatings", c.uploadBookRatings, codes.Unimplemented, "UploadBookRatings"},
		{"RealtimeRecommendations", c.realtimeRecommendations, codes.Unimplemented, "RealtimeRecommendations"},
		{"BurnBook", c.unknownMethod, codes.Unimplemented, "BurnBook"},
	} {
		got := status.Convert(test.call(t.Context()))
		if got.Code() != test.want || !strings.Contains(got.Message(), test.words) {
			t.Errorf("%s = %v %q, want %v and %q in the message", test.name, got.Code(), got.Message(), test.want, test.words)
		}
	}
}

func TestStatusError(t *testing.T) {
	for _, test := range []struct {
		err  error
		want codes.Code
	}{
		{&catalog.Error{Code: catalog.NotFound, Field: "id", Detail: "d"}, codes.NotFound},
		{&catalog.Error{Code: catalog.InvalidArgument, Field: "id", Detail: "d"}, codes.InvalidArgument},
		{&catalog.Error{Code: 99, Field: "id", Detail: "d"}, codes.Internal},
		{fmt.Errorf("look up: %w", &catalog.Error{Code: catalog.NotFound}), codes.NotFound},
		{errors.New("out of paper"), codes.Internal},
	} {
		if got := status.Code(statusError(test.err)); got != test.want {
			t.Errorf("statusError(%v) has %v, want %v", test.err, got, test.want)
		}
	}
}

// Every name that a status gets is one that metrics count, and none of those is out of reach.
func TestCodeNames(t *testing.T) {
	var got []string
	for _, name := range codeNames {
		got = append(got, name)
	}
	want := slices.Sorted(slices.Values(metrics.Codes))
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("codeNames has %v, want %v", got, want)
	}
}
