package restsvc_test

import (
	"context"
	"math"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"pgregory.net/rapid"

	"github.com/wiretax/wiretax/catalog"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// The same request gets the same answer from both services, or the same error in the same
// words.
func TestSameAnswers(t *testing.T) {
	p := startPair(t, books())
	for _, test := range []struct {
		operation string
		requests  *rapid.Generator[request]
	}{
		{"GetBook", rapid.Custom(drawGetBook)},
		{"Recommend", rapid.Custom(drawRecommend)},
		{"RatingHistory", rapid.Custom(drawRatingHistory)},
	} {
		t.Run(test.operation, func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) { checkSame(r, p, test.requests.Draw(r, "request")) })
		})
	}
}

// An unknown name of a category has no number in protobuf. Any unknown number gets the same answer,
// except that it names the number.
func TestSameAnswersToUnknownNames(t *testing.T) {
	const stranger = 77
	p := startPair(t, books())
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringN(1, 10, 40).Filter(func(s string) bool {
			_, known := catalogv1.BookCategory_value[s]
			return !known
		}).Draw(t, "name")
		r := drawRecommendOf(t, category{stranger, name, true})
		rest, grpc, err := p.ask(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		grpc.Text = strings.Replace(grpc.Text, strconv.Quote(strconv.Itoa(stranger)), strconv.Quote(name), 1)
		if diff := difference(grpc, rest); diff != "" {
			t.Fatalf("%s differs from %v (-gRPC +REST):\n%s", r.target, r.message, diff)
		}
	})
}

// Every book that is out of the ordinary, and one that is not there.
func TestSameAnswersAboutOddBooks(t *testing.T) {
	p := startPair(t, odd(t))
	for _, id := range []int32{1, 2, math.MaxInt32} {
		checkSame(t, p, getBook("/v1/books/"+itoa(id), id))
		checkSame(t, p, ratingHistory("/v1/books/"+itoa(id)+"/rating-history?days=3650", id, catalog.MaxDays))
	}
	for name, number := range catalogv1.BookCategory_value {
		checkSame(t, p, recommend("/v1/recommendations?category="+name,
			&catalogv1.RecommendationRequest{Category: catalogv1.BookCategory(number)}))
	}
}

// tester is what testing.T and rapid.T share.
type tester interface {
	Helper()
	Context() context.Context
	Fatalf(format string, args ...any)
}

func checkSame(t tester, p pair, r request) {
	t.Helper()
	rest, grpc, err := p.ask(t.Context(), r)
	if err != nil {
		t.Fatalf("GET %s: %v", r.target, err)
	}
	if diff := difference(grpc, rest); diff != "" {
		t.Fatalf("GET %s differs from %s of %v (-gRPC +REST):\n%s", r.target, r.method, r.message, diff)
	}
}

// difference is empty where both are the same. It is worked out where they are not, because
// that takes long.
func difference(grpc, rest outcome) string {
	if grpc.Code == rest.Code && grpc.Text == rest.Text && proto.Equal(grpc.Answer, rest.Answer) {
		return ""
	}
	return cmp.Diff(grpc, rest, protocmp.Transform())
}

func drawGetBook(t *rapid.T) request {
	id := ids().Draw(t, "id")
	return getBook("/v1/books/"+itoa(id), id)
}

func drawRatingHistory(t *rapid.T) request {
	id, days := ids().Draw(t, "id"), around(catalog.MaxDays).Draw(t, "days")
	query := url.Values{}
	set(t, query, "days", days)
	return ratingHistory(withQuery("/v1/books/"+itoa(id)+"/rating-history", query), id, days)
}

func drawRecommend(t *rapid.T) request {
	return drawRecommendOf(t, rapid.OneOf(
		rapid.SampledFrom(knownCategories),
		rapid.SampledFrom(missingCategories),
		rapid.Custom(drawUnknownNumber),
	).Draw(t, "category"))
}

func drawRecommendOf(t *rapid.T, c category) request {
	user, most := ids().Draw(t, "user"), around(catalog.MaxMaxResults).Draw(t, "max_results")
	query := url.Values{}
	set(t, query, "user_id", user)
	set(t, query, "max_results", most)
	if c.given {
		query.Set("category", c.text)
	}
	return recommend(withQuery("/v1/recommendations", query),
		&catalogv1.RecommendationRequest{UserId: user, Category: c.number, MaxResults: most})
}

// category is one as each of the services is told it.
type category struct {
	number catalogv1.BookCategory
	text   string
	given  bool // in the query string
}

var (
	knownCategories = []category{
		{catalogv1.BookCategory_MYSTERY, "MYSTERY", true},
		{catalogv1.BookCategory_SCIENCE_FICTION, "SCIENCE_FICTION", true},
		{catalogv1.BookCategory_ROMANCE, "ROMANCE", true},
		{catalogv1.BookCategory_NON_FICTION, "NON_FICTION", true},
	}
	missingCategories = []category{{0, "", false}, {0, "", true}, {0, "BOOK_CATEGORY_UNSPECIFIED", true}}
)

// drawUnknownNumber has the number for a name, which is how protobuf prints a value that has
// no name.
func drawUnknownNumber(t *rapid.T) category {
	n := rapid.OneOf(
		rapid.Int32Range(5, 260), // past the known ones, and past a byte
		rapid.Int32Range(-260, -1),
		rapid.Int32Min(5),
		rapid.Int32Max(-1),
	).Draw(t, "number")
	return category{catalogv1.BookCategory(n), itoa(n), true}
}

// ids draws ids of books and users: in the catalog, just outside of it, and anywhere.
func ids() *rapid.Generator[int32] {
	n := int32(books().Len())
	return rapid.OneOf(
		rapid.Int32Range(1, n),
		rapid.Int32Range(-1, 1),
		rapid.Int32Range(n, n+1),
		rapid.Int32(),
		rapid.SampledFrom([]int32{math.MinInt32, math.MaxInt32}),
	)
}

// around draws numbers across 0 to limit, about both ends, and anywhere.
func around(limit int32) *rapid.Generator[int32] {
	return rapid.OneOf(
		rapid.Int32Range(1, limit),
		rapid.Int32Range(-1, 1),
		rapid.Int32Range(limit-1, limit+1),
		rapid.Int32(),
		rapid.SampledFrom([]int32{math.MinInt32, math.MaxInt32}),
	)
}

// set puts n into the query; 0 may also be left out or empty.
func set(t *rapid.T, query url.Values, name string, n int32) {
	form := "number"
	if n == 0 {
		form = rapid.SampledFrom([]string{"number", "empty", "none"}).Draw(t, name+" as")
	}
	switch form {
	case "number":
		query.Set(name, itoa(n))
	case "empty":
		query.Set(name, "")
	}
}

func withQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

func itoa(n int32) string { return strconv.Itoa(int(n)) }
