package bookfile_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/wiretax/wiretax/catalog/bookfile"
)

func ExampleLoad() {
	dir, err := os.MkdirTemp("", "catalog")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "books.jsonl")
	const books = `{"id":1,"title":"Ash","authors":["Nell Ilk"],"average_rating":4.5,"rating_counts":{"four":10,"five":10}}
{"id":2,"title":"Bee","authors":[],"average_rating":4,"rating_counts":{"four":10}}
`
	if err := os.WriteFile(path, []byte(books), 0o600); err != nil {
		log.Fatal(err)
	}
	_, _, err = bookfile.Load(path)
	fmt.Println(err.Error()[len(dir)+1:])
	// Output: books.jsonl:2:33: authors: there is no author; name at least one
}
