package catalog

import "math"

// Rating is how many stars a reader gives a book.
type Rating struct {
	// UserID is 0 for a reader who is not signed in; negative is invalid.
	UserID, BookID int32
	// Stars are 1 to 5.
	Stars int32
}

// Rate counts a rating, on [LastDay]. From then on GetBook, List and Recommend have the
// book's new counts and mean, Recommend a new order where they make one, and RatingHistory
// the rating. Readers are not told apart: who rates a book twice counts twice.
func (c *Catalog) Rate(r Rating) error {
	if err := checkUser(r.UserID); err != nil {
		return err
	}
	if err := checkStars(r.Stars); err != nil {
		return err
	}
	i, ok := c.byID[r.BookID]
	if !ok {
		return notFound(FieldBookID, r.BookID)
	}
	c.shelves[c.books[i].Category].note(i, r.Stars)
	return nil
}

// note keeps a rating of the book at an index until somebody asks.
func (s *shelf) note(i, stars int32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ratings := s.rated[i]
	ratings[stars-1]++
	s.rated[i] = ratings
	s.unshown.Store(true)
	s.stale.Store(true)
}

// with is the book with that many ratings more. Counts stay at the largest int32 once they
// are there.
func (b *Book) with(ratings [5]int64) *Book {
	rated := *b
	for star, n := range ratings {
		rated.RatingCounts[star] = int32(min(int64(b.RatingCounts[star])+n, math.MaxInt32))
	}
	rated.AverageRating = meanRating(rated.RatingCounts)
	return &rated
}
