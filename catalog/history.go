package catalog

import "github.com/wiretax/wiretax/splitmix"

// LastDay is the day on which every rating history ends, 2025-12-31, in days since
// 1970-01-01. It is fixed, so that answers do not depend on the clock.
const LastDay int32 = 20453

// DailyRatings says how many ratings of one to five stars a day brought.
type DailyRatings struct {
	// Day counts the days since 1970-01-01.
	Day    int32
	Counts [5]int32
}

// RatingHistory returns the ratings of each of the last days of a book, oldest first, without
// gaps, ending with [LastDay]. 0 days means [DefaultDays], more than [MaxDays] is invalid. If
// days is invalid and the book unknown, the error names days.
//
// No history is stored. A day's counts follow from the book's rating counts, spread over MaxDays
// days, with busier weekends, good and bad days, and chance, all from a hash of book, day and
// star; over MaxDays days they add up to nearly the book's own. Ratings that came through
// [Catalog.Rate] are on LastDay. The slice is the caller's.
func (c *Catalog) RatingHistory(bookID, days int32) ([]DailyRatings, error) {
	n, err := checkRange(FieldDays, days, DefaultDays, MaxDays)
	if err != nil {
		return nil, err
	}
	at, ok := c.byID[bookID]
	if !ok {
		return nil, notFound(FieldBookID, bookID)
	}
	b := &c.books[at]
	history := make([]DailyRatings, n)
	for i := range history {
		day := LastDay - int32(n-1-i)
		history[i] = DailyRatings{Day: day, Counts: dailyCounts(b, day)}
	}
	today := &history[n-1].Counts
	for star, count := range c.book(at).RatingCounts {
		today[star] += count - b.RatingCounts[star]
	}
	return history, nil
}

// historySeed keeps the hashes of the history apart from those of the generator.
const historySeed = 0x68_69_73_74_6f_72_79

// weekdayLoad is the share of a week's ratings by day, Sunday first, in
// sixteenths of an average day.
var weekdayLoad = [7]int64{20, 15, 14, 14, 14, 16, 19}

func dailyCounts(b *Book, day int32) [5]int32 {
	base := splitmix.Mix(historySeed ^ splitmix.Mix(uint64(b.ID)<<32|uint64(day)))
	// A good day has up to half as many ratings more than an average one, a bad
	// day half as many less: 128 to 384, in 256ths. 1970-01-01 was a Thursday.
	load := weekdayLoad[(day+4)%7] * (128 + int64(base%257))
	var counts [5]int32
	for star, n := range b.RatingCounts {
		h := splitmix.Mix(base + uint64(star))
		// In 65536ths of a rating: the mean, times load/(16·256), times 48 to 80 64ths.
		mean := (int64(n) << 16) / MaxDays
		x := mean * load >> 12 * (48 + int64(h%33)) >> 6
		// The fraction decides by chance, so that small numbers keep their mean.
		counts[star] = int32((x + int64(h>>48)) >> 16)
	}
	return counts
}
