package bookfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/wiretax/wiretax/catalog"
)

// jsonNames are the keys, the nested ones with their path.
var jsonNames = [numFields]string{
	fieldID: "id", fieldTitle: "title", fieldAuthors: "authors", fieldCategory: "category",
	fieldISBN: "isbn", fieldLanguage: "language", fieldYear: "year", fieldAverage: "average_rating",
	fieldOne: "rating_counts.one", fieldTwo: "rating_counts.two", fieldThree: "rating_counts.three",
	fieldFour: "rating_counts.four", fieldFive: "rating_counts.five",
	fieldMinorUnits: "price.minor_units", fieldCurrency: "price.currency",
	fieldDescription: "description", fieldImageURL: "image_url",
}

// jsonObjects are the keys whose value is an object of fields.
var jsonObjects = []string{"rating_counts", "price"}

// readJSONL reads all books; path is for errors only. A line may have any length.
func readJSONL(r io.Reader, path string) (books []catalog.Book, losses isbnLosses, err error) {
	in, _, err := openText(r, path)
	if err != nil {
		return nil, losses, err
	}
	var all collector
	for number := 1; ; number++ {
		line, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, losses, fmt.Errorf("read catalog %s: %w", path, err)
		}
		if len(bytes.TrimSpace(line)) > 0 {
			l := jsonLine{path: path, number: number, text: line, losses: &losses}
			b, bad := l.book()
			if bad == nil {
				if p := all.add(b, number); p != nil {
					bad = l.problem(p)
				}
			}
			if bad != nil {
				return nil, losses, bad
			}
		}
		if err != nil {
			break
		}
	}
	if len(all.books) == 0 {
		return nil, losses, &rowError{path, 1, 1, "", "the file has no book; write one JSON object a line"}
	}
	return all.books, losses, nil
}

// jsonLine reads a book from one line.
type jsonLine struct {
	path    string
	number  int
	text    []byte
	columns [numFields]int // of the value, from 1; 0 if the key is absent
	losses  *isbnLosses    // of all lines
}

// book turns the line into a checked book. The error is a *rowError, or nil.
func (l *jsonLine) book() (catalog.Book, error) {
	var b catalog.Book
	if i := invalidUTF8(l.text); i >= 0 {
		return b, l.errorAt(i+1, "", fmt.Sprintf("byte 0x%02x %s", l.text[i], notUTF8(l.path)))
	}
	// Unmarshal reads the whole line first, so that the rest of this function meets only
	// valid JSON, and its offset counts from the start of the line.
	var whole json.RawMessage
	if err := json.Unmarshal(l.text, &whole); err != nil {
		column := 1
		if bad, ok := errors.AsType[*json.SyntaxError](err); ok {
			column = max(int(bad.Offset), 1)
		}
		return b, l.errorAt(column, "", "parse JSON: "+err.Error()+"; write one JSON object a line")
	}
	start := len(l.text) - len(bytes.TrimLeft(l.text, " \t\r\n"))
	if err := l.object(&b, "", l.text[start:], start); err != nil {
		return b, err
	}
	for _, f := range requiredFields {
		name, column := jsonNames[f], l.columns[f]
		if f >= fieldOne && f <= fieldFive {
			name, column = jsonObjects[0], l.columns[fieldOne] // any star: set by the object
		}
		if column == 0 {
			return b, l.errorAt(start+1, name, "the book lacks this key; add it")
		}
	}
	if p := checkRow(&b); p != nil {
		return b, l.problem(p)
	}
	return b, nil
}

