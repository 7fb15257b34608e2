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
// the rating.
func (c *Catalog) Rate(r Rating) error {
	switch {
	case r.UserID < 0:
		return invalid(FieldUserID, itoa(r.UserID)+" is negative; send the id of a user, or 0 for a reader who is not signed in")
	case r.Stars < 1 || r.Stars > 5:
		return invalid(FieldStars, itoa(r.Stars)+" is out of range; send 1 to 5")
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
	counts := s.rated[i]
	if counts == nil {
		if s.rated == nil {
			s.rated = make(map[int32]*[5]int64)
		}
		counts = new([5]int64)
		s.rated[i] = counts
	}
	counts[stars-1]++
	s.pending.Store(true)
}

// with is the book with that many ratings more. Counts stay at the largest int32 once they
// are there.
func (b *Book) with(ratings *[5]int64) *Book {
	rated := *b
	for star, n := range ratings {
		rated.RatingCounts[star] = int32(min(int64(b.RatingCounts[star])+n, math.MaxInt32))
	}
	rated.AverageRating = meanRating(rated.RatingCounts)
	return &rated
}
