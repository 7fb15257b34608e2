package catalog

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// romances returns a catalog of one shelf, with ids from 1 and these rating counts.
func romances(counts ...[5]int32) *Catalog {
	books := make([]Book, len(counts))
	for i, c := range counts {
		books[i] = Book{
			ID: int32(i + 1), Title: "t", Authors: []string{"a"}, Category: Romance,
			RatingCounts: c, AverageRating: MeanRating(c),
		}
	}
	return New(books)
}

// rate counts a rating that must be accepted.
func rate(t rapid.TB, c *Catalog, bookID, stars int32) {
	t.Helper()
	if err := c.Rate(Rating{BookID: bookID, Stars: stars}); err != nil {
		t.Fatalf("Rate(book %d, %d stars): %v", bookID, stars, err)
	}
}

// get returns a book that must exist.
func get(t rapid.TB, c *Catalog, id int32) *Book {
	t.Helper()
	b, err := c.GetBook(id)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func ids(books []*Book) []int32 {
	list := []int32{}
	for _, b := range books {
		list = append(list, b.ID)
	}
	return list
}

func TestRateErrors(t *testing.T) {
	c := romances([5]int32{})
	for _, test := range []struct {
		rating Rating
		code   Code
		field  string
		want   string // the detail
	}{
		{Rating{UserID: -7, BookID: 1, Stars: 1}, InvalidArgument, FieldUserID, "-7 is negative; send the id of a user, or 0 for a reader who is not signed in"},
		{Rating{BookID: 1, Stars: 0}, InvalidArgument, FieldStars, "0 is out of range; send 1 to 5"},
		{Rating{BookID: 1, Stars: 6}, InvalidArgument, FieldStars, "6 is out of range; send 1 to 5"},
		{Rating{BookID: 1, Stars: math.MinInt32}, InvalidArgument, FieldStars, "-2147483648 is out of range; send 1 to 5"},
		{Rating{BookID: 2, Stars: 5}, NotFound, FieldBookID, "there is no book 2; send the id of a book of this catalog"},
		{Rating{BookID: -1, Stars: 5}, NotFound, FieldBookID, "there is no book -1; send the id of a book of this catalog"},
		// several errors: invalid fields come before unknown books.
		{Rating{UserID: -1, BookID: 2, Stars: 0}, InvalidArgument, FieldUserID, "-1 is negative; send the id of a user, or 0 for a reader who is not signed in"},
		{Rating{BookID: 2, Stars: -1}, InvalidArgument, FieldStars, "-1 is out of range; send 1 to 5"},
	} {
		err := c.Rate(test.rating)
		checkError(t, err, test.code, test.field)
		if got, want := err.Error(), test.field+": "+test.want; got != want {
			t.Errorf("Rate(%+v) = %q, want %q", test.rating, got, want)
		}
	}
	if got := get(t, c, 1).RatingCounts; got != ([5]int32{}) {
		t.Errorf("after refused ratings the book has %v, want none", got)
	}
}

func TestRateChangesTheBook(t *testing.T) {
	for _, test := range []struct {
		counts [5]int32
		stars  []int32
		want   [5]int32
		mean   float32
	}{
		{counts: [5]int32{}, stars: []int32{1}, want: [5]int32{1, 0, 0, 0, 0}, mean: 1},
		{counts: [5]int32{}, stars: []int32{5, 4, 5}, want: [5]int32{0, 0, 0, 1, 2}, mean: 4.67},
		{counts: [5]int32{1, 2, 3, 4, 5}, stars: []int32{1, 2, 3, 4, 5}, want: [5]int32{2, 3, 4, 5, 6}, mean: 3.5},
		// Half a hundredth goes up: 8 readers, 29 stars, 3.625.
		{counts: [5]int32{0, 1, 2, 3, 1}, stars: []int32{4}, want: [5]int32{0, 1, 2, 4, 1}, mean: 3.63},
		{counts: [5]int32{0, 0, 0, 0, 1_000_000}, stars: []int32{1}, want: [5]int32{1, 0, 0, 0, 1_000_000}, mean: 5},
	} {
		c := romances(test.counts)
		before := get(t, c, 1)
		for _, stars := range test.stars {
			rate(t, c, 1, stars)
		}
		got := get(t, c, 1)
		if got.RatingCounts != test.want || got.AverageRating != test.mean {
			t.Errorf("%v rated %v = %v, mean %v; want %v, mean %v",
				test.counts, test.stars, got.RatingCounts, got.AverageRating, test.want, test.mean)
		}
		if before.RatingCounts != test.counts {
			t.Errorf("a book from before the ratings has %v, want %v still", before.RatingCounts, test.counts)
		}
		if got.ID != 1 || got.Title != "t" || got.Category != Romance || !slices.Equal(got.Authors, []string{"a"}) {
			t.Errorf("after ratings the book is %+v, want all but its ratings as it was", got)
		}
	}
}

// Counts stay at the largest number that an answer can carry, and nothing else overflows.
func TestRateSaturates(t *testing.T) {
	const most = math.MaxInt32
	c := romances([5]int32{0, 0, 0, 0, most - 1}, [5]int32{most, most, most, most, most}, [5]int32{})
	for range 3 {
		for stars := range int32(5) {
			rate(t, c, 1, stars+1)
			rate(t, c, 2, stars+1)
		}
		for _, test := range []struct {
			id   int32
			five int32
			mean float32
		}{{1, most, 5}, {2, most, 3}} {
			b := get(t, c, test.id)
			if b.RatingCounts[4] != test.five || b.AverageRating != test.mean {
				t.Errorf("book %d has %v, mean %v; want %d of five stars, mean %v", test.id, b.RatingCounts, b.AverageRating, test.five, test.mean)
			}
		}
	}
	got, err := c.Recommend(RecommendQuery{Category: Romance})
	if want := []int32{1, 3, 2}; err != nil || !slices.Equal(ids(got), want) {
		t.Errorf("Recommend of full counts = %v, %v; want %v", ids(got), err, want)
	}
	for id := range int32(3) {
		history, err := c.RatingHistory(id+1, 1)
		if err != nil || slices.Min(history[0].Counts[:]) < 0 {
			t.Errorf("RatingHistory(%d, 1) = %v, %v; want no negative count", id+1, history, err)
		}
	}
}

// Few ratings less than full, noted together, end at the limit as well.
func TestRateSaturatesAtOnce(t *testing.T) {
	c := romances([5]int32{math.MaxInt32 - 2})
	for range 5 {
		rate(t, c, 1, 1)
	}
	if got := get(t, c, 1).RatingCounts[0]; got != math.MaxInt32 {
		t.Errorf("five ratings on %d = %d, want %d", math.MaxInt32-2, got, math.MaxInt32)
	}
	history, err := c.RatingHistory(1, 2)
	if err != nil {
		t.Fatal(err)
	}
	fresh, _ := romances([5]int32{math.MaxInt32 - 2}).RatingHistory(1, 2)
	if got, want := history[1].Counts[0]-fresh[1].Counts[0], int32(2); got != want {
		t.Errorf("the last day has %d ratings more, want %d: as many as the book", got, want)
	}
}

func TestRateStandsOnTheLastDay(t *testing.T) {
	c, fresh := Generate(5, 10), Generate(5, 10)
	rate(t, c, 4, 2)
	rate(t, c, 4, 2)
	rate(t, c, 4, 5)
	for _, days := range []int32{1, 30, MaxDays} {
		got, err := c.RatingHistory(4, days)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := fresh.RatingHistory(4, days)
		want[days-1].Counts[1] += 2
		want[days-1].Counts[4]++
		if !slices.Equal(got, want) {
			t.Errorf("RatingHistory(4, %d) ends with %v, want %v", days, got[days-1], want[days-1])
		}
		other, _ := c.RatingHistory(5, days)
		if want, _ := fresh.RatingHistory(5, days); !slices.Equal(other, want) {
			t.Errorf("RatingHistory(5, %d) changed with the ratings of book 4", days)
		}
	}
}

func TestRateMovesTheShelf(t *testing.T) {
	c := romances([5]int32{0, 0, 10}, [5]int32{0, 0, 10}, [5]int32{0, 0, 10})
	for _, test := range []struct {
		book, stars int32
		want        []int32
	}{
		{3, 5, []int32{3, 1, 2}},
		{2, 5, []int32{2, 3, 1}}, // as good as 3, and of a smaller id
		{2, 1, []int32{3, 1, 2}},
		{1, 4, []int32{3, 1, 2}},
		{3, 1, []int32{1, 2, 3}},
	} {
		rate(t, c, test.book, test.stars)
		got, err := c.Recommend(RecommendQuery{Category: Romance})
		if err != nil || !slices.Equal(ids(got), test.want) {
			t.Errorf("Recommend after %d stars for book %d = %v, %v; want %v", test.stars, test.book, ids(got), err, test.want)
		}
		for _, b := range got {
			if b != get(t, c, b.ID) {
				t.Errorf("Recommend has %+v, GetBook %+v; want the same book", b, get(t, c, b.ID))
			}
		}
	}
}

// Ratings do not change what was loaded.
func TestRateKeepsTheDigest(t *testing.T) {
	c := Generate(5, 10)
	want := Generate(5, 10).Digest()
	rate(t, c, 4, 2)
	get(t, c, 4)
	if got := c.Digest(); got != want {
		t.Errorf("Digest() after a rating = %s, want %s", got, want)
	}
}

// A featured book stays first, whatever its ratings, and other shelves stay as they are.
func TestRateKeepsFeaturedFirst(t *testing.T) {
	c := New([]Book{
		{ID: 1, Title: "Ash", Authors: []string{"Nell Ilk"}, Category: ScienceFiction},
		{ID: 2, Title: "Dune", Authors: []string{"Frank Herbert"}, Category: ScienceFiction},
		{ID: 3, Title: "Bee", Authors: []string{"Nell Ilk"}, Category: Mystery},
	})
	other := get(t, c, 3)
	rate(t, c, 1, 5)
	rate(t, c, 2, 1)
	got, err := c.Recommend(RecommendQuery{Category: ScienceFiction})
	if want := []int32{2, 1}; err != nil || !slices.Equal(ids(got), want) {
		t.Errorf("Recommend = %v, %v; want %v", ids(got), err, want)
	}
	if got := get(t, c, 3); got != other {
		t.Errorf("a book of another shelf is %+v, want %+v", got, other)
	}
}
