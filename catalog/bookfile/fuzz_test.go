package bookfile

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/plaintext"
)

var located = regexp.MustCompile(`^b:[1-9][0-9]*:[1-9][0-9]*: \S`)

// checkRead checks that any file gives an error that names a position, or books that keep the
// promises of Book.
func checkRead(t *testing.T, read func(io.Reader, string) ([]catalog.Book, isbnLosses, error), text string) {
	books, _, err := read(strings.NewReader(text), "b")
	if err != nil {
		if !located.MatchString(err.Error()) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error %q has no position or more than one line", err)
		}
		return
	}
	if len(books) == 0 {
		t.Error("no book and no error")
	}
	c := catalog.New(books)
	if ids := c.IDs(); !slices.IsSorted(ids) || len(slices.Compact(ids)) != len(books) {
		t.Errorf("ids %v are not unique", ids)
	}
	for i := range books {
		b := &books[i]
		if p := checkRow(b); p != nil || !b.Category.Valid() || b.ID < 1 {
			t.Errorf("book %+v was read: %v", b, p)
		}
		if !validISBN(b.ISBN) || !(b.AverageRating >= 0 && b.AverageRating <= 5) {
			t.Errorf("book %d has the ISBN %q and the mean %v", b.ID, b.ISBN, b.AverageRating)
		}
		for _, s := range append([]string{b.Title, b.ISBN, b.Language, b.Price.Currency, b.Description, b.ImageURL}, b.Authors...) {
			if !utf8.ValidString(s) {
				t.Errorf("book %d has %q, which is not UTF-8", b.ID, s)
			}
		}
		if _, err := c.RatingHistory(b.ID, 3); err != nil {
			t.Errorf("RatingHistory(%d): %v", b.ID, err)
		}
	}
	_ = c.Digest()
}

func FuzzReadCSV(f *testing.F) {
	all := head("isbn", "isbn13", "original_publication_year", "language_code", "category", "description", "price_minor_units", "currency")
	for _, seed := range []string{
		"", "0,,!", csvHead, head() + row, head() + row + "\n" + row, plaintext.ByteOrderMark + head() + row,
		all + row + ",14028009X,9.78e+12,-1750.0,eng,MYSTERY,“A”,1299,EUR",
		all + row + ",1,9780307269751,,,,,,\r\n8,\"B\n\"\"ee\"\"\",\"A, B\",5,0,0,0,0,1,,,,,,,,",
		head() + "7,Ash,,x,1,2,3,4,5", head() + "\"", head() + "7,\xff,a,1,1,2,3,4,5",
		strings.ReplaceAll(all+row+",439023483,nan,2008.0,nan,,,,", ",", ";"), head() + `7,Ash,"['A', ""B\'s""]",4,1.0,1e0,1,1,1`,
		head() + `7,Ash,"array(['A', nan, np.str_('B')], dtype=object)",4,1,1,1,1,1`, "sep=|\r" + head(),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkRead(t, readCSV, text) })
}

func FuzzReadJSONL(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "{}", "[]", "null", object(""), object("") + "\n" + object(""), plaintext.ByteOrderMark + object(""),
		object(`,"category":"MYSTERY","price":{"minor_units":1299,"currency":"EUR"},"year":-1,"isbn":"014028009X"`),
		object(`,"price":null,"description":"\ud800 \u0000"`), object(`,"price.currency":"EUR"`), object(`,"id":1`),
		`{"id":7,"rating_counts":{"one":{}}}`, "{\"title\":\"\xff\"}", `{"authors":[[]]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkRead(t, readJSONL, text) })
}
