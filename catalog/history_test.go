package catalog

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestLastDay(t *testing.T) {
	got := time.Unix(int64(LastDay)*24*60*60, 0).UTC().Format(time.DateOnly)
	if want := "2025-12-31"; got != want {
		t.Errorf("LastDay is %s, want %s", got, want)
	}
}

func TestRatingHistoryLimits(t *testing.T) {
	c := embedded()
	for _, test := range []struct {
		book, days int32
		want       int
		code       Code
		field      string
	}{
		{book: 1, days: 0, want: DefaultDays},
		{book: 1, days: 1, want: 1},
		{book: 10_000, days: MaxDays, want: MaxDays},
		{book: 1, days: MaxDays + 1, code: InvalidArgument, field: FieldDays},
		{book: 1, days: -1, code: InvalidArgument, field: FieldDays},
		{book: 0, days: 1, code: NotFound, field: FieldBookID},
		{book: 10_001, days: 1, code: NotFound, field: FieldBookID},
		{book: 10_001, days: -1, code: InvalidArgument, field: FieldDays},
	} {
		got, err := c.RatingHistory(test.book, test.days)
		if len(got) != test.want || (err == nil) != (test.field == "") {
			t.Errorf("RatingHistory(%d, %d) = %d days, %v; want %d", test.book, test.days, len(got), err, test.want)
		}
		if test.field != "" {
			checkError(t, err, test.code, test.field)
		}
	}
}

// A history has no gaps and no negative counts, and a shorter one is the end of a longer one.
func TestRatingHistoryProperties(t *testing.T) {
	c := embedded()
	rapid.Check(t, func(t *rapid.T) {
		book := rapid.Int32Range(1, DefaultBooks).Draw(t, "book")
		days := rapid.Int32Range(1, MaxDays).Draw(t, "days")
		got, err := c.RatingHistory(book, days)
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range got {
			if want := LastDay - days + 1 + int32(i); d.Day != want {
				t.Fatalf("RatingHistory(%d, %d)[%d].Day = %d, want %d", book, days, i, d.Day, want)
			}
			if slices.Min(d.Counts[:]) < 0 {
				t.Fatalf("RatingHistory(%d, %d)[%d] = %v", book, days, i, d)
			}
		}
		short := rapid.Int32Range(1, days).Draw(t, "short")
		end, err := c.RatingHistory(book, short)
		if err != nil || !slices.Equal(end, got[days-short:]) {
			t.Fatalf("RatingHistory(%d, %d) is not the end of that of %d days: %v", book, short, days, err)
		}
	})
}

// Over the longest history the days add up to the book's own counts.
func TestRatingHistoryAddsUp(t *testing.T) {
	c := embedded()
	for _, id := range []int32{1, 2, 3, 100, 9_999} {
		b, _ := c.GetBook(id)
		history, err := c.RatingHistory(id, MaxDays)
		if err != nil {
			t.Fatal(err)
		}
		for star, want := range b.RatingCounts {
			var got float64
			for _, d := range history {
				got += float64(d.Counts[star])
			}
			// The day's load makes 1.1 %, chance the square root.
			if off := math.Abs(got - float64(want)); off > 0.04*float64(want)+4*math.Sqrt(float64(want)) {
				t.Errorf("book %d, %d stars: the days add up to %v, want about %d", id, star+1, got, want)
			}
		}
	}
}

// The largest counts that a file may have do not overflow.
func TestRatingHistoryLargestCounts(t *testing.T) {
	const most = math.MaxInt32
	c := New([]Book{{ID: most, Title: "t", Category: Mystery, RatingCounts: [5]int32{most, most, most, most, most}}})
	history, err := c.RatingHistory(most, MaxDays)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range history {
		for _, n := range d.Counts {
			if n < most/MaxDays/4 || n > most/MaxDays*3 {
				t.Fatalf("day %d has %v, want about %d each", d.Day, d.Counts, most/MaxDays)
			}
		}
	}
}
