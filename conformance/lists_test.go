package conformance_test

import (
	"fmt"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// listed is what the catalog itself lists.
func listed(t *testing.T, c *catalog.Catalog, r *catalogv1.ListBooksRequest) outcome {
	t.Helper()
	o := outcome{Code: "OK"}
	books, err := c.List(catalog.ListQuery{Category: catalog.Category(r.Category), Limit: r.Limit, AfterID: r.AfterId})
	if err != nil {
		t.Fatalf("the catalog itself says %v to %v", err, r)
	}
	for b := range books {
		o.Answers = append(o.Answers, proto.Message(catalogpb.BookOf(b)))
	}
	return o
}

// checkLists asks for a listing in each of the client's forms. Pages cannot begin behind an id.
func checkLists(t *testing.T, c client, books *catalog.Catalog, r *catalogv1.ListBooksRequest) {
	t.Helper()
	want := listed(t, books, r)
	for name, list := range c.lists() {
		if name == "pages" && r.AfterId != 0 {
			continue
		}
		got, err := list(brief(t), r)
		compare(t, fmt.Sprintf("listing %v as %s", r, name), got, err, want)
	}
}

// Every stack lists what the catalog lists, in each of its forms.
func TestLists(t *testing.T) {
	t.Parallel()
	onEvery(t, allSettings, config{}, func(t *testing.T, s *service, c client) {
		checkLists(t, c, s.books, &catalogv1.ListBooksRequest{Limit: 9})
	})
	onEvery(t, fewSettings, config{}, func(t *testing.T, s *service, c client) {
		for _, r := range []*catalogv1.ListBooksRequest{
			{},
			{Limit: 1},
			{Category: catalogv1.BookCategory_ROMANCE},
			{Category: catalogv1.BookCategory_MYSTERY, Limit: 9},
			{AfterId: 140},
			{AfterId: 150},
			{AfterId: 1<<31 - 1},
			{Category: catalogv1.BookCategory_NON_FICTION, AfterId: 100, Limit: 3},
		} {
			checkLists(t, c, s.books, r)
		}
	})
}
