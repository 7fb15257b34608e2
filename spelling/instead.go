package spelling

import (
	"fmt"
	"strings"
)

// mostListed is how many names a list shows.
const mostListed = 5

// Instead returns the end of a sentence about a name that is not among the candidates. It says
// which of them may have been meant, or else lists them with the word for what they are.
func Instead(name string, candidates []string, together string) string {
	if close := Closest(name, candidates); len(close) > 0 {
		return "; did you mean " + Or(close) + "?"
	}
	if len(candidates) == 0 {
		return ""
	}
	return "; " + together + " " + List(candidates)
}

// List names the first few, and how many more there are.
func List(names []string) string {
	if more := len(names) - mostListed; more > 1 {
		return strings.Join(names[:mostListed], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, ", ")
}
