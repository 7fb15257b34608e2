package bookfile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
)

func TestLoadPath(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct{ file, text, want string }{
		{"a.csv", head() + row, ""},
		{"A.CSV", head() + row, ""},
		{"a.jsonl", object(""), ""},
		{"a.json", object(""), ".csv or .jsonl"},
		{"catalog", row, ".csv or .jsonl"},
		{"bad.csv", head() + "x", "bad.csv:2:1: "},
	} {
		path := filepath.Join(dir, test.file)
		if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, _, err := Load(path)
		if test.want == "" && (err != nil || c.Len() != 1) {
			t.Errorf("Load(%s): %v", test.file, err)
		}
		if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("Load(%s): %v, want %q in it", test.file, err, test.want)
		}
	}
	if _, _, err := Load(filepath.Join(dir, "none.csv")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Load(none.csv): %v, want that it does not exist", err)
	}
}

// A line may have two megabytes.
func TestLoadLongLines(t *testing.T) {
	long := strings.Repeat("long words ", 200_000) + "end"
	for name, read := range map[string]func() ([]catalog.Book, isbnLosses, error){
		"CSV": func() ([]catalog.Book, isbnLosses, error) {
			return readCSV(strings.NewReader(head("description")+row+","+long), "b")
		},
		"JSONL": func() ([]catalog.Book, isbnLosses, error) {
			return readJSONL(strings.NewReader(object(`,"description":"`+long+`"`)), "b")
		},
	} {
		books, _, err := read()
		if err != nil || books[0].Description != long {
			t.Errorf("%s with a line of %d bytes: %v", name, len(long), err)
		}
	}
}

// A generated catalog that is written to a file and loaded again is the same: the
// same digest, and with it the same answers.
func TestLoadRoundTrip(t *testing.T) {
	c := generate.Catalog(5, 400)
	for name, test := range map[string]struct {
		write func(books []catalog.Book) ([]byte, error)
		read  func([]byte) ([]catalog.Book, isbnLosses, error)
	}{
		"CSV":   {writeCSV, func(text []byte) ([]catalog.Book, isbnLosses, error) { return readCSV(bytes.NewReader(text), "b") }},
		"JSONL": {writeJSONL, func(text []byte) ([]catalog.Book, isbnLosses, error) { return readJSONL(bytes.NewReader(text), "b") }},
	} {
		text, err := test.write(booksOf(t, c))
		if err != nil {
			t.Fatal(err)
		}
		books, _, err := test.read(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := catalog.New(books); got.Digest() != c.Digest() {
			t.Errorf("%s: the loaded catalog differs (-want +got):\n%s", name, cmp.Diff(booksOf(t, c)[:20], booksOf(t, got)[:20]))
		} else if diff := cmp.Diff(shelfIDs(t, c), shelfIDs(t, got)); diff != "" {
			t.Errorf("%s: the shelves differ:\n%s", name, diff)
		}
	}
}

func booksOf(t *testing.T, c *catalog.Catalog) (books []catalog.Book) {
	t.Helper()
	list, err := c.List(catalog.ListQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for b := range list {
		books = append(books, *b)
	}
	return books
}

// shelfIDs returns the books at the head of each shelf, in its order.
func shelfIDs(t *testing.T, c *catalog.Catalog) (ids [catalog.NumCategories][]int32) {
	t.Helper()
	for category := catalog.Mystery; category.Valid(); category++ {
		books, err := c.Recommend(catalog.RecommendQuery{Category: category, MaxResults: catalog.MaxMaxResults})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range books {
			ids[category] = append(ids[category], b.ID)
		}
	}
	return ids
}

// Every generated book passes the checks of a loaded one.
func TestGeneratedBooksPass(t *testing.T) {
	for _, b := range booksOf(t, generate.Catalog(generate.DefaultSeed, generate.DefaultBooks)) {
		checked := b
		checked.Authors = slices.Clone(b.Authors)
		if p := checkRow(&checked); p != nil {
			t.Errorf("book %d: %s: %s", b.ID, jsonNames[p.field], p.detail)
		}
		if !reflect.DeepEqual(checked, b) {
			t.Errorf("book %d is not trimmed: %s", b.ID, cmp.Diff(checked, b))
		}
	}
}

func writeCSV(books []catalog.Book) ([]byte, error) {
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	names := append(csvNames[:0:0], csvNames[:]...)
	if err := w.Write(names); err != nil {
		return nil, err
	}
	for _, b := range books {
		units := ""
		if b.Price != (catalog.Money{}) {
			units = fmt.Sprint(b.Price.MinorUnits)
		}
		record := []string{
			fmt.Sprint(b.ID), b.Title, strings.Join(b.Authors, ", "), b.Category.String(), "", b.ISBN, b.Language, fmt.Sprint(b.Year) + ".0",
			strconv.FormatFloat(float64(b.AverageRating), 'f', 2, 32),
		}
		for _, n := range b.RatingCounts {
			record = append(record, fmt.Sprint(n))
		}
		if err := w.Write(append(record, units, b.Price.Currency, b.Description, b.ImageURL)); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return buf.Bytes(), w.Error()
}

func writeJSONL(books []catalog.Book) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	for _, b := range books {
		object := map[string]any{
			"id": b.ID, "title": b.Title, "authors": b.Authors, "category": b.Category.String(), "isbn": b.ISBN,
			"language": b.Language, "year": b.Year, "average_rating": b.AverageRating,
			"rating_counts": map[string]int32{
				"one": b.RatingCounts[0], "two": b.RatingCounts[1], "three": b.RatingCounts[2], "four": b.RatingCounts[3], "five": b.RatingCounts[4],
			},
			"description": b.Description, "image_url": b.ImageURL,
		}
		if b.Price != (catalog.Money{}) {
			object["price"] = map[string]any{"minor_units": b.Price.MinorUnits, "currency": b.Price.Currency}
		}
		if err := enc.Encode(object); err != nil {
			return nil, err
		}
	}
	return buf.Bytes(), nil
}
