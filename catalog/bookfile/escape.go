package bookfile

import (
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/wiretax/wiretax/catalog"
)

// escapes are the characters that Python and JSON write as a backslash and a letter.
var escapes = map[byte]byte{'\\': '\\', '\'': '\'', '"': '"', '/': '/', 'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f'}

// escapedDigits is how many hexadecimal digits follow a backslash and a letter.
var escapedDigits = map[byte]int{'x': 2, 'u': 4, 'U': 8}

// unescape reads the escaped character at the start of text, and returns how many bytes it
// takes. JSON writes characters beyond U+FFFF as two escapes.
func unescape(text string) (r rune, size int, err error) {
	if len(text) > 1 {
		if c, ok := escapes[text[1]]; ok {
			return rune(c), 2, nil
		}
	}
	r, size = unescapeHex(text)
	if utf16.IsSurrogate(r) {
		low, more := unescapeHex(text[size:])
		r, size = utf16.DecodeRune(r, low), size+more
	}
	if size == 0 || !utf8.ValidRune(r) || r == utf8.RuneError {
		return 0, 0, fmt.Errorf("%s is not an escaped character", catalog.Quote(text[:min(len(text), 10)]))
	}
	return r, size, nil
}

// unescapeHex reads \xHH, \uHHHH or \UHHHHHHHH; the size is 0 if there is none.
func unescapeHex(text string) (rune, int) {
	if len(text) < 2 || text[0] != '\\' {
		return utf8.RuneError, 0
	}
	size := 2 + escapedDigits[text[1]]
	if size == 2 || len(text) < size {
		return utf8.RuneError, 0
	}
	n, err := strconv.ParseUint(text[2:size], 16, 31)
	if err != nil {
		return utf8.RuneError, 0
	}
	return rune(n), size
}
