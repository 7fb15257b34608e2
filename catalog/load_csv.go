package catalog

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// csvNames are the columns of goodbooks-10k, and of what it lacks.
var csvNames = [numFields]string{
	fieldID: "book_id", fieldTitle: "title", fieldAuthors: "authors", fieldCategory: "category",
	fieldISBN: "isbn", fieldISBN13: "isbn13", fieldLanguage: "language_code",
	fieldYear: "original_publication_year", fieldAverage: "average_rating",
	fieldOne: "ratings_1", fieldTwo: "ratings_2", fieldThree: "ratings_3", fieldFour: "ratings_4", fieldFive: "ratings_5",
	fieldMinorUnits: "price_minor_units", fieldCurrency: "currency",
	fieldDescription: "description", fieldImageURL: "image_url",
}

// csvFile reads books from a CSV file.
type csvFile struct {
	path    string
	csv     *csv.Reader
	columns [numFields]int // index of the column, -1 where there is none
	names   []string       // the header; nil while it is read
	row     []string
}

// readCSV reads all books; path is for errors only.
func readCSV(r io.Reader, path string) (books []Book, losses isbnLosses, err error) {
	text, head, err := openText(r, path)
	if err != nil {
		return nil, losses, err
	}
	r = text
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		r, head = lineFeeds{text}, bytes.ReplaceAll(head, []byte("\r"), []byte("\n"))
	}
	f := &csvFile{path: path, csv: csv.NewReader(r)}
	f.csv.Comma = separatorOf(head)
	// The reader's own check does not say how many columns there are.
	f.csv.FieldsPerRecord = -1
	if err := f.header(); err != nil {
		return nil, losses, err
	}
	var all collector
	for {
		err := f.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, losses, err
		}
		b, p := f.book(&losses)
		if p == nil {
			line, _ := f.csv.FieldPos(0)
			p = all.add(b, line)
		}
		if p != nil {
			return nil, losses, f.errorAt(f.columns[p.field], csvNames[p.field], p.detail)
		}
	}
	if len(all.books) == 0 {
		return nil, losses, &rowError{path, 1, 1, "", "there is no book behind the header; add a row for each"}
	}
	return all.books, losses, nil
}

// next reads a row, and io.EOF behind the last one.
func (f *csvFile) next() error {
	row, err := f.csv.Read()
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		return &rowError{f.path, bad.Line, bad.Column, "", "parse CSV: " + bad.Err.Error() + `; put a text with quotes or commas in quotes, and write "" for a quote in it`}
	}
	if err != nil {
		return fmt.Errorf("read catalog %s: %w", f.path, err)
	}
	f.row = row
	for i, text := range row {
		if !utf8.ValidString(text) {
			return f.errorAt(i, f.name(i), quote(text)+" "+notUTF8(f.path))
		}
	}
	if width := len(f.names); width != 0 && len(row) != width {
		return f.errorAt(min(len(row)-1, width), "", fmt.Sprintf("the row has %d columns; write %d like the header", len(row), width))
	}
	return nil
}

// name returns what the header calls a column, if anything.
func (f *csvFile) name(column int) string {
	if column < len(f.names) {
		return f.names[column]
	}
	return ""
}

// errorAt names the place of a column of the current row.
func (f *csvFile) errorAt(column int, name, detail string) error {
	line, col := f.csv.FieldPos(max(column, 0))
	return &rowError{f.path, line, col, name, detail}
}

// noValue are the words for an absent value that pandas, R, databases and spreadsheets write,
// the last where a formula is wrong, as a title becomes that begins with "-".
var noValue = []string{
	"NaN", "nan", "-NaN", "-nan", "NaT", "<NA>", "NA", "N/A", "n/a", "#NA", "#N/A", "#N/A N/A",
	"1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN", "None", "NULL", "null", `\N`,
	"#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NULL!",
}

// text returns a cell, empty where the file has no such column.
func (f *csvFile) text(field field) string {
	if i := f.columns[field]; i >= 0 {
		return strings.TrimSpace(f.row[i])
	}
	return ""
}

// optional returns a cell that may be absent.
func (f *csvFile) optional(field field) string {
	text := f.text(field)
	if slices.Contains(noValue, text) {
		return ""
	}
	return text
}

// book turns the current row into a checked book.
func (f *csvFile) book(losses *isbnLosses) (b Book, p *problem) {
	b = Book{
		Title: f.optional(fieldTitle), Language: f.optional(fieldLanguage),
		Description: f.optional(fieldDescription), ImageURL: f.optional(fieldImageURL),
		Price: Money{Currency: f.optional(fieldCurrency)},
	}
	if text := f.text(fieldTitle); b.Title != text {
		return b, &problem{fieldTitle, quote(text) + " stands for a missing value; give the book a title; one that is really so can be read from a .jsonl file"}
	}
	if b.Authors, p = parseAuthors(f.optional(fieldAuthors)); p != nil {
		return b, p
	}
	if p := f.numbers(&b); p != nil {
		return b, p
	}
	if b.Category, p = parseCategoryName(f.optional(fieldCategory)); p != nil {
		return b, p
	}
	b.ISBN = f.isbn(losses)
	return b, checkRow(&b)
}

// isbn is that of the column isbn13 where it has one, or that of the column isbn.
func (f *csvFile) isbn(losses *isbnLosses) string {
	isbn, left := "", false
	for _, field := range []field{fieldISBN13, fieldISBN} {
		text := f.optional(field)
		value, loss := parseISBN(text)
		line, _ := f.csv.FieldPos(max(f.columns[field], 0))
		losses.add(loss, text, line)
		left = left || loss != isbnSound
		if isbn == "" {
			isbn = value
		}
	}
	if isbn == "" && left {
		losses.books++
	}
	return isbn
}

// numbers reads the number columns into b.
func (f *csvFile) numbers(b *Book) (p *problem) {
	whole := func(field field, text string, bits int) (n int64) {
		if p == nil {
			n, p = parseInt(field, text, bits)
		}
		return n
	}
	b.ID = int32(whole(fieldID, f.text(fieldID), 32))
	for i := range b.RatingCounts {
		star := fieldOne + field(i)
		b.RatingCounts[i] = int32(whole(star, f.text(star), 32))
	}
	if year := f.optional(fieldYear); year != "" {
		b.Year = int32(whole(fieldYear, year, 32))
	}
	if units := f.optional(fieldMinorUnits); units != "" {
		b.Price.MinorUnits = whole(fieldMinorUnits, units, 64)
	}
	if p == nil {
		b.AverageRating, p = parseRating(fieldAverage, f.text(fieldAverage))
	}
	return p
}
