package grpcsvc

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/testing/protocmp"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

const (
	mystery     = catalogv1.BookCategory_MYSTERY
	unspecified = catalogv1.BookCategory_BOOK_CATEGORY_UNSPECIFIED
)

// bad is what the details of an INVALID_ARGUMENT are, but for the description.
func bad(field string) any {
	return &errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: field}}}
}

// missing is what the details of a NOT_FOUND are, but for the description.
func missing(id string) any {
	return &errdetails.ResourceInfo{ResourceType: "Book", ResourceName: id}
}

func TestStatusOfCalls(t *testing.T) {
	c := newCaller(servingtest.StartGRPC(t, New(quiet())))
	const viewed, rated = catalogv1.UserActionKind_VIEWED, catalogv1.UserActionKind_RATED
	for _, test := range []struct {
		name   string
		call   func(context.Context) error
		want   codes.Code
		words  string // in the message
		detail any
	}{
		{"GetBook(1)", c.getBook(1), codes.OK, "", nil},
		{"GetBook(0)", c.getBook(0), codes.NotFound, "id: there is no book 0", missing("0")},
		{"GetBook(101)", c.getBook(101), codes.NotFound, "id: there is no book 101", missing("101")},
		{"GetBook(min)", c.getBook(math.MinInt32), codes.NotFound, "id: there is no book -2147483648", missing("-2147483648")},
		{"Recommend(0, MYSTERY, 0)", c.recommend(0, mystery, 0), codes.OK, "", nil},
		{"Recommend(max, MYSTERY, 100)", c.recommend(math.MaxInt32, mystery, 100), codes.OK, "", nil},
		{"Recommend(0, MYSTERY, 101)", c.recommend(0, mystery, 101), codes.InvalidArgument, "max_results: 101", bad("max_results")},
		{"Recommend(0, MYSTERY, -1)", c.recommend(0, mystery, -1), codes.InvalidArgument, "max_results: -1", bad("max_results")},
		{"Recommend(-1, MYSTERY, 0)", c.recommend(-1, mystery, 0), codes.InvalidArgument, "user_id: -1", bad("user_id")},
		{"Recommend(0, unspecified, 0)", c.recommend(0, unspecified, 0), codes.InvalidArgument, "category: ", bad("category")},
		{"Recommend(0, 5, 0)", c.recommend(0, 5, 0), codes.InvalidArgument, `category: "5"`, bad("category")},
		// The number is not cut to the byte that the catalog keeps: 257 would be MYSTERY.
		{"Recommend(0, 257, 0)", c.recommend(0, 257, 0), codes.InvalidArgument, `category: "257"`, bad("category")},
		{"Recommend(0, -255, 0)", c.recommend(0, -255, 0), codes.InvalidArgument, `category: "-255"`, bad("category")},
		// Several are wrong: the first in the order of the request is named.
		{"Recommend(-1, 300, 101)", c.recommend(-1, 300, 101), codes.InvalidArgument, "user_id: -1", bad("user_id")},
		{"Recommend(0, 300, 101)", c.recommend(0, 300, 101), codes.InvalidArgument, `category: "300"`, bad("category")},
		{"RatingHistory(1, 0)", c.ratingHistory(1, 0), codes.OK, "", nil},
		{"RatingHistory(1, 3650)", c.ratingHistory(1, 3650), codes.OK, "", nil},
		{"RatingHistory(1, 3651)", c.ratingHistory(1, 3651), codes.InvalidArgument, "days: 3651", bad("days")},
		{"RatingHistory(1, -1)", c.ratingHistory(1, -1), codes.InvalidArgument, "days: -1", bad("days")},
		{"RatingHistory(0, 1)", c.ratingHistory(0, 1), codes.NotFound, "book_id: there is no book 0", missing("0")},
		{"ListBooks(unspecified, 0, 0)", c.listBooks(unspecified, 0, 0), codes.OK, "", nil},
		{"ListBooks(5, 0, 0)", c.listBooks(5, 0, 0), codes.InvalidArgument, `category: "5"`, bad("category")},
		{"ListBooks(MYSTERY, -1, 0)", c.listBooks(mystery, -1, 0), codes.InvalidArgument, "limit: -1", bad("limit")},
		{"ListBooks(MYSTERY, 0, -1)", c.listBooks(mystery, 0, -1), codes.InvalidArgument, "after_id: -1", bad("after_id")},
		{"UploadBookRatings(long id)", c.uploadOf(strings.Repeat("é", 65)), codes.InvalidArgument, "has 130 bytes", bad("upload_id")},
		{"RealtimeRecommendations(viewed)", c.actOf(&catalogv1.UserAction{BookId: 1, Kind: viewed}), codes.OK, "", nil},
		{"RealtimeRecommendations(no kind)", c.actOf(&catalogv1.UserAction{BookId: 1}), codes.InvalidArgument, "kind: ", bad("kind")},
		{"RealtimeRecommendations(260)", c.actOf(&catalogv1.UserAction{BookId: 1, Kind: 260}), codes.InvalidArgument, `kind: "260"`, bad("kind")},
		{"RealtimeRecommendations(6 stars)", c.actOf(&catalogv1.UserAction{BookId: 1, Kind: rated, Stars: 6}), codes.InvalidArgument, "stars: 6", bad("stars")},
		{"RealtimeRecommendations(101)", c.actOf(&catalogv1.UserAction{BookId: 1, Kind: viewed, MaxResults: 101}), codes.InvalidArgument, "max_results: 101", bad("max_results")},
		{"RealtimeRecommendations(book 7777)", c.actOf(&catalogv1.UserAction{BookId: 7777, Kind: viewed}), codes.NotFound, "book_id: there is no book 7777", missing("7777")},
		{"BurnBook", c.unknown("/catalog.v1.CatalogService/BurnBook"), codes.Unimplemented, `"/catalog.v1.CatalogService/BurnBook"`, nil},
		{"a long unknown method", c.unknown("/" + strings.Repeat("x", 99) + "/y"), codes.Unimplemented, `"/` + strings.Repeat("x", 39) + `"…`, nil},
	} {
		got := status.Convert(test.call(t.Context()))
		if got.Code() != test.want || !strings.Contains(got.Message(), test.words) {
			t.Errorf("%s = %v %q, want %v and %q in the message", test.name, got.Code(), got.Message(), test.want, test.words)
		}
		checkDetail(t, test.name, got, test.detail)
	}
}

// checkDetail wants one detail or none. Its description is the message behind the field.
func checkDetail(t *testing.T, name string, s *status.Status, want any) {
	t.Helper()
	var got any
	var description string
	for _, d := range s.Details() {
		switch d := d.(type) {
		case *errdetails.BadRequest:
			description = d.GetFieldViolations()[0].Description
			d.FieldViolations[0].Description = ""
		case *errdetails.ResourceInfo:
			description, d.Description = d.Description, ""
		}
		got = d
	}
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" || len(s.Details()) > 1 {
		t.Errorf("%s: details %v differ (-want +got):\n%s", name, s.Details(), diff)
	}
	if want != nil && (description == "" || !strings.HasSuffix(s.Message(), ": "+description)) {
		t.Errorf("%s: description %q, want the end of the message %q", name, description, s.Message())
	}
}
