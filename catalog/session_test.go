package catalog

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// act takes an action that has to be allowed and returns the ids of the answer.
func act(t rapid.TB, s *Session, a Action) []int32 {
	t.Helper()
	books, err := s.Act(a)
	if err != nil {
		t.Fatalf("Act(%+v): %v", a, err)
	}
	return ids(books)
}

// shelves has three books of each category but NonFiction, which has one; the first digit of
// an id is the category. They are recommended in the order of their ids.
func shelves() *Catalog {
	var books []Book
	for category := Mystery; category <= Romance; category++ {
		for k := range int32(3) {
			books = append(books, Book{ID: 10*int32(category) + k, Category: category})
		}
	}
	books = append(books, Book{ID: 40, Category: NonFiction})
	for i := range books {
		books[i].Title, books[i].Authors = "t", []string{"a"}
	}
	return New(books)
}

func rated(book, stars int32) Action { return Action{BookID: book, Kind: Rated, Stars: stars} }
func viewed(book int32) Action       { return Action{BookID: book, Kind: Viewed} }
func liked(book int32) Action        { return Action{BookID: book, Kind: Liked} }

// The last action of each session is answered by a book of the category that weighs most.
func TestSessionWeights(t *testing.T) {
	for name, test := range map[string]struct {
		actions []Action
		want    Category
	}{
		"one view":                        {[]Action{viewed(10)}, Mystery},
		"the worst rating alone":          {[]Action{rated(20, 1)}, ScienceFiction},
		"a like over two views":           {[]Action{liked(10), viewed(20), viewed(20)}, Mystery},
		"three views as much as a like":   {[]Action{liked(10), viewed(20), viewed(20), viewed(20)}, ScienceFiction},
		"and met before":                  {[]Action{viewed(20), viewed(20), viewed(20), liked(10)}, Mystery},
		"five stars over a view":          {[]Action{rated(10, 5), viewed(20)}, Mystery},
		"five stars as much as two views": {[]Action{rated(10, 5), viewed(20), viewed(20)}, ScienceFiction},
		"four stars as much as a view":    {[]Action{rated(10, 4), viewed(20)}, ScienceFiction},
		"and met last":                    {[]Action{viewed(20), rated(10, 4)}, Mystery},
		"a view over three stars":         {[]Action{viewed(10), rated(20, 3)}, Mystery},
		"three stars over two":            {[]Action{rated(10, 3), rated(20, 2)}, Mystery},
		"two stars over one":              {[]Action{rated(10, 2), rated(20, 1)}, Mystery},
		"one star against a like":         {[]Action{liked(10), viewed(20), viewed(20), rated(10, 1)}, ScienceFiction},
		"less than nothing on both":       {[]Action{rated(10, 1), rated(20, 1)}, ScienceFiction},
		"never one that was not met":      {[]Action{rated(10, 1), rated(10, 1)}, Mystery},
		"the like is sixteen ago":         {append([]Action{liked(10), liked(10)}, slices.Repeat([]Action{rated(20, 3)}, 15)...), Mystery},
		"the likes are gone":              {append([]Action{liked(10), liked(10)}, slices.Repeat([]Action{rated(20, 3)}, 16)...), ScienceFiction},
	} {
		s := shelves().NewSession()
		var last []int32
		for _, a := range test.actions {
			last = act(t, s, a)
		}
		if len(last) != 1 || last[0]/10 != int32(test.want) {
			t.Errorf("%s: the answer is %v, want one book of %v", name, last, test.want)
		}
		if s.Actions() != len(test.actions) {
			t.Errorf("%s: Actions() = %d, want %d", name, s.Actions(), len(test.actions))
		}
	}
}

func TestSessionPassesOverWhatWasActedOn(t *testing.T) {
	s := shelves().NewSession()
	for _, test := range []struct {
		book int32
		want []int32
	}{
		{10, []int32{11, 12}},
		{11, []int32{12}},
		{11, []int32{12}},
		{12, []int32{10, 11, 12}}, // there are no others
		{40, []int32{10, 11, 12}}, // Mystery weighs more
	} {
		if got := act(t, s, Action{BookID: test.book, Kind: Viewed, MaxResults: 9}); !slices.Equal(got, test.want) {
			t.Errorf("Act of book %d = %v, want %v", test.book, got, test.want)
		}
	}
	s = shelves().NewSession()
	if got, want := act(t, s, viewed(40)), []int32{40}; !slices.Equal(got, want) {
		t.Errorf("Act of the only book of its category = %v, want %v", got, want)
	}
	// A book is passed over until so many actions lie behind it.
	s = shelves().NewSession()
	act(t, s, viewed(10))
	for k := range SessionActions {
		want := []int32{12}
		if k == SessionActions-1 {
			want = []int32{10, 12}
		}
		if got := act(t, s, Action{BookID: 11, Kind: Viewed, MaxResults: 9}); !slices.Equal(got, want) {
			t.Errorf("Act, %d actions after that of book 10 = %v, want %v", k+1, got, want)
		}
	}
}

// A session sees ratings, its own reader's or another's, from the next action on.
func TestSessionSeesRatings(t *testing.T) {
	c := shelves()
	s := c.NewSession()
	if got, want := act(t, s, viewed(10)), []int32{11}; !slices.Equal(got, want) {
		t.Fatalf("Act = %v, want %v", got, want)
	}
	rate(t, c, 12, 5)
	books, err := s.Act(viewed(10))
	if err != nil || len(books) != 1 || books[0] != get(t, c, 12) || books[0].RatingCounts[4] != 1 {
		t.Errorf("Act after a rating of book 12 = %v, %v; want it as GetBook has it", ids(books), err)
	}
	act(t, s, rated(11, 5))
	if got := get(t, c, 11).RatingCounts; got != ([5]int32{}) {
		t.Errorf("an action rates its book: %v, want no rating", got)
	}
}

// The answer of an action stays as it is until the next one; an error is none.
func TestSessionAnswerStays(t *testing.T) {
	s := shelves().NewSession()
	books, err := s.Act(Action{BookID: 10, Kind: Viewed, MaxResults: 9})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Act(viewed(99)); err == nil {
		t.Fatal("Act of an unknown book: no error, want one")
	}
	if got, want := ids(books), []int32{11, 12}; !slices.Equal(got, want) {
		t.Errorf("after a bad action the answer before has %v, want %v", got, want)
	}
}
