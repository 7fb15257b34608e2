package catalog

import (
	"fmt"
	"strings"
)

// isbnLoss is why a value that looks like an ISBN is left out.
type isbnLoss int

const (
	isbnSound     isbnLoss = iota
	isbnRounded            // a spreadsheet has dropped digits
	isbnUnchecked          // its length or its check digit is wrong
	numISBNLosses
)

// dashes are what people put between the parts of an ISBN.
var dashes = strings.NewReplacer("-", "", "\u2010", "", "\u2011", "", "\u2012", "", "\u2013", "", " ", "", "\u00a0", "")

// parseISBN returns the ISBN that a value stands for, as its digits, the last of ten an X
// perhaps. An ISBN-10 that was taken for a number gets its leading zeros back. What is no
// ISBN by its length or check digit, or may have lost digits, is empty, with the reason;
// false says that the value does not even look like one.
func parseISBN(text string) (isbn string, loss isbnLoss, ok bool) {
	// ="0439023483" and '0439023483 keep spreadsheets from taking an ISBN for a number.
	text = strings.Trim(strings.TrimPrefix(text, "="), `"'`)
	if text == "" {
		return "", isbnSound, true
	}
	d, isNumber := parseDecimal(text)
	switch {
	case isNumber && (d.negative || d.fraction):
		return "", isbnSound, false
	case isNumber && d.rounded:
		return "", isbnRounded, true
	case isNumber:
		isbn = padISBN(d.whole)
	case allDigits(strings.TrimRight(text, "xX")):
		isbn = padISBN(strings.ToUpper(text))
	default:
		isbn = strings.ToUpper(dashes.Replace(text))
		if len(isbn) != 10 && len(isbn) != 13 {
			return "", isbnSound, false
		}
	}
	if !validISBN(isbn) {
		return "", isbnUnchecked, allDigits(strings.TrimSuffix(isbn, "X"))
	}
	return isbn, isbnSound, true
}

// fewestDigits is what is left of the shortest ISBN-10 without its leading zeros. A shorter
// number may have the right check digit by chance.
const fewestDigits = 6

// padISBN gives an ISBN-10 the leading zeros back that a spreadsheet has dropped.
func padISBN(s string) string {
	if len(s) < fewestDigits || len(s) >= 10 {
		return s
	}
	return strings.Repeat("0", 10-len(s)) + s
}

// validISBN accepts nothing, an ISBN-10 or an ISBN-13, with the check digit that it must
// have. All zeros are none, though their check digit is right.
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
		return isbnCheckDigit([]byte(s[:12])) == s[12]
	}
	return false
}

// isbnLosses counts the values that are left out, with the first of each kind.
type isbnLosses struct {
	count [numISBNLosses]int
	first [numISBNLosses]string
	books int // that have no ISBN for that reason
}

func (l *isbnLosses) add(loss isbnLoss, text string, line int) {
	if loss == isbnSound {
		return
	}
	if l.count[loss]++; l.count[loss] == 1 {
		l.first[loss] = fmt.Sprintf("such as %s on line %d", quote(text), line)
	}
}

// String says what was left out, in one line without its end; empty where nothing was.
func (l *isbnLosses) String() string {
	var parts []string
	for loss, why := range [numISBNLosses]string{
		isbnRounded: "lost digits in a spreadsheet", isbnUnchecked: "have a wrong length or check digit",
	} {
		if n := l.count[loss]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s, %s", n, why, l.first[loss]))
		}
	}
	if parts == nil {
		return ""
	}
	return fmt.Sprintf("ISBNs left out: %s; books without an ISBN for that reason: %d", strings.Join(parts, "; "), l.books)
}
