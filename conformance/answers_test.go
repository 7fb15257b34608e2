package conformance_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/bookfile"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

func getBook(id int32) question {
	return question{
		catalogv1.CatalogService_GetBook_FullMethodName, &catalogv1.GetBookRequest{Id: id},
		"/v1/books/" + strconv.Itoa(int(id)), new(catalogv1.Book),
	}
}

func recommend(user int32, category catalogv1.BookCategory, results int32) question {
	return question{
		catalogv1.RecommendationService_Recommend_FullMethodName,
		&catalogv1.RecommendationRequest{UserId: user, Category: category, MaxResults: results},
		"/v1/recommendations" + query("user_id", user, "category", category, "max_results", results),
		new(catalogv1.RecommendationResponse),
	}
}

func ratingHistory(id, days int32) question {
	return question{
		catalogv1.CatalogService_RatingHistory_FullMethodName,
		&catalogv1.RatingHistoryRequest{BookId: id, Days: days},
		"/v1/books/" + strconv.Itoa(int(id)) + "/rating-history" + query("days", days),
		new(catalogv1.RatingHistoryResponse),
	}
}

// truth is the answer of the catalog itself.
func truth(t *testing.T, c *catalog.Catalog, q question) outcome {
	t.Helper()
	var answer proto.Message
	var err error
	switch m := q.message.(type) {
	case *catalogv1.GetBookRequest:
		var b *catalog.Book
		if b, err = c.GetBook(m.Id); err == nil {
			answer = catalogpb.BookOf(b)
		}
	case *catalogv1.RecommendationRequest:
		var books []*catalog.Book
		books, err = c.Recommend(catalog.RecommendQuery{UserID: m.UserId, Category: catalog.Category(m.Category), MaxResults: m.MaxResults})
		answer = catalogpb.RecommendationsOf(books)
	case *catalogv1.RatingHistoryRequest:
		var days []catalog.DailyRatings
		days, err = c.RatingHistory(m.BookId, m.Days)
		answer = catalogpb.RatingHistoryOf(m.BookId, days)
	}
	if err != nil {
		t.Fatalf("the catalog itself says %v to %v", err, q.message)
	}
	return outcome{Answers: []proto.Message{answer}, Code: "OK"}
}

// check asks and compares.
func check(t testing.TB, c client, q question, want outcome) {
	t.Helper()
	got, err := c.ask(brief(t), q)
	compare(t, fmt.Sprintf("%s of %v", q.method, q.message), got, err, want)
}

func compare(t testing.TB, what string, got outcome, err error, want outcome) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
	} else if !same(got, want) {
		t.Errorf("%s differs (-want +got):\n%s", what, cmp.Diff(want, got, protocmp.Transform()))
	}
}

// same is quick if nothing differs, which is nearly always so.
func same(got, want outcome) bool {
	if got.Code != want.Code || got.Field != want.Field || got.Text != want.Text || len(got.Answers) != len(want.Answers) {
		return false
	}
	for i := range got.Answers {
		if !proto.Equal(got.Answers[i], want.Answers[i]) {
			return false
		}
	}
	return true
}

// Every stack gives the catalog's own answers.
func TestAnswers(t *testing.T) {
	t.Parallel()
	onEvery(t, allSettings, config{}, func(t *testing.T, s *service, c client) {
		for _, q := range []question{
			getBook(1), getBook(77), getBook(150),
			recommend(0, catalogv1.BookCategory_MYSTERY, 0),
			recommend(7, catalogv1.BookCategory_NON_FICTION, 100),
			recommend(1<<31-1, catalogv1.BookCategory_ROMANCE, 1),
			ratingHistory(1, 0), ratingHistory(2, 1), ratingHistory(150, 400),
		} {
			check(t, c, q, truth(t, s.books, q))
		}
	})
}

