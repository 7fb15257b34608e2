// Package bookfile reads a catalog from a file of books, in CSV or JSONL.
package bookfile

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/splitmix"
)

// Load reads a catalog from a file. The ending of its name says what it is:
//
//   - .csv or .tsv: the layout of the goodbooks-10k data set, with columns separated by a comma,
//     a semicolon, a tab or "|". The header names the columns, see below; their case and
//     punctuation do not matter, and other columns are ignored. Blank rows and blanks around
//     a value are skipped. Quotes are double ones, and "" is one inside a text.
//   - .jsonl: one object a line, with the keys that the REST service uses for a book.
//     Unknown keys are errors; a null counts as an absent key; blank lines are skipped.
//
// The first bad row stops the load, with an error that starts with path:line:column,
// both from 1 and the column in bytes, and names the field, the value and the remedy.
//
// CSV columns: book_id, title, authors, average_rating and ratings_1 to ratings_5 are required.
// Used if present: isbn13, isbn, original_publication_year, language_code, image_url, category,
// description, price_minor_units, currency. Authors are separated by ", ", ";" or "|", or are a
// list as Python, numpy or JSON write it. Whole numbers may end in ".0", and an absent value may
// be written as pandas does, "nan"; a title or an author may not be absent. A title in single
// quotes is an error, and so is an HTML entity such as "&amp;" in a title or an author.
//
// JSONL keys: id, title, authors, average_rating and rating_counts (one to five, 0 if absent)
// are required; category, isbn, language, year, price (minor_units, currency), description and
// image_url are not.
//
// An ISBN may lack the leading zeros of an ISBN-10. One whose check digit is wrong, that lost
// digits in a spreadsheet ("9.78e+12"), or that is something else ("-") is left out; the warning
// counts these in one line, and is empty if there are none.
//
// A book without a category gets one by a hash of its id, so that every shelf has
// books; nothing else is invented. Space around a text is dropped.
func Load(path string) (c *catalog.Catalog, warning string, err error) {
	read, err := readerFor(path)
	if err != nil {
		return nil, "", err
	}
	// Opening a named pipe would wait until another process writes to it.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, "", fmt.Errorf("read catalog %s: it is not a regular file; name one", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, "", fmt.Errorf("read catalog: %w", err)
	}
	defer f.Close()
	books, losses, err := read(f, path)
	if err != nil {
		return nil, "", err
	}
	if warning = losses.String(); warning != "" {
		warning = path + ": " + warning
	}
	return catalog.New(books), warning, nil
}

// readerFor returns the function that reads files with the ending of path.
func readerFor(path string) (func(r io.Reader, path string) ([]catalog.Book, isbnLosses, error), error) {
	switch ext := filepath.Ext(path); strings.ToLower(ext) {
	case ".csv", ".tsv":
		return readCSV, nil
	case ".jsonl":
		return readJSONL, nil
	default:
		return nil, fmt.Errorf("read catalog %s: unknown ending %q; use a plain text file ending in .csv or .jsonl", path, ext)
	}
}

// rowError is a mistake in a catalog file.
type rowError struct {
	path         string
	line, column int // from 1, the column in bytes
	field        string
	detail       string
}

func (e *rowError) Error() string {
	field := e.field
	if field != "" {
		field += ": "
	}
	return fmt.Sprintf("%s:%d:%d: %s%s", e.path, e.line, e.column, field, e.detail)
}

// shelfHash makes the hash of the categories differ from other hashes of an id.
const shelfHash = 0x73_68_65_6c_66

// hashedCategory returns the category of a book whose file names none.
func hashedCategory(id int32) catalog.Category {
	return catalog.Mystery + catalog.Category(splitmix.Scale(splitmix.Mix(shelfHash^uint64(id)), int(catalog.NumCategories-catalog.Mystery)))
}

// collector gathers the books of a file and rejects an id that occurs twice.
type collector struct {
	books []catalog.Book
	lines map[int32]int // id → line
}

// add adds a checked book.
func (c *collector) add(b catalog.Book, line int) *problem {
	if first, ok := c.lines[b.ID]; ok {
		return &problem{fieldID, fmt.Sprintf("%d is already on line %d; give every book an id of its own", b.ID, first)}
	}
	if c.lines == nil {
		c.lines = make(map[int32]int)
	}
	c.lines[b.ID] = line
	c.books = append(c.books, b)
	return nil
}
