// Package spelling finds the names that may have been meant by a misspelt one.
package spelling

import (
	"cmp"
	"slices"
	"strings"
)

const (
	// longest is the length beyond which names are not compared; real names are far shorter.
	longest = 256
	// most is how many names Closest offers.
	most = 3
	// beginning is how many letters of a name are enough to take it for an abbreviation.
	beginning = 3
)

// Closest returns up to three candidates that name may have meant, the closest first: those
// that are a few letters away, that begin with name, that name begins with and a "-", or whose
// part after the last "." is the same. Case does not matter.
func Closest(name string, candidates []string) []string {
	type scored struct {
		name     string
		distance int
	}
	if len(name) > longest {
		return nil
	}
	var near []scored
	wanted := strings.ToLower(name)
	for _, candidate := range candidates {
		c := strings.ToLower(candidate)
		d := distance(wanted, c)
		if d > 1 && (lastPart(wanted) == lastPart(c) || begins(c, wanted) || begins(wanted, c+"-")) {
			d = 1
		}
		if d <= max(1, len(name)/4) && d < max(1, len(name)) {
			near = append(near, scored{candidate, d})
		}
	}
	slices.SortStableFunc(near, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), strings.Compare(a.name, b.name))
	})
	var names []string
	for _, n := range near[:min(len(near), most)] {
		if n.distance <= near[0].distance+1 {
			names = append(names, n.name)
		}
	}
	return names
}

// begins reports whether name begins with part, if part is long enough.
func begins(name, part string) bool { return len(part) >= beginning && strings.HasPrefix(name, part) }

// Or joins names as a question does: "a, b or c". It is empty if there are none.
func Or(names []string) string { return join(names, " or ") }

// And joins names as a statement does: "a, b and c". It is empty if there are none.
func And(names []string) string { return join(names, " and ") }

func join(names []string, conjunction string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + conjunction + names[last]
}

func lastPart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// distance returns how many bytes must be put in, taken out, changed or swapped with the next to
// get from a to b.
func distance(a, b string) int {
	if len(b) > longest {
		return longest
	}
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			change := row[j]
			if a[i] != b[j] {
				change++
			}
			next[j+1] = min(change, next[j]+1, row[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
