package catalog

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/wiretax/wiretax/splitmix"
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
	// CategoryErr is nil, or the error of [ParseCategory] if the category came as a name. The
	// query returns it when it checks the category.
	CategoryErr error
}

// Recommend returns up to MaxResults different books of the category; fewer only if it holds
// fewer. The same query gets the same books in the same order, as long as no book of the
// category is rated.
//
// A shelf has the featured books first and then the best rated by [weightedRating]. A hash of
// the user's id picks the book at which the answer starts; from there it goes along the shelf,
// and continues from the head when the shelf ends.
//
// The slice is part of the catalog, so that a query allocates nothing: it and its
// books are read-only.
func (c *Catalog) Recommend(q RecommendQuery) ([]*Book, error) {
	n, err := q.check()
	if err != nil {
		return nil, err
	}
	return c.order(q.Category).run(q.UserID, n), nil
}

// shelf holds the books of a category. Ratings are only noted as they come. The next
// question about a book brings the books up to date, and the next question about the order the
// order too: sorting a shelf costs too much for an answer about one book.
type shelf struct {
	// unshown says that a book lacks a rating, and stale that the order does. Each is set before
	// Rate returns, and cleared after the book or the order was stored.
	unshown, stale atomic.Bool
	sorted         atomic.Pointer[order]

	mu    sync.Mutex
	rated map[int32][5]int64 // the ratings that the books lack, by index of the book
}

// order is a shelf in the order of recommendation at one moment. It never changes.
type order struct {
	ranks []rank
	// ring is the shelf with its head repeated at the end, so that every run that
	// wraps is one slice too.
	ring []*Book
}

func (o *order) run(userID int32, n int) []*Book {
	n = min(n, len(o.ranks))
	start := o.start(userID)
	return o.ring[start : start+n : start+n]
}

// start returns the index of the book at which a user's answers begin.
func (o *order) start(userID int32) int {
	if userID == 0 {
		return 0
	}
	return splitmix.Scale(splitmix.Mix(uint64(userID)), len(o.ranks))
}

func newOrder(ranks []rank) *order {
	slices.SortFunc(ranks, rank.compare)
	n := len(ranks)
	ring := make([]*Book, n, n+min(n, MaxMaxResults))
	for i, p := range ranks {
		ring[i] = p.book
	}
	return &order{ranks, append(ring, ring[:min(n, MaxMaxResults)]...)}
}

func (c *Catalog) fillShelves() {
	var ranks [NumCategories][]rank
	for i := range c.books {
		b := &c.books[i]
		ranks[b.Category] = append(ranks[b.Category], newRank(int32(i), b))
	}
	for category := range ranks {
		s := &c.shelves[category]
		s.rated = make(map[int32][5]int64)
		s.sorted.Store(newOrder(ranks[category]))
	}
}

// order returns the order of a category's shelf with every rating that its books have got.
func (c *Catalog) order(category Category) *order {
	s := &c.shelves[category]
	if s.stale.Load() {
		c.sort(s)
	}
	return s.sorted.Load()
}

// settle adds the noted ratings to the books of a shelf.
func (c *Catalog) settle(s *shelf) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.settleLocked(s)
}

func (c *Catalog) settleLocked(s *shelf) {
	for i, ratings := range s.rated {
		c.now[i].Store(c.now[i].Load().with(ratings))
	}
	clear(s.rated)
	s.unshown.Store(false)
}

// sort brings the order of a shelf and its books up to date.
func (c *Catalog) sort(s *shelf) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.settleLocked(s)
	if !s.stale.Load() {
		return // another goroutine has done it meanwhile
	}
	ranks := slices.Clone(s.sorted.Load().ranks)
	for k, p := range ranks {
		if b := c.now[p.index].Load(); b != p.book {
			ranks[k] = newRank(p.index, b)
		}
	}
	s.sorted.Store(newOrder(ranks))
	s.stale.Store(false)
}

// rank decides the position of a book on its shelf. It is computed once, not in every
// comparison.
type rank struct {
	index    int32 // of the book
	book     *Book
	featured int
	score    int64
}

func newRank(i int32, b *Book) rank { return rank{i, b, featuredRank(b), weightedRating(b)} }

func (r rank) compare(other rank) int {
	return cmp.Or(
		cmp.Compare(r.featured, other.featured),
		cmp.Compare(other.score, r.score),
		cmp.Compare(r.book.ID, other.book.ID),
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
