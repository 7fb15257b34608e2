package inspect

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"
)

// decimal is a number of JSON: digits times ten to the power of exponent. The digits neither
// begin nor end with a zero, so that equal numbers have equal decimals. Zero has no digits.
type decimal struct {
	negative bool
	digits   string
	exponent int64
}

// equalNumbers compares numbers exactly, however they are written. A float64 would take large
// ones for equal that are not.
func equalNumbers(a, b json.Number) bool {
	x, okX := decimalOf(a.String())
	y, okY := decimalOf(b.String())
	return a == b || okX && okY && x == y
}

// decimalOf takes time in proportion to the text, whatever its exponent. It is not ok if the
// exponent does not fit into 64 bits: such numbers are equal only if they are written alike.
func decimalOf(text string) (d decimal, ok bool) {
	text, d.negative = strings.CutPrefix(text, "-")
	if e := strings.IndexAny(text, "eE"); e >= 0 {
		// Half the range is more than enough, and leaves room for what the digits add.
		n, err := strconv.ParseInt(text[e+1:], 10, 63)
		if err != nil && strings.Trim(text[:e], "0.") != "" {
			return d, false
		}
		text, d.exponent = text[:e], n
	}
	whole, fraction, _ := strings.Cut(text, ".")
	all := strings.TrimLeft(whole+fraction, "0")
	d.digits = strings.TrimRight(all, "0")
	if d.digits == "" {
		return decimal{}, true // -0 and 0e9 are 0
	}
	d.exponent += int64(len(all) - len(d.digits) - len(fraction))
	return d, true
}

// largeIn returns a number in a filter of a path that a float64 may take for its neighbour;
// empty if there is none.
func largeIn(path *jsonpath.Path) string {
	for _, segment := range path.Query().Segments() {
		for _, selector := range segment.Selectors() {
			if _, ok := selector.(*spec.FilterSelector); !ok {
				continue
			}
			for _, token := range filterToken.FindAllString(selector.String(), -1) {
				f, err := strconv.ParseFloat(token, 64)
				if token[0] != '"' && (err != nil || math.Abs(f) >= 1<<53) {
					return token
				}
			}
		}
	}
	return ""
}

// filterToken matches a string or a number.
var filterToken = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?`)
