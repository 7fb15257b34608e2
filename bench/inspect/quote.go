package inspect

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MostQuoted is how many bytes of a stranger's text stand in a message.
const MostQuoted = 200

// Quote is the beginning of what a stranger wrote, on one line and in quotes. Whatever could
// steer a terminal stands in it as an escape of Go, and so do bytes that are no UTF-8.
func Quote[T string | []byte](text T) string {
	if len(text) <= MostQuoted {
		return fmt.Sprintf("%q", text)
	}
	return fmt.Sprintf("%q…", text[:MostQuoted])
}

// Plain is text as it stands where that is short and on one line, and cannot steer a
// terminal. Other text is quoted.
func Plain(text string) string {
	if len(text) > MostQuoted || !utf8.ValidString(text) || strings.ContainsFunc(text, notPrintable) {
		return Quote(text)
	}
	return text
}

func notPrintable(r rune) bool { return !strconv.IsPrint(r) }
