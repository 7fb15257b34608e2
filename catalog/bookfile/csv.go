package bookfile

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wiretax/wiretax/catalog"
)

// csvNames are the names of the columns: those of goodbooks-10k, and of fields that it lacks.
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
	rows    *csvRows
	columns [numFields]int // index of the column, or -1 if there is none
	names   []string       // the header; nil while it is read
}

// readCSV reads all books; path is for errors only.
func readCSV(r io.Reader, path string) (books []catalog.Book, losses isbnLosses, err error) {
	text, head, err := openText(r, path)
	if err != nil {
		return nil, losses, err
	}
	if jsonStart.Match(head) {
		return nil, losses, &rowError{path, 1, 1, "", "the file is JSON; write one object a line into a file ending in .jsonl, or a table with a header such as book_id,title,authors,…"}
	}
	f := &csvFile{path: path, rows: newCSVRows(text, separatorOf(head))}
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
			p = all.add(b, f.rows.positions[0].line)
		}
		if p != nil {
			return nil, losses, f.errorAt(f.columns[p.field], csvNames[p.field], p.detail)
		}
	}
	if len(all.books) == 0 {
		return nil, losses, &rowError{path, 1, 1, "", "there is no book after the header; add a row for each"}
	}
	return all.books, losses, nil
}

// next reads a row. It returns io.EOF after the last one.
func (f *csvFile) next() error {
	if err := f.readable(f.rows.next()); err != nil {
		return err
	}
	if width, want := len(f.rows.values), len(f.names); width != want {
		return f.errorAt(min(width-1, want), "", fmt.Sprintf("the row has %s; write %d like the header%s", columns(width), want, f.splitBy()))
	}
	return nil
}

// readable turns an error of the rows into one that names the file, and rejects a row that is
// not UTF-8.
func (f *csvFile) readable(err error) error {
	if bad, ok := errors.AsType[*csvError](err); ok {
		return &rowError{f.path, bad.position.line, bad.position.column, f.name(len(f.rows.values)), bad.detail}
	}
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if err != nil {
		return fmt.Errorf("read catalog %s: %w", f.path, err)
	}
	for i, text := range f.rows.values {
		if !utf8.ValidString(text) {
			return f.errorAt(i, f.name(i), catalog.Quote(text)+" "+notUTF8(f.path))
		}
	}
	return nil
}

// splitBy says what may have split a text of the current row. It is empty if nothing seems to
// have.
func (f *csvFile) splitBy() string {
	for _, text := range f.rows.values {
		if strings.HasSuffix(text, `\`) || strings.HasPrefix(text, "'") {
			return ", and put a text that holds the separator in double quotes"
		}
	}
	return ""
}

// columns counts columns in words.
func columns(n int) string {
	if n == 1 {
		return "1 column"
	}
	return fmt.Sprintf("%d columns", n)
}

// name returns what the header calls a column, if anything.
func (f *csvFile) name(column int) string {
	if column < len(f.names) {
		return f.names[column]
	}
	return ""
}

// errorAt returns an error with the position of a column of the current row.
func (f *csvFile) errorAt(column int, name, detail string) error {
	at := f.rows.positions[max(column, 0)]
	return &rowError{f.path, at.line, at.column, name, detail}
}

// noValue are the words for an absent value in files of pandas, R, databases and spreadsheets.
// SAS writes a point. Spreadsheets write the last for a wrong formula, which a title that begins
// with "-" becomes.
var noValue = []string{
	"NaN", "nan", "-NaN", "-nan", "NaT", "<NA>", "NA", "N/A", "n/a", "#NA", "#N/A", "#N/A N/A",
	"1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN", "None", "NULL", "null", `\N`, ".",
	"#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NULL!",
}

// text returns a value of the current row, empty if the file has no such column.
func (f *csvFile) text(field field) string {
	if i := f.columns[field]; i >= 0 {
		return f.rows.values[i]
	}
	return ""
}

// optional is like text, for a value that may be absent.
func (f *csvFile) optional(field field) string {
	text := f.text(field)
	if slices.Contains(noValue, text) {
		return ""
	}
	return text
}

// book turns the current row into a checked book.
func (f *csvFile) book(losses *isbnLosses) (b catalog.Book, p *problem) {
	b = catalog.Book{
		Title: f.text(fieldTitle), Language: f.optional(fieldLanguage),
		Description: f.optional(fieldDescription), ImageURL: f.optional(fieldImageURL),
		Price: catalog.Money{Currency: f.optional(fieldCurrency)},
	}
	if why := oddTitle(f.text(fieldTitle)); why != "" {
		return b, &problem{fieldTitle, catalog.Quote(f.text(fieldTitle)) + " " + why + "; a title that is really like this can be read from a .jsonl file"}
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
	if p := checkRow(&b); p != nil {
		return b, p
	}
	return b, checkControls(&b)
}

// singleQuoted matches a text in single quotes.
var singleQuoted = regexp.MustCompile(`(?s)^'([^']|'')+'$`)

// oddTitle says why a value cannot be a title that people read. It is empty if it can.
func oddTitle(text string) string {
	switch {
	case slices.Contains(noValue, text):
		return "is a missing value; give the book a title"
	case singleQuoted.MatchString(text):
		return "is in single quotes; write double quotes or none"
	}
	return htmlIn(text)
}

// isbn returns the value of the column isbn13 if there is one, or else that of the column isbn.
func (f *csvFile) isbn(losses *isbnLosses) string {
	isbn, left := "", false
	for _, field := range []field{fieldISBN13, fieldISBN} {
		text := f.optional(field)
		value, loss := parseISBN(text)
		losses.add(loss, text, f.rows.positions[max(f.columns[field], 0)].line)
		left = left || loss != isbnValid
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
func (f *csvFile) numbers(b *catalog.Book) (p *problem) {
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
