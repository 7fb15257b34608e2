package grpcsvc

import (
	"slices"
	"testing"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// A listing is the books of the catalog in the order of their ids.
func TestListBooks(t *testing.T) {
	c := newCaller(servingtest.StartGRPC(t, New(quiet())))
	for _, test := range []struct {
		category            catalogv1.BookCategory
		limit, after, count int32
	}{
		{unspecified, 0, 0, 100},
		{unspecified, 7, 0, 7},
		{unspecified, 100, 0, 100},
		{unspecified, 101, 0, 100},
		{unspecified, 0, 90, 10},
		{unspecified, 5, 98, 2},
		{unspecified, 0, 100, 0}, // an empty answer
		{mystery, 0, 0, -1},
		{mystery, 3, 10, 3},
	} {
		r := &catalogv1.ListBooksRequest{Category: test.category, Limit: test.limit, AfterId: test.after}
		got, err := c.list(t.Context(), r)
		if err != nil {
			t.Errorf("ListBooks(%v) = %v, want nil", r, err)
		}
		books, err := books().List(catalog.ListQuery{Category: catalog.Category(test.category), Limit: test.limit, AfterID: test.after})
		if err != nil {
			t.Fatal(err)
		}
		var want []*catalogv1.Book
		for b := range books {
			want = append(want, catalogpb.BookOf(b))
		}
		if diff := difference(want, got); diff != "" {
			t.Errorf("ListBooks(%v) differs from the catalog's list (-want +got):\n%s", r, diff)
		}
		if len(got) != int(test.count) && test.count >= 0 {
			t.Errorf("ListBooks(%v) = %d books, want %d", r, len(got), test.count)
		}
	}
}

// A listing that broke off can be resumed behind the id of its last book.
func TestListBooksResumes(t *testing.T) {
	c := newCaller(servingtest.StartGRPC(t, New(quiet())))
	whole, err := c.list(t.Context(), &catalogv1.ListBooksRequest{Category: mystery})
	if err != nil || len(whole) < 3 {
		t.Fatalf("ListBooks(MYSTERY) = %d books, %v; want some", len(whole), err)
	}
	for cut := range len(whole) {
		rest, err := c.list(t.Context(), &catalogv1.ListBooksRequest{Category: mystery, AfterId: whole[cut].GetId()})
		if err != nil {
			t.Fatal(err)
		}
		if diff := difference(whole, slices.Concat(whole[:cut+1], rest)); diff != "" {
			t.Errorf("ListBooks(MYSTERY) that goes on behind book %d differs (-whole +parts):\n%s", whole[cut].GetId(), diff)
		}
	}
}
