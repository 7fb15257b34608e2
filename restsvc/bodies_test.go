package restsvc_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/bookfile"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

const (
	tattoo = "Forty years ago a girl of sixteen vanished from the island of a powerful Swedish family. " +
		"A disgraced journalist and a hacker with a dragon on her back are hired to find out who killed her, " +
		"and learn that somebody is ready to kill again to keep it buried."
	goneGirl = "On the morning of their fifth wedding anniversary Amy Dunne disappears. " +
		"Her husband says that he didn’t do it. Her diary says something else. " +
		"Two voices, one marriage, and not a word that can be trusted."
)

// Bodies are held byte for byte: their length is a measured figure.
func TestBodies(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(quiet()))
	for _, test := range []struct{ target, want string }{
		{"/v1/books/1", `{"id":1,"title":"The Girl with the Dragon Tattoo","authors":["Stieg Larsson"],` +
			`"category":"MYSTERY","isbn":"9780307269751","language":"eng","year":2005,"average_rating":4.5,` +
			`"rating_counts":{"one":31000,"two":42000,"three":155000,"four":440000,"five":1332000},` +
			`"price":{"minor_units":1299,"currency":"EUR"},"description":"` + tattoo + `",` +
			`"image_url":"https://images.books.example/books/1400000001m/1000001.jpg"}`},
		{"/v1/recommendations?category=MYSTERY&max_results=2", `{"recommendations":[` +
			`{"id":1,"title":"The Girl with the Dragon Tattoo","author":"Stieg Larsson","rating":4.5,"description":"` + tattoo + `"},` +
			`{"id":2,"title":"Gone Girl","author":"Gillian Flynn","rating":4.3,"description":"` + goneGirl + `"}]}`},
		{"/v1/books/3/rating-history?days=2", `{"book_id":3,"days":[` +
			`{"day":20452,"one":2,"two":4,"three":9,"four":42,"five":126},` +
			`{"day":20453,"one":3,"two":3,"three":10,"four":37,"five":154}]}`},
	} {
		if diff := cmp.Diff(test.want, s.Must(t, "GET", test.target).Body); diff != "" {
			t.Errorf("GET %s differs (-want +got):\n%s", test.target, diff)
		}
	}
}

// odd is a catalog of books that have the least and the most that a book may have.
func odd(t *testing.T) *catalog.Catalog {
	t.Helper()
	const lines = `
{"id":1,"title":"Bare","authors":["A"],"category":"MYSTERY","average_rating":0,"rating_counts":{"one":0,"two":0,"three":0,"four":0,"five":0}}
{"id":2147483647,"title":"<b>\"Größe\" & 'écriture'</b>\\ \u2028 \u0000 一九八四 😀","authors":["第一","Второй"],"category":"NON_FICTION","isbn":"012345678X","language":"zh-Hant","year":-2147483648,"average_rating":3.99,"rating_counts":{"one":2147483647,"two":1,"three":0,"four":7,"five":2147483647},"price":{"minor_units":9223372036854775807,"currency":"XXX"},"description":"a\tb\nc\u007f","image_url":"https://x.example/?a=1&b=<2>"}
`
	path := filepath.Join(t.TempDir(), "odd.jsonl")
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	c, _, err := bookfile.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBodiesOfOddBooks(t *testing.T) {
	// Letters of every script stay as they are; encoding/json escapes what HTML knows, unless the
	// profile is tuned.
	titles := map[serving.Profile]string{
		serving.Default: `"\u003cb\u003e\"Größe\" \u0026 'écriture'\u003c/b\u003e\\ \u2028 \u0000 一九八四 😀"`,
		serving.Matched: `"\u003cb\u003e\"Größe\" \u0026 'écriture'\u003c/b\u003e\\ \u2028 \u0000 一九八四 😀"`,
		serving.Tuned:   `"<b>\"Größe\" & 'écriture'</b>\\ \u2028 \u0000 一九八四 😀"`,
	}
	for profile, title := range titles {
		config := quiet()
		config.Catalog, config.Profile = odd(t), profile
		s := servingtest.StartHTTP(t, restsvc.New(config))
		recommendation := `{"id":2147483647,"title":` + title + `,"author":"第一","rating":3.99,"description":"a\tb\nc` + "\x7f" + `"`
		for _, test := range []struct{ target, want string }{
			// What a book does not have is there and empty, but for the price.
			{"/v1/books/1", `{"id":1,"title":"Bare","authors":["A"],"category":"MYSTERY","isbn":"","language":"","year":0,` +
				`"average_rating":0,"rating_counts":{"one":0,"two":0,"three":0,"four":0,"five":0},"description":"","image_url":""}`},
			{"/v1/recommendations?category=NON_FICTION", `{"recommendations":[` + recommendation + `}]}`},
			// An empty answer is a list.
			{"/v1/recommendations?category=ROMANCE", `{"recommendations":[]}`},
		} {
			if diff := cmp.Diff(test.want, s.Must(t, "GET", test.target).Body); diff != "" {
				t.Errorf("profile %s: GET %s differs (-want +got):\n%s", profile, test.target, diff)
			}
		}
		socket := connect(t, s)
		defer socket.CloseNow()
		say(t, socket, `{"user_id":7,"book_id":2147483647,"kind":"VIEWED"}`)
		_, message, err := socket.Read(t.Context())
		if want := recommendation + `,"action":1}`; err != nil || string(message) != want {
			t.Errorf("profile %s: an action is answered by %s, %v; want %s", profile, message, err, want)
		}
	}
}
