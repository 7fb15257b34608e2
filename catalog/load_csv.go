package catalog

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
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

const byteOrderMark = "\ufeff"

// csvFile reads books from a CSV file.
type csvFile struct {
	path    string
	csv     *csv.Reader
	columns [numFields]int // index of the column, -1 where there is none
	names   []string       // the header; nil while it is read
	row     []string
}

// readCSV reads all books; path is for errors only.
func readCSV(r io.Reader, path string) ([]Book, error) {
	buf := bufio.NewReader(r)
	if start, _ := buf.Peek(len(byteOrderMark)); string(start) == byteOrderMark {
		_, _ = buf.Discard(len(byteOrderMark)) // cannot fail after that Peek
	}
	f := &csvFile{path: path, csv: csv.NewReader(buf)}
	// The reader's own check does not say how many columns there are.
	f.csv.FieldsPerRecord = -1
	if err := f.header(); err != nil {
		return nil, err
	}
	var books collector
	for {
		err := f.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		b, p := f.book()
		if p == nil {
			line, _ := f.csv.FieldPos(0)
			p = books.add(b, line)
		}
		if p != nil {
			return nil, f.errorAt(f.columns[p.field], csvNames[p.field], p.detail)
		}
	}
	if len(books.books) == 0 {
		return nil, &rowError{path, 1, 1, "", "there is no book behind the header; add a row for each"}
	}
	return books.books, nil
}

// header reads the first row and finds the columns.
func (f *csvFile) header() error {
	err := f.next()
	if errors.Is(err, io.EOF) {
		return &rowError{f.path, 1, 1, "", "the file is empty; start it with a header row such as book_id,title,authors,…"}
	}
	if err != nil {
		return err
	}
	f.names = f.row
	for field, name := range csvNames {
		f.columns[field] = -1
		for i, column := range f.row {
			if strings.TrimSpace(column) != name {
				continue
			}
			if f.columns[field] >= 0 {
				return f.errorAt(i, name, "the header has this column twice; keep one")
			}
			f.columns[field] = i
		}
	}
	for _, field := range requiredFields {
		if f.columns[field] < 0 {
			return f.errorAt(0, csvNames[field], "the header lacks this column; add it")
		}
	}
	return nil
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
			return f.errorAt(i, f.name(i), quote(text)+" is not UTF-8; convert the file")
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

// text returns a cell, empty where the file has no such column.
func (f *csvFile) text(field field) string {
	if i := f.columns[field]; i >= 0 {
		return strings.TrimSpace(f.row[i])
	}
	return ""
}

// book turns the current row into a checked book.
func (f *csvFile) book() (Book, *problem) {
	b := Book{
		Title: f.text(fieldTitle), Language: f.text(fieldLanguage), ISBN: padISBN(f.text(fieldISBN)),
		Description: f.text(fieldDescription), ImageURL: f.text(fieldImageURL),
		Price: Money{Currency: f.text(fieldCurrency)},
	}
	if authors := f.text(fieldAuthors); authors != "" {
		b.Authors = strings.Split(authors, ", ")
	}
	if p := f.numbers(&b); p != nil {
		return b, p
	}
	var p *problem
	if b.Category, p = parseCategoryName(f.text(fieldCategory)); p != nil {
		return b, p
	}
	if isbn13 := f.text(fieldISBN13); isbn13 != "" && !strings.ContainsAny(isbn13, ".eE") {
		if len(isbn13) != 13 || !validISBN(isbn13) {
			return b, &problem{fieldISBN13, quote(isbn13) + " is no ISBN-13; write 13 digits without hyphens, or nothing"}
		}
		b.ISBN = isbn13
	}
	return b, checkRow(&b)
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
	// A spreadsheet has made "2008.0" of the years.
	if year := strings.TrimSuffix(f.text(fieldYear), ".0"); year != "" {
		b.Year = int32(whole(fieldYear, year, 32))
	}
	if units := f.text(fieldMinorUnits); units != "" {
		b.Price.MinorUnits = whole(fieldMinorUnits, units, 64)
	}
	if p == nil {
		b.AverageRating, p = parseRating(fieldAverage, f.text(fieldAverage))
	}
	return p
}

// padISBN gives an ISBN-10 the leading zeros back that a spreadsheet has dropped.
func padISBN(s string) string {
	if s == "" || len(s) >= 10 {
		return s
	}
	return strings.Repeat("0", 10-len(s)) + s
}
