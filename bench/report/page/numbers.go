package page

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Ratios prints the numbers of one comparison alike: with the decimals that give the
// first of them three digits.
func Ratios(first float64, others ...float64) []string {
	decimals := ratioDecimals(first)
	out := []string{Ratio(first, decimals)}
	for _, r := range others {
		out = append(out, Ratio(r, decimals))
	}
	return out
}

func ratioDecimals(r float64) int {
	switch {
	case r >= 100:
		return 0
	case r >= 10:
		return 1
	case r >= 0.9995:
		return 2
	case r >= 0.1:
		return 3
	}
	return 4
}

// Ratio holds what no run can tell from infinity, or from nothing, at a thousand.
func Ratio(r float64, decimals int) string {
	switch {
	case !Finite(r) || r > 1000:
		return "over 1000"
	case r < 0.001:
		return "under 0.001"
	}
	return strconv.FormatFloat(r, 'f', decimals, 64)
}

// Span joins the ends of an interval.
func Span(lo, hi string) string {
	if strings.Contains(lo+hi, " ") {
		return lo + " to " + hi
	}
	return lo + "–" + hi
}

// Percent prints a share with two or three digits.
func Percent(share float64) string {
	p := 100 * share
	switch {
	case p >= 10:
		return fmt.Sprintf("%.0f %%", p)
	case p >= 0.05:
		return fmt.Sprintf("%.1f %%", p)
	case p > 0:
		return "under 0.1 %"
	}
	return "0 %"
}

// InWords says a ratio as people do: "2.9 times smaller", "21 % higher".
func InWords(r float64, less, more string) string {
	word, factor := less, 1/r
	if r > 1 {
		word, factor = more, r
	}
	switch {
	case !Finite(factor) || factor > 1000:
		return "over 1000 times " + word
	case factor >= 9.95:
		return fmt.Sprintf("%.0f times %s", factor, word)
	case factor >= 1.95:
		return fmt.Sprintf("%.1f times %s", factor, word)
	}
	return Percent(math.Abs(1-r)) + " " + word
}

// Rate prints requests a second.
func Rate(perSecond float64) string {
	return strconv.FormatFloat(Round(perSecond, 4), 'f', -1, 64) + "/s"
}

// Round rounds to so many significant digits.
func Round(v float64, digits int) float64 {
	r, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	return r
}

// Count prints a number of things.
func Count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// And joins names as a sentence does.
func And(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// Thousands prints a count with its digits in threes.
func Thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
