package report

import (
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/contract"
)

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
