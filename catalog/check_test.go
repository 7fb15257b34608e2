package catalog_test

import (
	"testing"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
)

// Check returns before a query the error that the catalog returns.
func TestCheck(t *testing.T) {
	books := generate.Catalog(generate.DefaultSeed, 100)
	for _, q := range []catalog.RecommendQuery{
		{Category: catalog.Mystery},
		{UserID: 1, Category: catalog.Romance, MaxResults: catalog.MaxMaxResults},
		{},
		{UserID: -1, Category: catalog.Mystery},
		{Category: catalog.NonFiction + 1},
		{Category: catalog.Mystery, MaxResults: catalog.MaxMaxResults + 1},
		{Category: catalog.Mystery, MaxResults: -1},
	} {
		got := q.Check()
		if _, want := books.Recommend(q); (got == nil) != (want == nil) || got != nil && got.Error() != want.Error() {
			t.Errorf("%+v.Check() = %v, want %v", q, got, want)
		}
	}
}
