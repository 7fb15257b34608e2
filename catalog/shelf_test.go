package catalog

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func titles(books []*Book) []string {
	var list []string
	for _, b := range books {
		list = append(list, b.Title)
	}
	return list
}

func TestRecommendLimits(t *testing.T) {
	c := embedded()
	for _, test := range []struct {
		query RecommendQuery
		want  int    // books
		field string // at fault
		words []string
	}{
		{query: RecommendQuery{UserID: 0, Category: Mystery, MaxResults: 0}, want: DefaultMaxResults},
		{query: RecommendQuery{UserID: 1, Category: Mystery, MaxResults: 1}, want: 1},
		{query: RecommendQuery{UserID: 1<<31 - 1, Category: NonFiction, MaxResults: 100}, want: 100},
		{query: RecommendQuery{UserID: 1, Category: Romance, MaxResults: 101}, field: FieldMaxResults, words: []string{"101", "100"}},
		{query: RecommendQuery{UserID: 1, Category: Romance, MaxResults: -1}, field: FieldMaxResults, words: []string{"-1"}},
		{query: RecommendQuery{UserID: 1, Category: Unspecified, MaxResults: 1}, field: FieldCategory, words: []string{`""`, "MYSTERY"}},
		{query: RecommendQuery{UserID: 1, Category: NumCategories, MaxResults: 1}, field: FieldCategory, words: []string{"5"}},
		{query: RecommendQuery{UserID: 1, Category: Category(99), MaxResults: 1}, field: FieldCategory, words: []string{"99", "ROMANCE"}},
		{query: RecommendQuery{UserID: -1, Category: Mystery, MaxResults: 1}, field: FieldUserID, words: []string{"-1"}},
		{query: RecommendQuery{UserID: 1, CategoryErr: invalid(FieldCategory, "no"), MaxResults: -1}, field: FieldCategory, words: []string{"no"}},
		{query: RecommendQuery{UserID: -1, CategoryErr: invalid(FieldCategory, "no")}, field: FieldUserID},
		// If several fields are wrong, the error names the first in the order of the request.
		{query: RecommendQuery{UserID: -1, Category: Unspecified, MaxResults: -1}, field: FieldUserID},
		{query: RecommendQuery{UserID: 1, Category: Unspecified, MaxResults: -1}, field: FieldCategory},
	} {
		got, err := c.Recommend(test.query)
		if len(got) != test.want || (err == nil) != (test.field == "") {
			t.Errorf("Recommend(%+v) = %d books, %v; want %d", test.query, len(got), err, test.want)
		}
		if test.field != "" {
			checkError(t, err, InvalidArgument, test.field, test.words...)
		}
	}
}

func TestRecommendFeaturedFirst(t *testing.T) {
	c := embedded()
	for _, test := range []struct {
		category Category
		want     []string
	}{
		{Mystery, []string{"The Girl with the Dragon Tattoo", "Gone Girl"}},
		{ScienceFiction, []string{"Dune"}},
	} {
		got, err := c.Recommend(RecommendQuery{Category: test.category, MaxResults: int32(len(test.want))})
		if err != nil || !slices.Equal(titles(got), test.want) {
			t.Errorf("Recommend(user 0, %v) = %q, %v; want %q", test.category, titles(got), err, test.want)
		}
	}
}

func TestRecommendBestRatedFirst(t *testing.T) {
	book := func(id int32, title string, counts ...int32) Book {
		return Book{ID: id, Title: title, Authors: []string{"x"}, Category: Romance, RatingCounts: [5]int32(counts)}
	}
	c := New([]Book{
		book(1, "two fans", 0, 0, 0, 0, 2),
		book(2, "hated by many", 90_000, 0, 0, 0, 0),
		book(3, "loved by many", 0, 0, 0, 10_000, 90_000),
		book(4, "unread", 0, 0, 0, 0, 0),
		book(5, "unread too", 0, 0, 0, 0, 0),
	})
	got, err := c.Recommend(RecommendQuery{Category: Romance})
	want := []string{"loved by many", "two fans", "unread", "unread too", "hated by many"}
	if err != nil || !slices.Equal(titles(got), want) {
		t.Errorf("Recommend = %q, %v; want %q", titles(got), err, want)
	}
	if got, err := c.Recommend(RecommendQuery{Category: Mystery}); len(got) != 0 || err != nil {
		t.Errorf("Recommend of an empty shelf = %q, %v; want none", titles(got), err)
	}
}

// Any user on any shelf gets different books of the category, a run of the shelf,
// and the same again.
func TestRecommendProperties(t *testing.T) {
	catalogs := []*Catalog{embedded(), Generate(3, 0), Generate(3, 1), Generate(3, 40), Generate(3, 450)}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(catalogs).Draw(t, "catalog")
		q := RecommendQuery{
			UserID:     rapid.Int32Min(0).Draw(t, "user"),
			Category:   Category(rapid.IntRange(int(Mystery), int(NonFiction)).Draw(t, "category")),
			MaxResults: rapid.Int32Range(1, MaxMaxResults).Draw(t, "max"),
		}
		got, err := c.Recommend(q)
		if err != nil {
			t.Fatalf("Recommend(%+v): %v", q, err)
		}
		s := c.order(q.Category)
		if want := min(int(q.MaxResults), len(s.ranks)); len(got) != want {
			t.Fatalf("Recommend(%+v) = %d books, want %d", q, len(got), want)
		}
		seen := map[int32]bool{}
		for i, b := range got {
			if b.Category != q.Category || seen[b.ID] {
				t.Fatalf("Recommend(%+v)[%d] is book %d of %v, seen before: %v", q, i, b.ID, b.Category, seen[b.ID])
			}
			seen[b.ID] = true
			if i > 0 {
				last := slices.Index(s.ring, got[i-1])
				if s.ring[(last+1)%len(s.ranks)] != b {
					t.Fatalf("Recommend(%+v) leaves the order of the shelf at %d", q, i)
				}
			}
		}
		second, _ := c.Recommend(q)
		if !slices.Equal(got, second) {
			t.Fatalf("Recommend(%+v) differs at the second call", q)
		}
	})
}

// The hash sends users to all parts of a shelf.
func TestRecommendSpreadsUsers(t *testing.T) {
	c := embedded()
	first := map[int32]bool{}
	for user := range int32(2000) {
		got, err := c.Recommend(RecommendQuery{UserID: user + 1, Category: Romance, MaxResults: 1})
		if err != nil {
			t.Fatal(err)
		}
		first[got[0].ID] = true
	}
	// 2,000 throws at n books hit n(1-exp(-2000/n)) of them: about 1,360 of 2,400.
	if len(first) < 1200 {
		t.Errorf("2,000 users start at %d different books, want 1,200 or more", len(first))
	}
}
