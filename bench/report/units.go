package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/contract"
)

// Unit is the base unit in which a metric is stored. It is scaled only when printed.
type Unit string

// The units.
const (
	Seconds   Unit = "seconds"
	Bytes     Unit = "bytes"
	PerSecond Unit = "per second"
)

// none stands where there is no figure.
const none = "–"

// step is one size of a unit, with its name as it stands behind a number.
type step struct {
	name string
	size float64
}

func (u Unit) steps() []step {
	switch u {
	case Bytes:
		return []step{{" B", 1}, {" KiB", 1 << 10}, {" MiB", 1 << 20}, {" GiB", 1 << 30}}
	case PerSecond:
		return []step{{"/s", 1}}
	}
	return []step{{" ns", 1e-9}, {" µs", 1e-6}, {" ms", 1e-3}, {" s", 1}}
}

// together prints values with three digits in the one step that suits the largest, so
// that a row can be compared at a glance. Nil values print as [none].
func (u Unit) together(values ...*float64) []string {
	var largest float64
	for _, v := range values {
		if v != nil {
			largest = max(largest, *v)
		}
	}
	steps := u.steps()
	chosen := steps[0]
	for _, s := range steps[1:] {
		if threeDigits(largest/s.size).value >= 1 {
			chosen = s
		}
	}
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = none
		if v != nil {
			out[i] = threeDigits(*v/chosen.size).text + chosen.name
		}
	}
	return out
}

type rounded struct {
	value float64
	text  string
}

// threeDigits rounds to three significant digits, or to a whole number above 100.
func threeDigits(v float64) rounded {
	if v == 0 || !finite(v) {
		return rounded{0, "0"}
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', 2, 64), "e")
	power, _ := strconv.Atoi(exponent)
	value, _ := strconv.ParseFloat(mantissa+"e"+exponent, 64)
	return rounded{value, strconv.FormatFloat(v, 'f', max(0, 2-power), 64)}
}

// ratios prints the numbers of one comparison alike: with the decimals that give the
// first of them three digits.
func ratios(first float64, others ...float64) []string {
	decimals := ratioDecimals(first)
	out := []string{ratio(first, decimals)}
	for _, r := range others {
		out = append(out, ratio(r, decimals))
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

// ratio holds what no run can tell from infinity, or from nothing, at a thousand.
func ratio(r float64, decimals int) string {
	switch {
	case !finite(r) || r > 1000:
		return "over 1000"
	case r < 0.001:
		return "under 0.001"
	}
	return strconv.FormatFloat(r, 'f', decimals, 64)
}

// span joins the ends of an interval.
func span(lo, hi string) string {
	if strings.Contains(lo+hi, " ") {
		return lo + " to " + hi
	}
	return lo + "–" + hi
}

// percent prints a share with two or three digits.
func percent(share float64) string {
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

// inWords says a ratio as people do: "2.9 times smaller", "21 % higher".
func inWords(r float64, less, more string) string {
	word, factor := less, 1/r
	if r > 1 {
		word, factor = more, r
	}
	switch {
	case !finite(factor) || factor > 1000:
		return "over 1000 times " + word
	case factor >= 9.95:
		return fmt.Sprintf("%.0f times %s", factor, word)
	case factor >= 1.95:
		return fmt.Sprintf("%.1f times %s", factor, word)
	}
	return percent(math.Abs(1-r)) + " " + word
}

// rate prints requests a second.
func rate(perSecond float64) string {
	return strconv.FormatFloat(roundTo(perSecond, 4), 'f', -1, 64) + "/s"
}

// roundTo rounds to so many significant digits.
func roundTo(v float64, digits int) float64 {
	r, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	return r
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// count prints a number of things.
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// and joins names as a sentence does.
func and(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// cpus counts the CPUs of a cpuset such as "0-3,5"; 0 where it cannot be read.
func cpus(set string) int {
	var n int
	for part := range strings.SplitSeq(set, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		lo, err1 := strconv.Atoi(first)
		hi, err2 := strconv.Atoi(last)
		if err1 != nil || err2 != nil || lo < 0 || hi < lo {
			return 0
		}
		n += hi - lo + 1
	}
	return n
}

// stackTitle is how a stack, or a side of a pair, is called in prose and in the heads of
// tables.
func stackTitle(stack string) string {
	if title := contract.StackNamed(stack).Title; title != "" {
		return title
	}
	if stack == "a" || stack == "b" {
		return strings.ToUpper(stack)
	}
	return stack
}
