package bookfile

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/plaintext"
)

// object returns a valid line, with more members in front of its end.
func object(members string) string {
	return `{"id":7,"title":"Ash","authors":["Nell Ilk"],"average_rating":4.02,"rating_counts":{"one":1,"two":2,"three":3,"four":4,"five":5}` + members + `}`
}

func TestLoadJSONL(t *testing.T) {
	plain := catalog.Book{ID: 7, Title: "Ash", Authors: []string{"Nell Ilk"}, Category: hashedCategory(7), AverageRating: 4.02, RatingCounts: [5]int32{1, 2, 3, 4, 5}}
	full := plain
	full.Category, full.ISBN, full.Language, full.Year = catalog.Romance, "9780307269751", "eng", -44
	full.Price, full.Description, full.ImageURL = catalog.Money{MinorUnits: 1299, Currency: "EUR"}, "“Two” meet.\n", "https://x.example/1.jpg"
	full.Description = strings.TrimSpace(full.Description)
	all := `,"category":"ROMANCE","isbn":"9780307269751","language":"eng","year":-44,"price":{"minor_units":1299,"currency":"EUR"},"description":"\u201cTwo” meet.\n","image_url":"https:\/\/x.example/1.jpg"`
	for _, test := range []struct {
		name, text string
		want       catalog.Book
	}{
		{"required keys only", object(""), plain},
		{"all keys", object(all) + "\n", full},
		{"blank lines, space and a byte order mark", plaintext.ByteOrderMark + "\n \t\r\n  " + object("") + "  \r\n\n", plain},
		{"space within", strings.NewReplacer(":", " : ", ",", " ,\t").Replace(object("")), plain},
		{"null is absent", object(`,"category":null,"price":null,"isbn":null,"year":null`), plain},
		{"unspecified category", object(`,"category":"BOOK_CATEGORY_UNSPECIFIED"`), plain},
		{"absent stars", `{"id":7,"title":"Ash","authors":["Nell Ilk"],"average_rating":5,"rating_counts":{"five":5}}`, func() catalog.Book {
			b := plain
			b.AverageRating, b.RatingCounts = 5, [5]int32{4: 5}
			return b
		}()},
	} {
		got, _, err := readJSONL(strings.NewReader(test.text), "b.jsonl")
		if diff := cmp.Diff([]catalog.Book{test.want}, got); err != nil || diff != "" {
			t.Errorf("%s: readJSONL: %v, (-want +got):\n%s", test.name, err, diff)
		}
	}
}

func TestLoadJSONLErrors(t *testing.T) {
	other := func(old, new string) string { return strings.Replace(object(""), old, new, 1) }
	for _, test := range []struct {
		name, text string
		line       int
		at         string // what the column points to
		want       string // what follows the position
	}{
		{"empty file", "", 1, "", "the file has no book; "},
		{"blank lines only", "\n\n", 1, "", "the file has no book; "},
		{"no object", "[1]", 1, "[1]", `"[1]" is not an object; `},
		{"syntax", object("") + "\n{\"id\":7,}", 2, "}", "parse JSON: "},
		{"cut off", `{"id":7`, 1, "7", "parse JSON: "},
		{"two objects on a line", object("") + " " + `{"again":1}`, 1, `{"again":1}`, "parse JSON: "},
		{"unknown key", object(`,"pages":345`), 1, "345", `"pages": is not a key of a book; `},
		{"key in another case", other(`"id":7`, `"ID": 789`), 1, "789", `"ID": is not a key of a book; `},
		{"empty key", object(`,"":345`), 1, "345", `"": is not a key of a book; `},
		{"unknown star", other(`"one":1`, `"six":678`), 1, "678", `"rating_counts.six": is not a key of a book; `},
		{"flattened key", object(`,"price.currency":"EUR"`), 1, `"EUR"`, `"price.currency": is not a key of a book; `},
		{"key twice", object(`,"id":876`), 1, "876", `"id": the book has this key twice; `},
		{"missing key", "  " + other(`"title":"Ash",`, ``), 1, `{"id"`, "title: the book lacks this key; "},
		{"missing counts", other(`,"rating_counts":{"one":1,"two":2,"three":3,"four":4,"five":5}`, ``), 1, `{"id"`, "rating_counts: the book lacks this key; "},
		{"null title", other(`"Ash"`, `null`), 1, `{"id"`, "title: the book lacks this key; "},
		{"id is a text", other(`"id":7`, `"id" : "7"`), 1, `"7"`, `id: "\"7\"" is not a whole number`},
		{"id is a fraction", other(`"id":7`, `"id":7.5`), 1, "7.5", `id: "7.5" is not a whole number`},
		{"id 0", other(`"id":7`, `"id":0`), 1, "0,", "id: 0 is below 1; "},
		{"id twice", object("") + "\n\n" + object(""), 3, "7,", "id: 7 is already on line 1; "},
		{"title is a number", other(`"Ash"`, `543`), 1, "543", `title: "543" is not a text; `},
		{"no title", other(`"Ash"`, `" "`), 1, `" "`, `title: "" is not a title; `},
		{"authors is a text", other(`["Nell Ilk"]`, `"Nell Ilk"`), 1, `"Nell`, `authors: "\"Nell Ilk\"" is not a list of names; `},
		{"no author", other(`["Nell Ilk"]`, `[]`), 1, "[]", "authors: there is no author; "},
		{"nameless author", other(`["Nell Ilk"]`, `["Nell Ilk",null]`), 1, `["Nell`, "authors: author 2 of 2 has no name; "},
		{"rating too large", other(`4.02`, `5.5`), 1, "5.5", `average_rating: "5.5" is not a mean of ratings; `},
		{"counts is a number", other(`{"one":1,"two":2,"three":3,"four":4,"five":5}`, `567`), 1, "567", `rating_counts: "567" is not an object; `},
		{"negative count", other(`"two":2`, "\"two\":\t-2"), 1, "-2", "rating_counts.two: -2 is negative; "},
		{"category", object(`,"category":"Horror"`), 1, `"Horror"`, `category: "Horror" is not a category; `},
		{"rating with an exponent", other(`4.02`, `4e0`), 1, "4e0", `average_rating: "4e0" is not a mean of ratings; `},
		{"price", object(`,"price":{"minor_units":0,"currency":"EUR"}`), 1, `0,"currency`, "price.minor_units: 0 is not a price; "},
		{"currency", object(`,"price":{"minor_units":5,"currency":"eur"}`), 1, `"eur"`, `price.currency: "eur" is not a currency; `},
		{"not UTF-8", other(`Ash`, "A\xffsh"), 1, "\xffsh", "byte 0xff is not UTF-8; "},
	} {
		_, _, err := readJSONL(strings.NewReader(test.text), "b.jsonl")
		bad, ok := errors.AsType[*rowError](err)
		if !ok {
			t.Errorf("%s: readJSONL: %v, want a *rowError", test.name, err)
			continue
		}
		position := fmt.Sprintf("b.jsonl:%d:%d: ", test.line, bad.column)
		if !strings.HasPrefix(err.Error(), position+test.want) {
			t.Errorf("%s: readJSONL: %v\nwant %s%s…", test.name, err, position, test.want)
		}
		line := strings.Split(test.text, "\n")[test.line-1]
		if got := line[min(bad.column-1, len(line)):]; !strings.HasPrefix(got, test.at) {
			t.Errorf("%s: readJSONL: %v\npoints to %q, want %q", test.name, err, got, test.at)
		}
	}
}