// oddBooks are those with the least and the most that a book may have; ROMANCE has none.
func oddBooks(t *testing.T) *catalog.Catalog {
	t.Helper()
	const lines = `
{"id":1,"title":"Bare","authors":["A"],"category":"MYSTERY","average_rating":0,"rating_counts":{"one":0,"two":0,"three":0,"four":0,"five":0}}
{"id":2,"title":"مئة عام من العزلة","authors":["גבריאל"],"category":"SCIENCE_FICTION","year":-800,"average_rating":5,"rating_counts":{"one":0,"two":0,"three":0,"four":0,"five":1},"description":"e\u0301 👩‍👩‍👧 \ufeff"}
{"id":2147483647,"title":"<b>\"Größe\" & 'écriture'</b>\\ \u2028 \u0000 一九八四 😀","authors":["第一","Второй"],"category":"NON_FICTION","isbn":"012345678X","language":"zh-Hant","year":-2147483648,"average_rating":3.99,"rating_counts":{"one":2147483647,"two":1,"three":0,"four":7,"five":2147483647},"price":{"minor_units":9223372036854775807,"currency":"XXX"},"description":"a\tb\nc\u007f","image_url":"https://x.example/?a=1&b=<2>"}
`
	path := filepath.Join(t.TempDir(), "odd.jsonl")
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	c, _, err := bookfile.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Scripts, control characters, extreme numbers and what is empty come through unchanged.
func TestOddBooks(t *testing.T) {
	t.Parallel()
	onEvery(t, allSettings, config{books: oddBooks(t)}, func(t *testing.T, s *service, c client) {
		for _, id := range s.books.IDs() {
			check(t, c, getBook(id), truth(t, s.books, getBook(id)))
			check(t, c, ratingHistory(id, 100), truth(t, s.books, ratingHistory(id, 100)))
		}
		for category := catalogv1.BookCategory_MYSTERY; category <= catalogv1.BookCategory_NON_FICTION; category++ {
			check(t, c, recommend(0, category, 0), truth(t, s.books, recommend(0, category, 0)))
		}
		// An empty answer is an answer.
		empty := []proto.Message{new(catalogv1.RecommendationResponse)}
		check(t, c, recommend(0, catalogv1.BookCategory_ROMANCE, 0), outcome{Answers: empty, Code: "OK"})
		checkLists(t, c, s.books, &catalogv1.ListBooksRequest{})
		checkLists(t, c, s.books, &catalogv1.ListBooksRequest{Category: catalogv1.BookCategory_ROMANCE})
	})
}

// An answer in gRPC's JSON is that of REST, byte for byte.
func TestSameJSON(t *testing.T) {
	t.Parallel()
	for _, books := range []*catalog.Catalog{sharedBooks(), oddBooks(t)} {
		c := config{books: books}
		overREST := connectREST(t, stackNamed("rest"), start(t, restService, c), false)
		overGRPC := connectGRPC(t, stackNamed("grpc-json"), start(t, grpcService, c), false)
		for _, q := range []question{
			getBook(1), getBook(2), getBook(books.IDs()[books.Len()-1]), ratingHistory(1, 3),
			recommend(0, catalogv1.BookCategory_NON_FICTION, 0), recommend(0, catalogv1.BookCategory_ROMANCE, 1),
		} {
			a, err := overREST.do(brief(t), "GET", q.target, jsonType, "", nil)
			if err != nil {
				t.Fatal(err)
			}
			text, err := overGRPC.text(brief(t), q)
			if err != nil || text != string(a.body) {
				t.Errorf("%s of %v: %v, differs (-REST +gRPC):\n%s", q.method, q.message, err, cmp.Diff(string(a.body), text))
			}
		}
	}
}

// text asks in JSON and returns the answer as it came.
func (c *grpcClient) text(ctx context.Context, q question) (string, error) {
	request, err := jsonCodec{}.Marshal(q.message)
	if err != nil {
		return "", err
	}
	var answer []byte
	err = c.conn.Invoke(ctx, q.method, &request, &answer, forceRaw("json"))
	return string(answer), err
}
