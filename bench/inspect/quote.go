package inspect

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// MostQuoted is how many bytes of a stranger's text a message quotes.
const MostQuoted = 200

// Quote returns the beginning of a stranger's text, on one line and in quotes: single quotes if
// it has double ones itself, as JSON does. Characters that could steer a terminal and bytes that
// are not UTF-8 are written as escapes of Go.
func Quote[T string | []byte](text T) string {
	begin, end := string(text), ""
	if len(begin) > MostQuoted {
		begin, end = begin[:MostQuoted], "…"
	}
	if printable(begin) && strings.Contains(begin, `"`) && !strings.ContainsAny(begin, `'\`) {
		return "'" + begin + "'" + end
	}
	return strconv.Quote(begin) + end
}

// Plain returns text unchanged if it is short, on one line and cannot steer a terminal. Other
// text is quoted.
func Plain(text string) string {
	if len(text) > MostQuoted || !printable(text) {
		return Quote(text)
	}
	return text
}

func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !strconv.IsPrint(r) })
}
