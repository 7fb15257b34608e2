package page

import (
	"math"
	"strconv"
	"strings"
)

// Unit is the base unit in which a metric is stored. It is scaled only when printed.
type Unit string

// The units.
const (
	Seconds   Unit = "seconds"
	Bytes     Unit = "bytes"
	PerSecond Unit = "per second"
	Plain     Unit = "count"
)

// None stands where there is no figure.
const None = "–"

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
	case Plain:
		return []step{{"", 1}}
	}
	return []step{{" ns", 1e-9}, {" µs", 1e-6}, {" ms", 1e-3}, {" s", 1}}
}

// Together prints values with three digits in the one step that suits the largest, so
// that a row can be compared at a glance. Nil values print as [None].
func (u Unit) Together(values ...*float64) []string {
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
		out[i] = None
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
	if v == 0 || !Finite(v) {
		return rounded{0, "0"}
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', 2, 64), "e")
	power, _ := strconv.Atoi(exponent)
	value, _ := strconv.ParseFloat(mantissa+"e"+exponent, 64)
	return rounded{value, strconv.FormatFloat(v, 'f', max(0, 2-power), 64)}
}

// Finite says that a value is a number, and no infinite one.
func Finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
