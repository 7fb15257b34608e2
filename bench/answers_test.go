package bench_test

import (
	"fmt"
	"slices"
	"sync"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	"github.com/wiretax/wiretax/catalog/generate"
)

// answer is an answer of the catalog in the forms in which the services encode it.
type answer struct {
	message string
	items   int
	// body and proto are its two forms, each a pointer.
	body  any
	proto proto.Message
	// newBody and newProto make empty ones to decode into.
	newBody  func() any
	newProto func() proto.Message
	// protoOf is a body as protobuf.
	protoOf func(body any) proto.Message
}

// newAnswer holds a body and its protobuf twin.
func newAnswer[B, M any, P interface {
	*M
	proto.Message
}](message string, items int, body B, p P, protoOf func(*B) P) *answer {
	return &answer{
		message: message, items: items, body: &body, proto: p,
		newBody:  func() any { return new(B) },
		newProto: func() proto.Message { return P(new(M)) },
		protoOf:  func(body any) proto.Message { return protoOf(body.(*B)) },
	}
}

// same reports whether a decoded value equals the answer.
func (a *answer) same(decoded any) bool {
	m, ok := decoded.(proto.Message)
	if !ok {
		m = a.protoOf(decoded)
	}
	return proto.Equal(m, a.proto)
}

// itemCounts are how many items the answers have.
var itemCounts = []int{1, 10, 100, 1000}

var embedded = sync.OnceValue(func() *catalog.Catalog {
	return generate.Catalog(generate.DefaultSeed, generate.DefaultBooks)
})

// answers returns the messages that the codecs work on. One Book is a Book, several are a
// BookPage, which is a list of them. No service recommends 1,000 books at once; the list of a
// category stands in for that.
func answers() (all []*answer) {
	for _, items := range itemCounts {
		all = append(all, bookAnswer(items), recommendationAnswer(items), historyAnswer(items))
	}
	return all
}

func bookAnswer(items int) *answer {
	books := listed(catalog.ListQuery{Limit: int32(items)})
	if items == 1 {
		return newAnswer("Book", items, catalogjson.BookOf(books[0]), catalogpb.BookOf(books[0]), (*catalogjson.Book).Proto)
	}
	return newAnswer("Book", items, catalogjson.PageOf(books, ""), catalogpb.PageOf(books, ""), (*catalogjson.BookPage).Proto)
}

func recommendationAnswer(items int) *answer {
	var books []*catalog.Book
	if items > catalog.MaxMaxResults {
		books = listed(catalog.ListQuery{Category: catalog.Mystery, Limit: int32(items)})
	} else {
		var err error
		books, err = embedded().Recommend(catalog.RecommendQuery{UserID: 1, Category: catalog.Mystery, MaxResults: int32(items)})
		must(err)
	}
	return newAnswer("Recommendation", items,
		catalogjson.RecommendationsOf(books), catalogpb.RecommendationsOf(books), (*catalogjson.Recommendations).Proto)
}

func historyAnswer(items int) *answer {
	days, err := embedded().RatingHistory(1, int32(items))
	must(err)
	return newAnswer("RatingHistory", items,
		catalogjson.RatingHistoryOf(1, days), catalogpb.RatingHistoryOf(1, days), (*catalogjson.RatingHistory).Proto)
}

func listed(q catalog.ListQuery) []*catalog.Book {
	books, err := embedded().List(q)
	must(err)
	return slices.Collect(books)
}

// must panics on the error of a query that cannot fail.
func must(err error) {
	if err != nil {
		panic(fmt.Sprintf("ask the embedded catalog: %v", err))
	}
}
