package catalog

import "math"

// Rating is how many stars a reader gives a book.
type Rating struct {
	// UserID is 0 for a reader who is not signed in; negative is invalid.
	UserID, BookID int32
	// Stars are 1 to 5.
	Stars int32
}

// Rate counts a rating, on [LastDay]. From then on GetBook, List and Recommend have the book's
// new counts and mean, Recommend a new order if they change it, and RatingHistory the rating.
// Readers are not distinguished: two ratings by one reader count twice.
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

// note keeps a rating of the book at an index until the next question.
func (s *shelf) note(i, stars int32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ratings := s.rated[i]
	ratings[stars-1]++
	s.rated[i] = ratings
	s.unshown.Store(true)
	s.stale.Store(true)
}

// with returns the book with that many more ratings. Counts stop at the largest int32.
func (b *Book) with(ratings [5]int64) *Book {
	rated := *b
	for star, n := range ratings {
		rated.RatingCounts[star] = int32(min(int64(b.RatingCounts[star])+n, math.MaxInt32))
	}
	rated.AverageRating = MeanRating(rated.RatingCounts)
	return &rated
}

// MeanRating returns the mean of the counts to two decimals, rounded half up, or 0 without
// ratings.
func MeanRating(counts [5]int32) float32 {
	var count, sum int64
	for i, n := range counts {
		count += int64(n)
		sum += int64(i+1) * int64(n)
	}
	if count == 0 {
		return 0
	}
	hundredths := (200*sum + count) / (2 * count)
	// Both are exact, so that the quotient is the float32 nearest to the decimal.
	return float32(hundredths) / 100
}
