package catalogpb_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	"github.com/wiretax/wiretax/catalog/generate"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// The message of an answer has the content of its JSON.
func TestSameAsJSON(t *testing.T) {
	c := generate.Catalog(generate.DefaultSeed, 100)
	books, next, err := c.Page(catalog.PageQuery{Size: 90})
	if err != nil {
		t.Fatal(err)
	}
	days, err := c.RatingHistory(1, 30)
	if err != nil {
		t.Fatal(err)
	}
	summary := catalog.UploadSummary{Accepted: 3, Rejected: 1, Rejections: []catalog.Rejection{{Position: 2, Field: "stars", Detail: "9"}}}
	book, short, all := catalogjson.BookOf(books[0]), catalogjson.RecommendationOf(books[0]), catalogjson.RecommendationsOf(books)
	history, page, upload := catalogjson.RatingHistoryOf(1, days), catalogjson.PageOf(books, next), catalogjson.UploadSummaryOf(summary)
	for _, test := range []struct{ got, want proto.Message }{
		{catalogpb.BookOf(books[0]), book.Proto()},
		{catalogpb.RecommendationOf(books[0]), short.Proto()},
		{catalogpb.RecommendationsOf(books), all.Proto()},
		{catalogpb.RatingHistoryOf(1, days), history.Proto()},
		{catalogpb.PageOf(books, next), page.Proto()},
		{catalogpb.UploadSummaryOf(summary), upload.Proto()},
	} {
		if diff := cmp.Diff(test.want, test.got, protocmp.Transform()); diff != "" {
			t.Errorf("%T differs from that of the JSON (-JSON +got):\n%s", test.got, diff)
		}
	}
	if next == "" {
		t.Error("a page of 90 of 100 books has no token")
	}
}

// Numbers without a name are errors, whatever they are as a byte.
func TestCategory(t *testing.T) {
	for _, test := range []struct {
		number catalogv1.BookCategory
		want   catalog.Category
		err    string
	}{
		{0, catalog.Unspecified, ""},
		{1, catalog.Mystery, ""},
		{4, catalog.NonFiction, ""},
		{5, catalog.Unspecified, `category: "5" is not a category; send MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION`},
		{257, catalog.Unspecified, `category: "257" is not a category; send MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION`},
		{-1, catalog.Unspecified, `category: "-1" is not a category; send MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION`},
		{math.MinInt32, catalog.Unspecified, `category: "-2147483648" is not a category; send MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION`},
	} {
		got, err := catalogpb.Category(test.number)
		if got != test.want || text(err) != test.err {
			t.Errorf("Category(%d) = %v, %v; want %v, %s", test.number, got, err, test.want, test.err)
		}
	}
}

func TestAction(t *testing.T) {
	const unknown = ` is not a kind of action; send VIEWED, LIKED or RATED`
	for _, test := range []struct {
		message *catalogv1.UserAction
		want    catalog.Action
		err     string
	}{
		{&catalogv1.UserAction{}, catalog.Action{}, ""},
		{&catalogv1.UserAction{UserId: 1, BookId: 2, Kind: catalogv1.UserActionKind_RATED, Stars: 4, MaxResults: 5},
			catalog.Action{UserID: 1, BookID: 2, Kind: catalog.Rated, Stars: 4, MaxResults: 5}, ""},
		{&catalogv1.UserAction{BookId: 2, Kind: 4}, catalog.Action{BookID: 2}, `kind: "4"` + unknown},
		{&catalogv1.UserAction{BookId: 2, Kind: 257}, catalog.Action{BookID: 2}, `kind: "257"` + unknown},
		{&catalogv1.UserAction{BookId: 2, Kind: -255}, catalog.Action{BookID: 2}, `kind: "-255"` + unknown},
	} {
		got := catalogpb.Action(test.message)
		err := got.KindErr
		got.KindErr = nil
		if got != test.want || text(err) != test.err {
			t.Errorf("Action(%v) = %+v, %v; want %+v, %s", test.message, got, err, test.want, test.err)
		}
	}
}

func TestRating(t *testing.T) {
	got := catalogpb.Rating(&catalogv1.BookRating{UserId: 1, BookId: 2, Stars: 3, UploadId: "u"})
	if want := (catalog.Rating{UserID: 1, BookID: 2, Stars: 3}); got != want {
		t.Errorf("Rating() = %+v, want %+v", got, want)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
