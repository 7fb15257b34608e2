package bookfile

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wiretax/wiretax/catalog"
)

// brackets are the brackets that open a list, with those that close it. Python writes lists,
// tuples and sets with them, JSON arrays.
var brackets = map[byte]string{'[': "]", '(': ")", '{': "}"}

// call matches an object as Python writes it: array([…]), Index([…]), set() or np.str_('…').
var call = regexp.MustCompile(`^[A-Za-z_][\w.]*\(\s*([\[({'")]|[A-Za-z_]\w*=)`)

// callEnd matches what follows the list in a call: settings, which do not matter here.
var callEnd = regexp.MustCompile(`^(\s*,\s*[A-Za-z_]\w*=('[^']*'|[\w.]+))*\s*,?\s*\)`)

// skipSpace skips space, and the line breaks with which numpy wraps a list.
func skipSpace(text string) string { return strings.TrimLeft(text, " \t\r\n") }

// opensName reports whether text begins with a quoted name. Python 2 writes u'…'.
func opensName(text string) bool {
	text = strings.TrimPrefix(text, "u")
	return text != "" && strings.IndexByte(`'"`, text[0]) >= 0
}

// opensList reports whether text begins like a list, correct or not. A name may begin with a
// remark in parentheses.
func opensList(text string) bool {
	if text == "" {
		return false
	}
	closing, bracketed := brackets[text[0]]
	if text[0] == '(' {
		_, why := listStart(text, closing)
		return why == nil
	}
	return bracketed || call.MatchString(text)
}

// listStart returns the text after an opening bracket, which must begin with a name in quotes, a
// missing value, or the closing bracket.
func listStart(text, closing string) (string, error) {
	inner := skipSpace(text[1:])
	if _, missing := cutMissing(inner); missing || opensName(inner) || call.MatchString(inner) || strings.HasPrefix(inner, closing) {
		return inner, nil
	}
	return "", errors.New("they are not in quotes")
}

// parseList reads a list from the start of text.
func parseList(text string) (names []string, rest string, err error) {
	if closing, bracketed := brackets[text[0]]; bracketed {
		inner, err := listStart(text, closing)
		if err != nil {
			return nil, "", err
		}
		return parseNames(inner, closing)
	}
	_, rest, _ = strings.Cut(text, "(")
	switch rest = skipSpace(rest); {
	case opensList(rest):
		names, rest, err = parseList(rest)
	case opensName(rest):
		names, rest, err = parseNames(rest, ")")
		rest = ")" + rest
	}
	if err != nil {
		return nil, "", err
	}
	end := callEnd.FindString(rest)
	if end == "" {
		return nil, "", fmt.Errorf("%s is not a list and its settings", catalog.Quote(text))
	}
	return names, rest[len(end):], nil
}

// parseNames reads quoted names up to the closing bracket, or up to the end of the text if
// closing is empty. They are separated by commas, or by space alone as numpy prints a list.
func parseNames(text, closing string) (names []string, rest string, err error) {
	spaced := false
	for {
		if rest, closed := cutEnd(text, closing); closed {
			return names, rest, nil // of an empty list, or after a last comma
		}
		name, rest, err := parseName(text)
		if err != nil {
			return nil, "", err
		}
		names = append(names, name)
		text = skipSpace(rest)
		after, comma := strings.CutPrefix(text, ",")
		switch {
		case comma && !spaced:
			text = skipSpace(after)
		case closing == "]" && len(text) < len(rest) && opensName(text) && (spaced || len(names) == 1):
			spaced = true
		case text == "" && closing != "":
			return nil, "", fmt.Errorf("it does not end with %q", closing)
		default:
			if _, closed := cutEnd(text, closing); !closed {
				return nil, "", fmt.Errorf("after %s comes %s and no comma", catalog.Quote(name), catalog.Quote(text))
			}
		}
	}
}

// cutEnd cuts the end of a list from the start of text.
func cutEnd(text, closing string) (rest string, closed bool) {
	if closing == "" {
		return "", text == ""
	}
	return strings.CutPrefix(text, closing)
}

// cutMissing cuts a word for a missing value, without quotes, from the start of text.
func cutMissing(text string) (rest string, missing bool) {
	end := strings.IndexAny(text, ",)]} \t\r\n")
	if end < 0 || !slices.Contains(noValue, text[:end]) {
		return text, false
	}
	return text[end:], true
}

// parseName reads one name from the start of text: in quotes, np.str_('…'), or an empty one if a
// value is missing.
func parseName(text string) (name, rest string, err error) {
	if rest, missing := cutMissing(text); missing {
		return "", rest, nil
	}
	if call.MatchString(text) {
		_, inner, _ := strings.Cut(text, "(")
		name, rest, err = parseQuoted(skipSpace(inner))
		if rest, closed := strings.CutPrefix(rest, ")"); err == nil && closed {
			return name, rest, nil
		}
	}
	return parseQuoted(text)
}

// parseQuoted reads one name in quotes from the start of text.
func parseQuoted(text string) (name, rest string, err error) {
	if !opensName(text) {
		return "", "", fmt.Errorf("%s instead of a quoted name", catalog.Quote(text))
	}
	text = strings.TrimPrefix(text, "u")
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
