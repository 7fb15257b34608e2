package bookfile

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/plaintext"
)

// field is a part of a book in a catalog file, whatever the format calls it.
type field int

const (
	fieldID field = iota
	fieldTitle
	fieldAuthors
	fieldCategory
	fieldISBN
	fieldISBN13 // CSV only
	fieldLanguage
	fieldYear
	fieldAverage
	fieldOne
	fieldTwo
	fieldThree
	fieldFour
	fieldFive
	fieldMinorUnits
	fieldCurrency
	fieldDescription
	fieldImageURL
	numFields
)

// requiredFields must be in every row.
var requiredFields = []field{
	fieldID, fieldTitle, fieldAuthors, fieldAverage,
	fieldOne, fieldTwo, fieldThree, fieldFour, fieldFive,
}

// problem is a mistake in a row. The format adds the position and its own name of the field.
type problem struct {
	field  field
	detail string // the bad value and the remedy
}

// textOf returns where the book keeps a field that is one text, or nil.
func textOf(b *catalog.Book, f field) *string {
	switch f {
	case fieldTitle:
		return &b.Title
	case fieldISBN:
		return &b.ISBN
	case fieldLanguage:
		return &b.Language
	case fieldCurrency:
		return &b.Price.Currency
	case fieldDescription:
		return &b.Description
	case fieldImageURL:
		return &b.ImageURL
	}
	return nil
}

// checkRow checks the rules that both formats share, gives the book a category if it has none,
// and trims its texts. The formats have checked that all of it is UTF-8.
func checkRow(b *catalog.Book) *problem {
	if b.ID < 1 {
		return &problem{fieldID, strconv.Itoa(int(b.ID)) + " is below 1; number the books from 1"}
	}
	for f := range numFields {
		if text := textOf(b, f); text != nil {
			*text = strings.TrimSpace(*text)
		}
	}
	if b.Title == "" {
		return &problem{fieldTitle, `"" is not a title; give the book one`}
	}
	if p := checkAuthors(b.Authors); p != nil {
		return p
	}
	if b.Category == catalog.Unspecified {
		b.Category = hashedCategory(b.ID)
	}
	for i, n := range b.RatingCounts {
		if n < 0 {
			return &problem{fieldOne + field(i), strconv.Itoa(int(n)) + " is negative; write how many readers gave this many stars"}
		}
	}
	return checkPrice(b.Price)
}

// checkControls rejects characters that are invisible in a table. In JSON they are intended.
func checkControls(b *catalog.Book) *problem {
	for f := range numFields {
		if text := textOf(b, f); text != nil {
			if at := strings.IndexFunc(*text, isControl); at >= 0 {
				return &problem{f, controlIn(*text, at)}
			}
		}
	}
	for _, a := range b.Authors {
		if at := strings.IndexFunc(a, isControlInName); at >= 0 {
			return &problem{fieldAuthors, controlIn(a, at)}
		}
	}
	return nil
}

// byteOrderMark occurs inside a text where files were joined.
var byteOrderMark, _ = utf8.DecodeRuneInString(plaintext.ByteOrderMark)

// isControl reports whether a character is a byte order mark, or a control character other than a
// line break or a tab.
func isControl(r rune) bool {
	return isControlInName(r) && !strings.ContainsRune("\t\n\r", r)
}

// isControlInName reports whether a character may not be in a name, which has one line.
func isControlInName(r rune) bool { return unicode.IsControl(r) || r == byteOrderMark }

// controlIn names the control character at an offset of text.
func controlIn(text string, offset int) string {
	r, _ := utf8.DecodeRuneInString(text[offset:])
	kind := "control character"
	if r == byteOrderMark {
		kind = "byte order mark"
	}
	return fmt.Sprintf("%s has the %s %U; remove it", catalog.Quote(text), kind, r)
}

func checkAuthors(authors []string) *problem {
	if len(authors) == 0 {
		return &problem{fieldAuthors, "there is no author; name at least one"}
	}
	for i, a := range authors {
		if authors[i] = strings.TrimSpace(a); authors[i] == "" {
			return &problem{fieldAuthors, fmt.Sprintf("author %d of %d has no name; name it or leave it out", i+1, len(authors))}
		}
	}
	return nil
}

// checkPrice accepts no price, or an amount with its currency.
func checkPrice(m catalog.Money) *problem {
	if m == (catalog.Money{}) {
		return nil
	}
	if m.MinorUnits < 1 {
		return &problem{fieldMinorUnits, strconv.FormatInt(m.MinorUnits, 10) + " is not a price; write 1 or more, or leave out price and currency if the book is not for sale"}
	}
	if len(m.Currency) != 3 || strings.Trim(m.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return &problem{fieldCurrency, catalog.Quote(m.Currency) + " is not a currency; write three capitals such as EUR"}
	}
	return nil
}

// parseCategoryName reads a category of a file.
func parseCategoryName(text string) (catalog.Category, *problem) {
	c, err := catalog.ParseCategory(text)
	if err != nil {
		return catalog.Unspecified, &problem{fieldCategory, catalog.Quote(text) + " is not a category; write " + catalog.ValidCategories + ", or nothing"}
	}
	return c, nil
}
