package terminal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line returns a stranger's text for use on one line: a character that is not graphic, such as a
// line end or one that steers a terminal, becomes a space.
func Line(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\u00a0' || !unicode.IsGraphic(r) {
			return ' '
		}
		return r
	}, text)
}

// TextWidth returns how many columns of a terminal text takes. Scripts that may take two a
// letter count as two: a line that is too short does no harm.
func TextWidth(text string) (columns int) {
	for _, r := range text {
		columns++
		if r >= 0x2e80 {
			columns++
		}
	}
	return columns
}

// Cut shortens text that is too wide, and ends it with "…".
func Cut(text string, columns int) string {
	room := columns
	end := 0 // of what fits beside the "…"
	for i, r := range text {
		n := TextWidth(string(r))
		if room-n >= 1 {
			end = i + utf8.RuneLen(r)
		}
		if room -= n; room < 0 {
			return text[:end] + "…"
		}
	}
	return text
}

// CutMiddle takes out the middle of text that is too wide: both ends of a path matter.
func CutMiddle(text string, columns int) string {
	if TextWidth(text) <= columns {
		return text
	}
	tail := len(text)
	for room := columns * 2 / 3; room > 0 && tail > 0; {
		r, n := utf8.DecodeLastRuneInString(text[:tail])
		room -= TextWidth(string(r))
		tail -= n
	}
	return Cut(text[:tail], columns-TextWidth(text[tail:])) + text[tail:]
}

// WrapText breaks text into lines of at most that many columns, if its words allow. A "%" stays
// with its number.
func WrapText(text string, columns int) string {
	const together = "\x00"
	var lines strings.Builder
	room := -1
	for i, word := range strings.Fields(strings.ReplaceAll(text, " %", together+"%")) {
		n := TextWidth(word)
		switch {
		case i == 0:
			room = columns - n
		case n < room:
			lines.WriteByte(' ')
			room -= n + 1
		default:
			lines.WriteByte('\n')
			room = columns - n
		}
		lines.WriteString(word)
	}
	return strings.ReplaceAll(lines.String(), together, " ")
}
