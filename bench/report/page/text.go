package page

import (
	"strings"
	"unicode"
)

// Printable makes fit to print what others wrote: line ends and tabs become spaces, and
// whatever else is not graphic, such as the characters that steer a terminal or turn the
// direction of writing, becomes �.
func Printable(text string) string {
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

// TerminalWidth is the width that text for a terminal keeps to where it can.
const TerminalWidth = 80

// wideFrom is where scripts begin that may take two columns of a terminal. What lies above
// is counted as two: a line that is too short does no harm.
const wideFrom = 0x1100

// narrow are signs from above that we use ourselves, and that take one.
const narrow = "–…█µ×→�"

// Columns is how many columns of a terminal text takes at the most.
func Columns(text string) int {
	var n int
	for _, r := range text {
		n++
		if r >= wideFrom && !strings.ContainsRune(narrow, r) {
			n++
		}
	}
	return n
}

// Cut ends text that has no room with "…".
func Cut(text string, columns int) string {
	if Columns(text) <= columns {
		return text
	}
	var kept strings.Builder
	room := columns - 1
	for _, r := range text {
		if room -= Columns(string(r)); room < 0 {
			break
		}
		kept.WriteRune(r)
	}
	return kept.String() + "…"
}

// Wrap breaks text into lines. A word that has no room on a line of its own is broken too.
func Wrap(text string, columns int) []string {
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
		if line != "" && Columns(line)+1+Columns(word) <= columns {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = ""
		for _, r := range word {
			if Columns(line)+Columns(string(r)) > columns {
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

// Clip cuts text that has no room.
func Clip(text string, runes int) string {
	if r := []rune(text); len(r) > runes {
		return string(r[:runes-1]) + "…"
	}
	return text
}

// Align makes lines of rows: the first column on the left, the others on the right.
func Align(rows [][]string) []string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], Columns(cell))
		}
	}
	var lines []string
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			gap := strings.Repeat(" ", widths[i]-Columns(cell))
			if i == 0 {
				line.WriteString(cell + gap)
			} else {
				line.WriteString("  " + gap + cell)
			}
		}
		lines = append(lines, line.String())
	}
	return lines
}

// PadLeft fills text up with spaces on its left.
func PadLeft(text string, columns int) string {
	return strings.Repeat(" ", max(0, columns-Columns(text))) + text
}
