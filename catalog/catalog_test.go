package catalog

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
)

// embedded is the catalog of a server without options, made once for all tests.
var embedded = sync.OnceValue(func() *Catalog { return Generate(DefaultSeed, DefaultBooks) })

// checkError checks the code and the field of an error, and that its line has the words.
func checkError(t *testing.T, err error, code Code, field string, words ...string) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Errorf("error is %T %v, want an *Error", err, err)
		return
	}
	if e.Code != code || e.Field != field {
		t.Errorf("error %q has %v of %q, want %v of %q", err, e.Code, e.Field, code, field)
	}
	line := err.Error()
	for _, word := range append(words, field+": ") {
		if !strings.Contains(line, word) {
			t.Errorf("error %q lacks %q", line, word)
		}
	}
	if strings.ContainsAny(line, "\r\n") || line != strings.TrimSuffix(line, ".") {
		t.Errorf("error %q is not one line without a full stop", line)
	}
}

func TestGetBook(t *testing.T) {
	c := embedded()
	for _, test := range []struct {
		id    int32
		title string
	}{
		{1, "The Girl with the Dragon Tattoo"}, {2, "Gone Girl"}, {3, "Dune"},
	} {
		b, err := c.GetBook(test.id)
		if err != nil || b.Title != test.title || b.ID != test.id {
			t.Errorf("GetBook(%d) = %+v, %v; want %q", test.id, b, err, test.title)
		}
	}
	for _, id := range []int32{0, -1, 10_001, 1 << 30, -1 << 31} {
		b, err := c.GetBook(id)
		if b != nil {
			t.Errorf("GetBook(%d) = %+v, want none", id, b)
		}
		checkError(t, err, NotFound, FieldID, itoa(id))
	}
}

func TestIDs(t *testing.T) {
	c := New([]Book{{ID: 70, Category: Romance}, {ID: 3, Category: Mystery}, {ID: 12, Category: Mystery}})
	if got, want := c.IDs(), []int32{3, 12, 70}; !slices.Equal(got, want) || c.Len() != 3 {
		t.Fatalf("IDs() = %v, Len() = %d; want %v and 3", got, c.Len(), want)
	}
	c.IDs()[0] = 99
	if got := c.IDs()[0]; got != 3 {
		t.Errorf("IDs()[0] = %d after a caller wrote into his copy, want 3", got)
	}
	for _, id := range c.IDs() {
		if b, err := c.GetBook(id); err != nil || b.ID != id {
			t.Errorf("GetBook(%d) = %+v, %v", id, b, err)
		}
	}
}

func TestDigestSeesEveryField(t *testing.T) {
	base := func() Book {
		return Book{
			ID: 1, Title: "t", Authors: []string{"a", "b"}, Category: Mystery, ISBN: "i", Language: "l", Year: 1,
			AverageRating: 1, RatingCounts: [5]int32{1, 2, 3, 4, 5}, Price: Money{1, "EUR"}, Description: "d", ImageURL: "u",
		}
	}
	seen := map[string]string{New([]Book{base()}).Digest(): "nothing"}
	for name, change := range map[string]func(b *Book){
		"id":       func(b *Book) { b.ID = 2 },
		"title":    func(b *Book) { b.Title = "T" },
		"authors":  func(b *Book) { b.Authors = []string{"ab"} },
		"order":    func(b *Book) { b.Authors = []string{"b", "a"} },
		"category": func(b *Book) { b.Category = Romance },
		"isbn":     func(b *Book) { b.ISBN, b.Language = "il", "" },
		"language": func(b *Book) { b.Language = "L" },
		"year":     func(b *Book) { b.Year = -1 },
		"rating":   func(b *Book) { b.AverageRating = 2 },
		"counts":   func(b *Book) { b.RatingCounts[4] = 6 },
		"price":    func(b *Book) { b.Price.MinorUnits = 2 },
		"currency": func(b *Book) { b.Price.Currency = "USD" },
		"text":     func(b *Book) { b.Description = "D" },
		"image":    func(b *Book) { b.ImageURL = "U" },
	} {
		b := base()
		change(&b)
		d := New([]Book{b}).Digest()
		if other, ok := seen[d]; ok {
			t.Errorf("digest is the same after a change of %s and of %s", name, other)
		}
		seen[d] = name
	}
}

func TestConcurrentUse(t *testing.T) {
	c := Generate(7, 200)
	var group sync.WaitGroup
	digests := make([]string, 8)
	for i := range digests {
		group.Go(func() {
			digests[i] = c.Digest()
			for id := range int32(50) {
				_, _ = c.GetBook(id)
				_, _ = c.Recommend(RecommendQuery{UserID: id, Category: Mystery})
				_, _ = c.RatingHistory(id, 0)
			}
		})
	}
	group.Wait()
	if got := slices.Compact(digests); len(got) != 1 {
		t.Errorf("digests of one catalog differ: %v", got)
	}
}
