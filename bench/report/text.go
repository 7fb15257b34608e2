package report

import (
	"strings"
	"unicode"
)

// printable makes fit to print what others wrote: line ends and tabs become spaces, and
// whatever else is not graphic, such as the characters that steer a terminal or turn the
// direction of writing, becomes �.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r):
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// wideFrom is where scripts begin that may take two columns of a terminal. What lies above
// is counted as two: a line that is too short does no harm.
const wideFrom = 0x1100

// narrow are signs from above that we use ourselves, and that take one.
const narrow = "–…█µ×→�"

// columnsOf is how many columns of a terminal text takes at the most.
func columnsOf(text string) int {
	var n int
	for _, r := range text {
		n++
		if r >= wideFrom && !strings.ContainsRune(narrow, r) {
			n++
		}
	}
	return n
}

// cut ends text that has no room with "…".
func cut(text string, columns int) string {
	if columnsOf(text) <= columns {
		return text
	}
	var kept strings.Builder
	room := columns - 1
	for _, r := range text {
		if room -= columnsOf(string(r)); room < 0 {
			break
		}
		kept.WriteRune(r)
	}
	return kept.String() + "…"
}

// wrap breaks text into lines. A word that has no room on a line of its own is broken too.
func wrap(text string, columns int) []string {
	var words []string
	for _, word := range strings.Fields(text) {
		if last := len(words) - 1; last >= 0 && strings.HasPrefix(word, "%") {
			words[last] += " " + word // stays with its number
		} else {
			words = append(words, word)
		}
	}
	var lines []string
	line := ""
	for _, word := range words {
		if line != "" && columnsOf(line)+1+columnsOf(word) <= columns {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = ""
		for _, r := range word {
			if columnsOf(line)+columnsOf(string(r)) > columns {
				lines, line = append(lines, line), ""
			}
			line += string(r)
		}
	}
	if line == "" {
		return lines
	}
	return append(lines, line)
}
