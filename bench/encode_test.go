package bench_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/catalog/catalogpb"
)

// BenchmarkEncode is the encoding of an answer alone, from the types that the services
// encode. msg-B/op is the size of the result.
func BenchmarkEncode(b *testing.B) {
	for _, a := range answers(b) {
		b.Run(fmt.Sprintf("codec=json/message=%s/items=%d", a.message, a.items), func(b *testing.B) {
			benchmarkEncode(b, func() ([]byte, error) { return json.Marshal(a.body) })
		})
		b.Run(fmt.Sprintf("codec=protobuf/message=%s/items=%d", a.message, a.items), func(b *testing.B) {
			benchmarkEncode(b, func() ([]byte, error) { return proto.Marshal(a.proto) })
		})
	}
}

func benchmarkEncode(b *testing.B, encode func() ([]byte, error)) {
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		text, err := encode()
		if err != nil {
			b.Fatal(err)
		}
		size = len(text)
	}
	b.ReportMetric(float64(size), "msg-B/op")
}

// answer is the same answer as both services hold it before they encode it.
type answer struct {
	message string
	items   int
	body    any
	proto   proto.Message
}

func answers(b *testing.B) []answer {
	books := catalog.Generate(catalog.DefaultSeed, catalog.DefaultBooks)
	book, err := books.GetBook(1)
	if err != nil {
		b.Fatal(err)
	}
	all := []answer{{"Book", 1, catalogjson.BookOf(book), catalogpb.BookOf(book)}}
	for _, items := range []int32{1, 10, 100} {
		list, err := books.Recommend(catalog.RecommendQuery{UserID: 1, Category: catalog.Mystery, MaxResults: items})
		if err != nil {
			b.Fatal(err)
		}
		days, err := books.RatingHistory(1, items)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all,
			answer{"Recommendation", int(items), catalogjson.RecommendationsOf(list), catalogpb.RecommendationsOf(list)},
			answer{"RatingHistory", int(items), catalogjson.RatingHistoryOf(1, days), catalogpb.RatingHistoryOf(1, days)})
	}
	return all
}
