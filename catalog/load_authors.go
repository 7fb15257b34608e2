package catalog

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// brackets are those that open a list, with what closes it. Python writes lists, tuples and
// sets with them, JSON arrays.
var brackets = map[byte]string{'[': "]", '(': ")", '{': "}"}

// entity is a character as HTML writes it, whose ";" separates nothing.
var entity = regexp.MustCompile(`&#?[0-9A-Za-z]+;`)

// parseAuthors reads the authors of a cell: names separated by ", ", by ";" or by "|", or a
// list as Python and JSON write it, "['A B', 'C D']".
func parseAuthors(text string) ([]string, *problem) {
	bad := func(why string) ([]string, *problem) {
		return nil, &problem{fieldAuthors, quote(text) + " " + why + `; write names separated by ", ", or a list such as ['A B', 'C D']`}
	}
	if text == "" {
		return nil, nil
	}
	closing, bracketed := brackets[text[0]]
	if bracketed {
		inner := strings.TrimLeft(text[1:], " \t\r\n")
		quoted := inner != "" && strings.IndexByte(`'"`, inner[0]) >= 0
		if quoted || inner == closing {
			names, err := parseNames(inner, closing)
			if err != nil {
				return bad("is no list of names: " + err.Error())
			}
			return names, nil
		}
		if text[0] != '(' { // a name may begin with a remark in parentheses
			return bad("is no list of names: they are not in quotes")
		}
	}
	if strings.IndexByte(`'"`, text[0]) >= 0 {
		if names, err := parseNames(text, ""); err == nil {
			return names, nil
		}
	}
	for _, separator := range []string{";", "|"} {
		if strings.Contains(text, separator) {
			if entity.MatchString(text) {
				return bad("holds a character as HTML writes it")
			}
			return strings.Split(text, separator), nil
		}
	}
	return strings.Split(text, ", "), nil
}

// parseNames reads quoted names with commas between, up to the closing bracket, if any, which
// ends the text.
func parseNames(text, closing string) ([]string, error) {
	var names []string
	for {
		text = strings.TrimLeft(text, " \t\r\n")
		if text == closing {
			return names, nil // of an empty list, or after a last comma
		}
		name, rest, err := parseName(text)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
		text = strings.TrimLeft(rest, " \t\r\n")
		after, comma := strings.CutPrefix(text, ",")
		switch {
		case comma:
			text = after
		case text == closing:
			return names, nil
		case text == "":
			return nil, fmt.Errorf("it does not end with %q", closing)
		default:
			return nil, fmt.Errorf("after %s comes %s and no comma", quote(name), quote(text))
		}
	}
}

// escapes are the characters that Python and JSON write with a backslash and a letter.
var escapes = map[byte]byte{'\\': '\\', '\'': '\'', '"': '"', '/': '/', 'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f'}

// escapedDigits is how many hexadecimal digits follow a backslash and a letter.
var escapedDigits = map[byte]int{'x': 2, 'u': 4, 'U': 8}

// parseName reads one quoted name from the start of text.
func parseName(text string) (name, rest string, err error) {
	if text == "" || strings.IndexByte(`'"`, text[0]) < 0 {
		return "", "", fmt.Errorf("%s stands where a quoted name should", quote(text))
	}
	var out []byte
	for i := 1; i < len(text); {
		switch c := text[i]; c {
		case text[0]:
			return string(out), text[i+1:], nil
		case '\\':
			r, size, err := unescape(text[i:])
			if err != nil {
				return "", "", err
			}
			out = utf8.AppendRune(out, r)
			i += size
		default:
			out = append(out, c)
			i++
		}
	}
	return "", "", fmt.Errorf("a quote is not closed")
}

// unescape reads the escaped character at the start of text, and says how many bytes it
// takes. JSON writes those beyond U+FFFF as two.
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
		return 0, 0, fmt.Errorf("%s is no escaped character", quote(text[:min(len(text), 10)]))
	}
	return r, size, nil
}

// unescapeHex reads \xHH, \uHHHH or \UHHHHHHHH; the size is 0 where there is none.
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
