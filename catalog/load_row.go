package catalog

import (
	"fmt"
	"strconv"
	"strings"
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

// requiredFields have to be in every row.
var requiredFields = []field{
	fieldID, fieldTitle, fieldAuthors, fieldAverage,
	fieldOne, fieldTwo, fieldThree, fieldFour, fieldFive,
}

// problem is a mistake in a row; the format adds the place and its name of the field.
type problem struct {
	field  field
	detail string // the bad value and the remedy
}

// textOf returns where the book keeps a field that is one text, or nil.
func textOf(b *Book, f field) *string {
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

// checkRow holds a row against the rules that both formats share, gives it a
// category where it has none, and trims its texts. The formats have seen to it that
// all of it is UTF-8.
func checkRow(b *Book) *problem {
	if b.ID < 1 {
		return &problem{fieldID, itoa(b.ID) + " is below 1; number the books from 1"}
	}
	for f := range numFields {
		if text := textOf(b, f); text != nil {
			*text = strings.TrimSpace(*text)
		}
	}
	if b.Title == "" {
		return &problem{fieldTitle, `"" is no title; give the book one`}
	}
	if p := checkAuthors(b.Authors); p != nil {
		return p
	}
	if b.Category == Unspecified {
		b.Category = hashedCategory(b.ID)
	}
	if !validISBN(b.ISBN) {
		return noISBN(fieldISBN, b.ISBN)
	}
	// Not ">", so that NaN is refused too.
	if !(b.AverageRating >= 0 && b.AverageRating <= 5) {
		return &problem{fieldAverage, strconv.FormatFloat(float64(b.AverageRating), 'g', -1, 32) + " is not a mean of ratings; write 0 to 5"}
	}
	for i, n := range b.RatingCounts {
		if n < 0 {
			return &problem{fieldOne + field(i), itoa(n) + " is negative; write how many readers gave so many stars"}
		}
	}
	return checkPrice(b.Price)
}

func noISBN(f field, text string) *problem {
	return &problem{f, quote(text) + " is no ISBN; write its 10 or 13 digits, or nothing"}
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

// checkPrice accepts no price at all, or an amount with its currency.
func checkPrice(m Money) *problem {
	if m == (Money{}) {
		return nil
	}
	if m.MinorUnits < 1 {
		return &problem{fieldMinorUnits, strconv.FormatInt(m.MinorUnits, 10) + " is no price; write 1 or more, or leave price and currency out where the book is not for sale"}
	}
	if len(m.Currency) != 3 || strings.Trim(m.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return &problem{fieldCurrency, quote(m.Currency) + " is no currency; write three capitals such as EUR"}
	}
	return nil
}

// parseRating reads a mean rating; checkRow looks at its range.
func parseRating(f field, text string) (float32, *problem) {
	x, err := strconv.ParseFloat(text, 32)
	if err != nil {
		return 0, &problem{f, quote(text) + " is not a number; write one such as 4.02"}
	}
	return float32(x), nil
}

// parseCategoryName reads a category of a file.
func parseCategoryName(text string) (Category, *problem) {
	c, err := ParseCategory(text)
	if err != nil {
		return Unspecified, &problem{fieldCategory, quote(text) + " is not a category; write " + validCategories + ", or nothing"}
	}
	return c, nil
}
