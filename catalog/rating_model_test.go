package catalog

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// naive is a catalog that computes everything from the books as they were loaded and every
// rating since.
type naive struct {
	books []Book
	rated map[int32][5]int // by id
	fresh *Catalog         // the same books, never rated
}

func (n *naive) book(id int32) *Book {
	for _, b := range n.books {
		if b.ID != id {
			continue
		}
		ratings, ok := n.rated[id]
		if !ok {
			return &b
		}
		count, sum := 0, 0
		for star, more := range ratings {
			b.RatingCounts[star] = int32(min(int(b.RatingCounts[star])+more, math.MaxInt32))
			count += int(b.RatingCounts[star])
			sum += (star + 1) * int(b.RatingCounts[star])
		}
		b.AverageRating = float32(math.Floor(float64(sum)*100/float64(count)+0.5)) / 100
		return &b
	}
	return nil
}

// list has the ids that pass, ascending.
func (n *naive) list(pass func(*Book) bool) []int32 {
	list := []int32{}
	for _, b := range n.books {
		if pass(&b) {
			list = append(list, b.ID)
		}
	}
	slices.Sort(list)
	return list
}

// score returns the order of a shelf: as if 25,000 further readers had given four stars each.
func (n *naive) score(id int32) int {
	count, sum := 25_000, 100_000
	for star, k := range n.book(id).RatingCounts {
		count += int(k)
		sum += (star + 1) * int(k)
	}
	return sum * 1_000_000 / count
}

// shelf has the ids of a category as a user meets them. Where the user starts does not
// depend on ratings, so it is read off the catalog that has none.
func (n *naive) shelf(user int32, category Category) []int32 {
	order := func(score func(int32) int) []int32 {
		list := n.list(func(b *Book) bool { return b.Category == category })
		slices.SortStableFunc(list, func(a, b int32) int { return score(b) - score(a) })
		return list
	}
	now := order(n.score)
	if len(now) == 0 {
		return now
	}
	unrated := naive{books: n.books}
	first, _ := n.fresh.Recommend(RecommendQuery{UserID: user, Category: category, MaxResults: 1})
	start := slices.Index(order(unrated.score), first[0].ID)
	return append(now[start:], now[:start]...)
}

func (n *naive) history(id, days int32) []DailyRatings {
	list, _ := n.fresh.RatingHistory(id, days)
	for star, now := range n.book(id).RatingCounts {
		before, _ := n.fresh.GetBook(id)
		list[days-1].Counts[star] += now - before.RatingCounts[star]
	}
	return list
}

// someBooks are so alike that a rating or two moves them on their shelf.
func someBooks() *rapid.Generator[[]Book] {
	return rapid.Custom(func(t *rapid.T) []Book {
		books := make([]Book, rapid.IntRange(0, 12).Draw(t, "books"))
		for i := range books {
			b := &books[i]
			*b = Book{ID: int32(3*i + 1), Title: fmt.Sprint("book ", i), Authors: []string{"a"}}
			b.Category = Category(rapid.IntRange(int(Mystery), int(Romance)).Draw(t, "category"))
			for star := range b.RatingCounts {
				b.RatingCounts[star] = rapid.SampledFrom([]int32{0, 0, 1, 2, 3, math.MaxInt32 - 1}).Draw(t, "count")
			}
			b.AverageRating = rapid.SampledFrom([]float32{0, 3.99, 4.5}).Draw(t, "mean of the file")
		}
		return books
	})
}

// For any order of ratings and queries, the answers equal those of a catalog that computes each
// from scratch.
func TestRatingsAgainstANaiveCatalog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		books := someBooks().Draw(t, "catalog")
		n := &naive{slices.Clone(books), map[int32][5]int{}, New(slices.Clone(books))}
		c := New(books)
		anyID := rapid.Int32Range(-1, 40)
		anyUser := rapid.SampledFrom([]int32{0, 0, 1, 2, 77, math.MaxInt32})
		anyCategory := rapid.Custom(func(t *rapid.T) Category {
			return Category(rapid.IntRange(int(Mystery), int(NonFiction)).Draw(t, "category"))
		})
		t.Repeat(map[string]func(*rapid.T){
			"Rate": func(t *rapid.T) {
				r := Rating{BookID: anyID.Draw(t, "book"), Stars: rapid.Int32Range(0, 6).Draw(t, "stars")}
				known := n.book(r.BookID) != nil
				if ok := known && r.Stars >= 1 && r.Stars <= 5; ok != (c.Rate(r) == nil) {
					t.Fatalf("Rate(%+v) accepts: %v, want %v", r, !ok, ok)
				} else if ok {
					ratings := n.rated[r.BookID]
					ratings[r.Stars-1]++
					n.rated[r.BookID] = ratings
				}
			},
			"GetBook": func(t *rapid.T) {
				id := anyID.Draw(t, "book")
				got, _ := c.GetBook(id)
				same(t, fmt.Sprintf("GetBook(%d)", id), got, n.book(id))
			},
			"Recommend": func(t *rapid.T) {
				q := RecommendQuery{UserID: anyUser.Draw(t, "user"), Category: anyCategory.Draw(t, "category"), MaxResults: rapid.Int32Range(1, 15).Draw(t, "max")}
				got, _ := c.Recommend(q)
				want := n.shelf(q.UserID, q.Category)
				n.same(t, fmt.Sprintf("Recommend(%+v)", q), got, want[:min(len(want), int(q.MaxResults))])
			},
			"RatingHistory": func(t *rapid.T) {
				id, days := anyID.Draw(t, "book"), rapid.Int32Range(1, 3).Draw(t, "days")
				if n.book(id) == nil {
					return
				}
				got, _ := c.RatingHistory(id, days)
				if want := n.history(id, days); !slices.Equal(got, want) {
					t.Fatalf("RatingHistory(%d, %d) = %v, want %v", id, days, got, want)
				}
			},
			"List": func(t *rapid.T) {
				q := ListQuery{Category: rapid.SampledFrom([]Category{Unspecified, Mystery, Romance}).Draw(t, "category"), AfterID: anyID.Draw(t, "after") + 1}
				list, _ := c.List(q)
				want := n.list(func(b *Book) bool {
					return b.ID > q.AfterID && (q.Category == Unspecified || b.Category == q.Category)
				})
				n.same(t, fmt.Sprintf("List(%+v)", q), slices.Collect(list), want)
			},
		})
		for id := range maps.Keys(n.rated) {
			got, _ := c.GetBook(id)
			same(t, fmt.Sprintf("GetBook(%d) at the end", id), got, n.book(id))
		}
	})
}

// same compares books with the ids and the content that they must have.
func (n *naive) same(t *rapid.T, call string, got []*Book, want []int32) {
	if !slices.Equal(ids(got), want) {
		t.Fatalf("%s = %v, want %v", call, ids(got), want)
	}
	for _, b := range got {
		same(t, call, b, n.book(b.ID))
	}
}

func same(t *rapid.T, call string, got, want *Book) {
	if got == nil || want == nil {
		if got != want {
			t.Fatalf("%s = %v, want %v", call, got, want)
		}
		return
	}
	if got.ID != want.ID || got.RatingCounts != want.RatingCounts || got.AverageRating != want.AverageRating || got.Title != want.Title {
		t.Fatalf("%s has %d with %v, mean %v; want %d with %v, mean %v", call,
			got.ID, got.RatingCounts, got.AverageRating, want.ID, want.RatingCounts, want.AverageRating)
	}
}
