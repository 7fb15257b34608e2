package bookfile

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/catalog"
)

// decimal is a decimal number as a file writes it: with digits only, or as spreadsheets
// and pandas do, "2008.0" and "9.78043902348e+12".
type decimal struct {
	negative bool
	whole    string // the digits before the decimal point, leading zeros included
	fraction bool   // the digits after the point are not all 0
	// rounded says that an exponent replaces digits that are not written, and may not have been
	// zeros.
	rounded bool
}

// mostExponent is more than any number of a catalog needs; it bounds the zeros that are written
// out.
const mostExponent = 30

// parseDecimal reads a number; false if text is not one.
func parseDecimal(text string) (decimal, bool) {
	var d decimal
	mantissa, exponent := text, 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		n, err := strconv.Atoi(text[i+1:])
		if err != nil || n < -mostExponent || n > mostExponent {
			return d, false
		}
		mantissa, exponent = text[:i], n
	}
	mantissa, d.negative = strings.CutPrefix(mantissa, "-")
	before, after, _ := strings.Cut(mantissa, ".")
	digits := before + after
	if digits == "" || !allDigits(digits) {
		return d, false
	}
	switch point := len(before) + exponent; {
	case point > len(digits):
		d.whole, d.rounded = digits+strings.Repeat("0", point-len(digits)), true
	case point > 0:
		d.whole, d.fraction = digits[:point], strings.Trim(digits[point:], "0") != ""
	default:
		d.whole, d.fraction = "0", strings.Trim(digits, "0") != ""
	}
	return d, true
}

// parseInt reads a whole number that fits into that many bits. "2008.0" is one; a number that
// may have lost digits, such as "4.78e+06", is an error.
func parseInt(f field, text string, bits int) (int64, *problem) {
	d, ok := parseDecimal(text)
	if ok && d.rounded && strings.Trim(d.whole, "0") != "" {
		return 0, &problem{f, catalog.Quote(text) + " may have lost digits to its exponent; write all digits"}
	}
	digits := d.whole
	if d.negative {
		digits = "-" + digits
	}
	n, err := strconv.ParseInt(digits, 10, bits)
	switch {
	case !ok || d.fraction:
		return 0, &problem{f, fmt.Sprintf("%s is not a whole number of %d bits; write digits only", catalog.Quote(text), bits)}
	case err != nil && !d.negative: // n is the nearest number that fits
		return 0, &problem{f, fmt.Sprintf("%s is above %d, the largest value; write a smaller number", catalog.Quote(text), n)}
	case err != nil && f == fieldYear:
		return 0, &problem{f, fmt.Sprintf("%s is below %d, the smallest value; write a later year", catalog.Quote(text), n)}
	case err != nil:
		return 0, &problem{f, catalog.Quote(text) + " is negative; write digits only"}
	}
	return n, nil
}

// plainDecimal matches a number without a sign, an exponent or another notation, all of which
// strconv reads too. SAS leaves out the 0 before or after the point.
var plainDecimal = regexp.MustCompile(`^([0-9]+(\.[0-9]*)?|\.[0-9]+)$`)

// parseRating reads a mean rating.
func parseRating(f field, text string) (float32, *problem) {
	x, err := strconv.ParseFloat(text, 32)
	if err != nil || !plainDecimal.MatchString(text) || x > 5 {
		return 0, &problem{f, catalog.Quote(text) + " is not a mean of ratings; write a plain decimal from 0 to 5, such as 4.02"}
	}
	return float32(x), nil
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
