package inspect

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// MostQuoted is how many bytes of a stranger's text stand in a message.
const MostQuoted = 200

// Quote is the beginning of what a stranger wrote, on one line and in quotes: single ones where
// it has double ones itself, as JSON does. Whatever could steer a terminal stands in it as an
// escape of Go, and so do bytes that are no UTF-8.
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

// Plain is text as it stands where that is short and on one line, and cannot steer a
// terminal. Other text is quoted.
func Plain(text string) string {
	if len(text) > MostQuoted || !printable(text) {
		return Quote(text)
	}
	return text
}

func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !strconv.IsPrint(r) })
}
