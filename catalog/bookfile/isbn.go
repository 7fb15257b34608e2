package bookfile

import (
	"fmt"
	"strings"

	"github.com/wiretax/wiretax/catalog"
)

// isbnLoss is the reason why a value is left out of the column of ISBNs.
type isbnLoss int

const (
	isbnValid     isbnLoss = iota
	isbnRounded            // a spreadsheet has dropped digits
	isbnUnchecked          // its length or its check digit is wrong
	isbnOther              // it is something else, such as "-" or an ASIN
	numISBNLosses
)

// dashes are the characters that people put between the parts of an ISBN.
var dashes = strings.NewReplacer("-", "", "\u2010", "", "\u2011", "", "\u2012", "", "\u2013", "", " ", "", "\u00a0", "")

// parseISBN returns the ISBN that a value means, as its digits; the last of ten may be an X. An
// ISBN-10 that was taken for a number gets its leading zeros back. If the value is not an ISBN,
// the result is empty, with the reason.
func parseISBN(text string) (isbn string, loss isbnLoss) {
	// ="0439023483" and '0439023483 keep spreadsheets from taking an ISBN for a number.
	text = strings.Trim(strings.TrimPrefix(text, "="), `"'`)
	if text == "" {
		return "", isbnValid
	}
	d, isNumber := parseDecimal(text)
	switch {
	case isNumber && (d.negative || d.fraction):
		return "", isbnOther
	case isNumber && d.rounded:
		return "", isbnRounded
	case isNumber:
		isbn = padISBN(d.whole)
	case allDigits(strings.TrimRight(text, "xX")):
		isbn = padISBN(strings.ToUpper(text))
	default:
		isbn = strings.ToUpper(dashes.Replace(text))
	}
	switch {
	case isbn == "" || !allDigits(strings.TrimSuffix(isbn, "X")):
		return "", isbnOther
	case !validISBN(isbn):
		return "", isbnUnchecked
	}
	return isbn, isbnValid
}

// fewestDigits is the length of the shortest ISBN-10 without its leading zeros. A shorter number
// may have the right check digit by chance.
const fewestDigits = 6

// padISBN restores the leading zeros of an ISBN-10 that a spreadsheet has dropped.
func padISBN(s string) string {
	if len(s) < fewestDigits || len(s) >= 10 {
		return s
	}
	return strings.Repeat("0", 10-len(s)) + s
}

// validISBN accepts an empty text, and an ISBN-10 or ISBN-13 with the right check digit. All
// zeros are not an ISBN, though their check digit is right.
func validISBN(s string) bool {
	if s == "" {
		return true
	}
	switch {
	case strings.Trim(s, "0") == "":
		return false
	case len(s) == 10 && allDigits(s[:9]):
		sum := 0
		for i, c := range []byte(s) {
			digit := int(c - '0')
			if c == 'X' {
				digit = 10
			}
			sum += (10 - i) * digit
		}
		return sum%11 == 0 && (s[9] == 'X' || allDigits(s))
	case len(s) == 13 && allDigits(s) && (strings.HasPrefix(s, "978") || strings.HasPrefix(s, "979")):
		return catalog.ISBNCheckDigit([]byte(s[:12])) == s[12]
	}
	return false
}

// isbnLosses counts the values that were left out, and keeps the first of each kind.
type isbnLosses struct {
	count [numISBNLosses]int
	first [numISBNLosses]string
	books int // that have no ISBN for that reason
}

func (l *isbnLosses) add(loss isbnLoss, text string, line int) {
	if loss == isbnValid {
		return
	}
	if l.count[loss]++; l.count[loss] == 1 {
		l.first[loss] = fmt.Sprintf("such as %s on line %d", catalog.Quote(text), line)
	}
}

// String says in one line what was left out; empty if nothing was.
func (l *isbnLosses) String() string {
	var parts []string
	for loss, why := range [numISBNLosses]struct{ one, more string }{
		isbnRounded:   {"lost digits in a spreadsheet", "lost digits in a spreadsheet"},
		isbnUnchecked: {"has a wrong length or check digit", "have a wrong length or check digit"},
		isbnOther:     {"is not an ISBN", "are not ISBNs"},
	} {
		switch n := l.count[loss]; n {
		case 0:
		case 1:
			parts = append(parts, fmt.Sprintf("1 %s, %s", why.one, l.first[loss]))
		default:
			parts = append(parts, fmt.Sprintf("%d %s, %s", n, why.more, l.first[loss]))
		}
	}
	if parts == nil {
		return ""
	}
	return fmt.Sprintf("ISBNs left out: %s; books without an ISBN for that reason: %d", strings.Join(parts, "; "), l.books)
}
