package catalog

import (
	"cmp"
	"slices"
)

// RecommendQuery asks for the best books of a category.
type RecommendQuery struct {
	// UserID says where on the shelf the answer starts; 0 is a reader who is not
	// signed in and starts at its head. Negative is invalid.
	UserID int32
	// Category is required.
	Category Category
	// MaxResults is at most [MaxMaxResults]; 0 means [DefaultMaxResults].
	MaxResults int32
	// CategoryErr is nil, or the error of [ParseCategory] where the category came as a
	// name that it refused: the query answers it when it is the category's turn.
	CategoryErr error
}

// Recommend returns up to MaxResults different books of the category; fewer only
// where it holds fewer. The same query gets the same books in the same order.
//
// A shelf has the featured books first and then the best rated by [weightedRating].
// A hash of the user's id picks the place where the answer starts; from there it
// runs along the shelf, and on from the head where the shelf ends.
//
// The slice is part of the catalog, so that a query allocates nothing: it and its
// books are read-only.
func (c *Catalog) Recommend(q RecommendQuery) ([]*Book, error) {
	n, err := q.check()
	if err != nil {
		return nil, err
	}
	return c.shelves[q.Category].run(q.UserID, n), nil
}

// shelf holds the books of a category in the order of recommendation.
type shelf struct {
	// ring is the shelf with its head repeated at the end, so that every run that
	// wraps is one slice too.
	ring []*Book
	// books is the number of different books.
	books int
}

func (s *shelf) run(userID int32, n int) []*Book {
	n = min(n, s.books)
	start := 0
	if userID != 0 {
		start = scale(mix(uint64(userID)), s.books)
	}
	return s.ring[start : start+n : start+n]
}

func newShelves(books []Book) [numCategories]shelf {
	var order [numCategories][]place
	for i := range books {
		b := &books[i]
		order[b.Category] = append(order[b.Category], place{b, featuredRank(b), weightedRating(b)})
	}
	var shelves [numCategories]shelf
	for c, places := range order {
		slices.SortFunc(places, place.compare)
		n := len(places)
		ring := make([]*Book, n, n+min(n, MaxMaxResults))
		for i, p := range places {
			ring[i] = p.book
		}
		shelves[c] = shelf{ring: append(ring, ring[:min(n, MaxMaxResults)]...), books: n}
	}
	return shelves
}

// place is what decides where a book stands: worked out once, not in every
// comparison.
type place struct {
	book     *Book
	featured int
	score    int64
}

func (p place) compare(q place) int {
	return cmp.Or(
		cmp.Compare(p.featured, q.featured),
		cmp.Compare(q.score, p.score),
		cmp.Compare(p.book.ID, q.book.ID),
	)
}

const (
	// priorMean is the mean rating of a book in goodbooks-10k, in stars.
	priorMean = 4
	// priorCount is how many ratings a book needs to count as much as the prior:
	// about the median of goodbooks-10k.
	priorCount = 25_000
)

// weightedRating returns the mean rating of a book, in millionths of a star, as if
// priorCount readers more had given it priorMean stars: a few enthusiasts do not
// put a book before one that millions like. Integers keep it the same everywhere.
func weightedRating(b *Book) int64 {
	count, sum := int64(priorCount), int64(priorMean*priorCount)
	for i, n := range b.RatingCounts {
		count += int64(n)
		sum += int64(i+1) * int64(n)
	}
	return sum * 1_000_000 / count
}
