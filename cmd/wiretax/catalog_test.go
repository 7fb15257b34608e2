package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a catalog leaves out is reported once, in one line.
func TestOpenCatalogWarns(t *testing.T) {
	const header = "book_id,title,authors,average_rating,ratings_1,ratings_2,ratings_3,ratings_4,ratings_5,isbn\n"
	for _, test := range []struct{ name, rows, want string }{
		{"sound ISBN", "1,Ash,Nell Ilk,4,1,1,1,1,1,439023483\n", ""},
		{"no ISBN", "1,Ash,Nell Ilk,4,1,1,1,1,1,\n", ""},
		{"ISBNs left out", "1,Ash,Nell Ilk,4,1,1,1,1,1,0\n2,Bee,Nell Ilk,4,1,1,1,1,1,1.57E+11\n", `such as "1.57E+11" on line 3`},
	} {
		path := filepath.Join(t.TempDir(), "books.csv")
		if err := os.WriteFile(path, []byte(header+test.rows), 0o600); err != nil {
			t.Fatal(err)
		}
		var warnings []string
		if _, err := openCatalog(path, func(w string) { warnings = append(warnings, w) }); err != nil {
			t.Errorf("%s: openCatalog: %v", test.name, err)
		}
		got := strings.Join(warnings, "\n")
		if got == "" != (test.want == "") || !strings.Contains(got, test.want) || strings.Contains(got, "\n") {
			t.Errorf("%s: openCatalog warned %q, want one line with %q", test.name, got, test.want)
		}
	}
}
