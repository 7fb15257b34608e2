package catalog

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// five have gaps between their ids and two shelves.
func five() *Catalog {
	books := []Book{{ID: 3}, {ID: 4}, {ID: 10}, {ID: 70}, {ID: math.MaxInt32}}
	for i := range books {
		books[i].Title, books[i].Authors, books[i].Category = "t", []string{"a"}, Mystery
	}
	books[1].Category, books[3].Category = Romance, Romance
	return New(books)
}

// listed returns the ids of a listing that must be allowed.
func listed(t rapid.TB, c *Catalog, q ListQuery) []int32 {
	t.Helper()
	books, err := c.List(q)
	if err != nil {
		t.Fatalf("List(%+v): %v", q, err)
	}
	return ids(slices.Collect(books))
}

func TestList(t *testing.T) {
	const last = math.MaxInt32
	c := five()
	for _, test := range []struct {
		query ListQuery
		want  []int32
	}{
		{ListQuery{}, []int32{3, 4, 10, 70, last}},
		{ListQuery{Category: Romance}, []int32{4, 70}},
		{ListQuery{Category: NonFiction}, []int32{}},
		{ListQuery{Limit: 1}, []int32{3}},
		{ListQuery{Limit: 5}, []int32{3, 4, 10, 70, last}},
		{ListQuery{Limit: last}, []int32{3, 4, 10, 70, last}},
		{ListQuery{Limit: 1, Category: Romance}, []int32{4}},
		{ListQuery{AfterID: 2}, []int32{3, 4, 10, 70, last}},
		{ListQuery{AfterID: 3}, []int32{4, 10, 70, last}},
		{ListQuery{AfterID: 5}, []int32{10, 70, last}}, // of no book
		{ListQuery{AfterID: 3, Limit: 2}, []int32{4, 10}},
		{ListQuery{AfterID: 4, Category: Romance}, []int32{70}},
		{ListQuery{AfterID: last - 1}, []int32{last}},
		{ListQuery{AfterID: last}, []int32{}},
	} {
		if got := listed(t, c, test.query); !slices.Equal(got, test.want) {
			t.Errorf("List(%+v) = %v, want %v", test.query, got, test.want)
		}
	}
	if got := listed(t, New(nil), ListQuery{}); len(got) != 0 {
		t.Errorf("List of an empty catalog = %v, want none", got)
	}
}

func TestListErrors(t *testing.T) {
	c := five()
	no := invalid(FieldCategory, "no")
	for _, test := range []struct {
		query       ListQuery
		field, want string
	}{
		{ListQuery{Category: NumCategories}, FieldCategory, "5 is not a category; send MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION"},
		{ListQuery{CategoryErr: no}, FieldCategory, "no"},
		{ListQuery{Limit: -1}, FieldLimit, "-1 is negative; send how many books at most, or 0 for all"},
		{ListQuery{AfterID: -1}, FieldAfterID, "-1 is negative; send the id of the last book that arrived, or 0 to begin"},
		{ListQuery{AfterID: math.MinInt32}, FieldAfterID, "-2147483648 is negative; send the id of the last book that arrived, or 0 to begin"},
		// If several fields are wrong, the error names the first in the order of the request.
		{ListQuery{Category: 99, Limit: -1, AfterID: -1}, FieldCategory, "99 is not a category; send MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION"},
		{ListQuery{Limit: -2, AfterID: -1}, FieldLimit, "-2 is negative; send how many books at most, or 0 for all"},
	} {
		books, err := c.List(test.query)
		if books != nil {
			t.Errorf("List(%+v) = books, want an error", test.query)
		}
		checkError(t, err, InvalidArgument, test.field)
		if got, want := err.Error(), test.field+": "+test.want; got != want {
			t.Errorf("List(%+v) = %q, want %q", test.query, got, want)
		}
	}
}

// A listing can be stopped and started anew, and has each book as it is when it is listed.
func TestListAsItGoes(t *testing.T) {
	c := five()
	list, err := c.List(ListQuery{Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for b := range list {
			if b.ID == 4 {
				break
			}
		}
	}
	if got, want := ids(slices.Collect(list)), []int32{3, 4, 10}; !slices.Equal(got, want) {
		t.Errorf("List after two that were left = %v, want %v", got, want)
	}
	for b := range list {
		switch b.ID {
		case 3:
			rate(t, c, 10, 5)
		case 10:
			if got := b.RatingCounts[4]; got != 1 {
				t.Errorf("List has %d ratings of a book that was rated before its turn, want 1", got)
			}
		}
	}
}

// A listing that broke off continues with after_id as if it had not.
func TestListResumes(t *testing.T) {
	catalogs := []*Catalog{five(), Generate(3, 0), Generate(3, 1), Generate(3, 200)}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(catalogs).Draw(t, "catalog")
		category := rapid.SampledFrom([]Category{Unspecified, Mystery, Romance}).Draw(t, "category")
		want := listed(t, c, ListQuery{Category: category})
		got := []int32{}
		for after := int32(0); len(got) < len(want); after = got[len(got)-1] {
			n := rapid.Int32Range(1, 50).Draw(t, "arrive")
			part := listed(t, c, ListQuery{Category: category, Limit: n, AfterID: after})
			if len(part) == 0 {
				t.Fatalf("List of %v after %d is empty, want %v", category, after, want[len(got):])
			}
			got = append(got, part...)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("List of %v in parts = %v, want %v", category, got, want)
		}
	})
}