// object reads the members of an object that starts at a byte of the line. The
// prefix is the path of its keys.
func (l *jsonLine) object(b *catalog.Book, prefix string, text []byte, start int) error {
	if text[0] != '{' {
		name := ""
		if prefix != "" {
			name = prefix[:len(prefix)-1]
		}
		return l.errorAt(start+1, name, catalog.Quote(string(text))+" is not an object; write {…}")
	}
	seen := make(map[string]bool, 16)
	dec := json.NewDecoder(bytes.NewReader(text))
	if _, err := dec.Token(); err != nil {
		return l.errorAt(start+1, "", "parse JSON: "+err.Error())
	}
	for dec.More() {
		keyAt := start + int(dec.InputOffset()) + 1
		token, err := dec.Token()
		if err != nil {
			return l.errorAt(keyAt, "", "parse JSON: "+err.Error())
		}
		key, _ := token.(string)
		name := prefix + key
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return l.errorAt(keyAt, catalog.Quote(name), "parse JSON: "+err.Error())
		}
		at := start + int(dec.InputOffset()) - len(value)
		if seen[key] {
			return l.errorAt(at+1, catalog.Quote(name), "the book has this key twice; keep one")
		}
		seen[key] = true
		// "price.currency" names a currency only if the objects are nested.
		if strings.Contains(key, ".") {
			return l.unknownKey(name, at)
		}
		if err := l.member(b, name, value, at); err != nil {
			return err
		}
	}
	return nil
}

// member reads the value of one key, which starts at a byte of the line.
func (l *jsonLine) member(b *catalog.Book, name string, value []byte, at int) error {
	for _, object := range jsonObjects {
		if name == object {
			if string(value) == "null" {
				return nil
			}
			if name == jsonObjects[0] {
				for star := fieldOne; star <= fieldFive; star++ {
					l.columns[star] = at + 1 // if a star is absent
				}
			}
			return l.object(b, name+".", value, at)
		}
	}
	for f := range numFields {
		if name == "" || jsonNames[f] != name {
			continue
		}
		if string(value) == "null" {
			return nil
		}
		l.columns[f] = at + 1
		if p := l.set(b, f, value); p != nil {
			return l.problem(p)
		}
		return nil
	}
	return l.unknownKey(name, at)
}

func (l *jsonLine) unknownKey(name string, at int) error {
	return l.errorAt(at+1, catalog.Quote(name), "is not a key of a book; check the spelling or leave it out")
}

// set reads the value of a field into the book.
func (l *jsonLine) set(b *catalog.Book, f field, value []byte) (p *problem) {
	var n int64
	switch f {
	case fieldAuthors:
		if json.Unmarshal(value, &b.Authors) != nil {
			p = &problem{f, catalog.Quote(string(value)) + ` is not a list of names; write ["…","…"]`}
		}
	case fieldCategory:
		var name string
		if p = jsonText(f, value, &name); p == nil {
			b.Category, p = parseCategoryName(name)
		}
	case fieldID:
		n, p = parseInt(f, string(value), 32)
		b.ID = int32(n)
	case fieldYear:
		n, p = parseInt(f, string(value), 32)
		b.Year = int32(n)
	case fieldOne, fieldTwo, fieldThree, fieldFour, fieldFive:
		n, p = parseInt(f, string(value), 32)
		b.RatingCounts[f-fieldOne] = int32(n)
	case fieldMinorUnits:
		b.Price.MinorUnits, p = parseInt(f, string(value), 64)
	case fieldAverage:
		b.AverageRating, p = parseRating(f, string(value))
	case fieldISBN:
		p = l.isbn(b, value)
	default:
		p = jsonText(f, value, textOf(b, f))
	}
	return p
}

func (l *jsonLine) isbn(b *catalog.Book, value []byte) *problem {
	var text string
	if p := jsonText(fieldISBN, value, &text); p != nil {
		return p
	}
	isbn, loss := parseISBN(strings.TrimSpace(text))
	if l.losses.add(loss, text, l.number); loss != isbnValid {
		l.losses.books++
	}
	b.ISBN = isbn
	return nil
}

func jsonText(f field, value []byte, to *string) *problem {
	if json.Unmarshal(value, to) != nil {
		return &problem{f, catalog.Quote(string(value)) + ` is not a text; write "…"`}
	}
	return nil
}

func (l *jsonLine) problem(p *problem) error {
	return l.errorAt(l.columns[p.field], jsonNames[p.field], p.detail)
}

func (l *jsonLine) errorAt(column int, name, detail string) error {
	return &rowError{l.path, l.number, max(column, 1), name, detail}
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}