func TestPageErrors(t *testing.T) {
	c := five()
	for _, test := range []struct {
		query       PageQuery
		field, want string
	}{
		{PageQuery{Category: NumCategories}, FieldCategory, "5 is not a category; send MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION"},
		{PageQuery{CategoryErr: invalid(FieldCategory, "no"), Size: -1}, FieldCategory, "no"},
		{PageQuery{Size: -1, Token: "x"}, FieldPageSize, "-1 is out of range; send 1 to 1000, or 0 for 100"},
		{PageQuery{Size: MaxPageSize + 1}, FieldPageSize, "1001 is out of range; send 1 to 1000, or 0 for 100"},
		{PageQuery{Token: "x"}, FieldPageToken, `"x" is not the token of a page; send next_page_token of the page before, or nothing for the first`},
	} {
		books, next, err := c.Page(test.query)
		if books != nil || next != "" {
			t.Errorf("Page(%+v) = %v, %q, want an error alone", test.query, ids(books), next)
		}
		checkError(t, err, InvalidArgument, test.field)
		if got, want := err.Error(), test.field+": "+test.want; got != want {
			t.Errorf("Page(%+v) = %q, want %q", test.query, got, want)
		}
	}
}

func TestPageSizes(t *testing.T) {
	c := Generate(3, 1500)
	for _, test := range []struct {
		catalog *Catalog
		size    int32
		want    int
		last    bool
	}{
		{c, 0, DefaultPageSize, false},
		{c, 1, 1, false},
		{c, MaxPageSize, MaxPageSize, false},
		{five(), 4, 4, false},
		{five(), 5, 5, true}, // just full: no empty page after it
		{five(), 6, 5, true},
		{New(nil), 0, 0, true},
	} {
		books, next, err := test.catalog.Page(PageQuery{Size: test.size})
		if len(books) != test.want || (next == "") != test.last || err != nil || books == nil {
			t.Errorf("Page(size %d) of %d books = %d books, next %q, %v; want %d, the last: %v",
				test.size, test.catalog.Len(), len(books), next, err, test.want, test.last)
		}
	}
}

// Pages of any size, one after the other by their tokens, are the listing, whatever is
// rated meanwhile.
func TestPagesAreTheListing(t *testing.T) {
	catalogs := []*Catalog{five(), Generate(3, 0), Generate(3, 1), Generate(3, 200)}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(catalogs).Draw(t, "catalog")
		q := PageQuery{Category: rapid.SampledFrom([]Category{Unspecified, Mystery, Romance, NonFiction}).Draw(t, "category")}
		want := listed(t, c, ListQuery{Category: q.Category})
		got := []int32{}
		for more := true; more; more = q.Token != "" {
			q.Size = rapid.Int32Range(1, 60).Draw(t, "size")
			books, next, err := c.Page(q)
			if err != nil {
				t.Fatalf("Page(%+v): %v", q, err)
			}
			if next != "" && len(books) != int(q.Size) || next == "" && len(got)+len(books) != len(want) {
				t.Fatalf("Page(%+v) = %d books, next %q, after %d of %d", q, len(books), next, len(got), len(want))
			}
			if strings.ContainsAny(next, "+/=&?% ") {
				t.Fatalf("token %q has to be escaped in a query string", next)
			}
			got, q.Token = append(got, ids(books)...), next
			if len(want) > 0 {
				rate(t, c, rapid.SampledFrom(want).Draw(t, "rated"), 5)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("pages of %v = %v, want %v", q.Category, got, want)
		}
	})
}

func TestPageHasRatings(t *testing.T) {
	c := five()
	rate(t, c, 70, 4)
	books, _, err := c.Page(PageQuery{Category: Romance})
	if err != nil || len(books) != 2 || books[1] != get(t, c, 70) || books[1].RatingCounts[3] != 1 {
		t.Errorf("Page = %v, %v; want the books as GetBook has them", ids(books), err)
	}
}
