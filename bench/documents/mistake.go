package documents

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wiretax/wiretax/terminal"
)

// mistake is a character that is not allowed where it is.
type mistake struct {
	char     rune
	location location
	// token is the word or the number that the character is in; "" if it is in none.
	token string
	// before is the text up to the token, or to the character.
	before []byte
}

// location is where in a document a mistake is.
type location int

const (
	aValue location = iota
	aKey
	aColon
	inObject
	inList
	theEnd
	// The rest are within a text in quotes.
	inText
	inEscape
	inHex
)

// locations maps what encoding/json calls a location. A character in a number or a word is in a
// value.
var locations = []struct {
	said string
	location
}{
	{"object key string", aKey},
	{"after object key:value pair", inObject},
	{"after object key", aColon},
	{"after array element", inList},
	{"after top-level value", theEnd},
	{"in string literal", inText},
	{"in string escape", inEscape},
	{"hexadecimal character escape", inHex},
}

// mistakeAt returns the mistake at an offset, where encoding/json has said what it is.
func mistakeAt(text []byte, offset int, said string) mistake {
	m := mistake{before: text[:offset]}
	m.char, _ = utf8.DecodeRune(text[offset:])
	for _, p := range locations {
		if strings.Contains(said, p.said) {
			m.location = p.location
			break
		}
	}
	if m.location >= inText || m.location != aValue && isNoWord(m.char) { // a value before it has ended
		return m
	}
	from, to := 0, len(text)
	if at := bytes.LastIndexFunc(text[:offset], isNoWord); at >= 0 {
		_, n := utf8.DecodeRune(text[at:])
		from = at + n
	}
	if n := bytes.IndexFunc(text[offset:], isNoWord); n >= 0 {
		to = offset + n
	}
	m.token, m.before = string(text[from:to]), text[:from]
	if from < offset { // a value with a character that no value has
		m.location = aValue
	}
	return m
}

// isNoWord reports whether a character cannot be part of a word or a number.
func isNoWord(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("+-._$", r)
}

// found says which character is at which place of the document.
func (m mistake) found() string {
	what := "'" + terminal.Cut(m.token, 40) + "'"
	if m.token == "" {
		what = named(m.char)
	}
	switch m.location {
	case aKey:
		return what + " instead of a key in double quotes"
	case aColon:
		return what + " after a key instead of a colon"
	case inObject:
		return what + " after a value instead of a comma or }"
	case inList:
		return what + " after a value instead of a comma or ]"
	case theEnd:
		return what + " after the document"
	case inText:
		return what + " within a text"
	case inEscape:
		return what + " after a backslash, where it has no meaning"
	case inHex:
		return what + ` instead of a hexadecimal digit of \u`
	}
	return what + " instead of a value"
}

// named returns how an error shows a character, which may be invisible.
func named(r rune) string {
	switch {
	case r == '\n':
		return "a line feed"
	case r == '\r':
		return "a carriage return"
	case r == '\t':
		return "a tab"
	case r == '\'':
		return `"'"`
	case unicode.IsPrint(r):
		return "'" + string(r) + "'"
	}
	return fmt.Sprintf("%U", r)
}

// quotes are characters that look like double quotes, or are quotes in other languages.
const quotes = "'`´“”„‟‘’‚‛«»‹›′″「」『』＂＇"

// remedy says what to do about it; "" if that is not known.
func (m mistake) remedy() string {
	switch m.location {
	case inText:
		return `write it with a backslash, as in \n or \u0000, or close the quotes before it`
	case inEscape:
		return `write a backslash as \\`
	case inHex:
		return `write four digits, or a backslash as \\`
	case theEnd:
		return "" // which depends on the file
	}
	switch r := m.char; {
	case m.token != "" && m.location == aValue:
		return remedyOf(m.token)
	case m.token == "" && strings.ContainsRune(quotes, r):
		return `write texts and keys in double quotes, "`
	case r == '\ufeff':
		return "leave out the byte order mark"
	case !unicode.IsPrint(r):
		return "leave it out, or write a plain space"
	case r == '/' || r == '#':
		return "JSON has no comments; leave them out"
	case r >= '！' && r <= '～': // the full-width forms of ASCII
		return "write " + named(r-'！'+'!') + " instead"
	case r == '\\':
		return "write double quotes without backslashes"
	}
	return m.between()
}

// between returns the remedy for a character between keys and values.
func (m mistake) between() string {
	before := bytes.TrimSpace(m.before)
	is := func(any string) bool { return strings.ContainsRune(any, m.char) }
	comma := bytes.HasSuffix(before, []byte(","))
	switch m.location {
	case aValue:
		switch {
		case is(":="), is(",") && comma:
			return "leave it out"
		case is("]") && comma:
			return "leave out the comma before it"
		case is("},]"):
			return "write a value before it, such as null"
		}
	case aKey:
		switch {
		case is("}"):
			return "leave out the comma before it"
		case is("]"):
			return "write } instead, or before it"
		case is(","):
			return "leave it out"
		case comma && unicode.IsDigit(m.char) && unicode.IsDigit(lastRune(before[:len(before)-1])):
			return "leave out the comma in the number, or write keys in double quotes"
		}
		return "write keys in double quotes"
	case aColon:
		switch {
		case m.splitsText():
			return quoteInText
		case m.starts():
			return "write a colon before it"
		case is("},"):
			return "write a colon and a value after the key"
		}
		return "write a colon instead"
	case inObject, inList:
		return m.afterValue()
	}
	return ""
}

// afterValue returns the remedy for what follows a value in an object or a list.
func (m mistake) afterValue() string {
	is := func(any string) bool { return strings.ContainsRune(any, m.char) }
	switch {
	case m.splitsText():
		return quoteInText
	case m.starts():
		return "write a comma before it"
	case is("]"):
		return "write } instead, or before it"
	case is("}"):
		return "write ] instead, or before it"
	case is(":") && m.location == inList:
		return "write keys and their values in braces"
	case is(";"):
		return "write a comma instead"
	}
	return "leave it out"
}

const quoteInText = `write a double quote within a text as \"`

// splitsText reports whether an intended text seems to end at a quote within it.
func (m mistake) splitsText() bool { return m.token != "" && bytes.HasSuffix(m.before, []byte(`"`)) }

// starts reports whether a value or a key may begin with it.
func (m mistake) starts() bool { return m.token != "" || strings.ContainsRune(`"{[`, m.char) }

func lastRune(text []byte) rune {
	r, _ := utf8.DecodeLastRune(text)
	return r
}

// numbers are notations of numbers in other languages, with what to do about each.
var numbers = []struct {
	form   *regexp.Regexp
	remedy string
}{
	{regexp.MustCompile(`^\+[0-9.]`), "leave out the plus sign"},
	{regexp.MustCompile(`^-?\.[0-9]`), "write a digit before the point, as in 0.5"},
	{regexp.MustCompile(`^-?[0-9]+\.([eE]|$)`), "write a digit after the point, as in 1.0"},
	{regexp.MustCompile(`^-?0[xXoObB][0-9a-fA-F_]+$`), "write the number in decimal digits"},
	{regexp.MustCompile(`^-?0[0-9]+(\.[0-9]+)?$`), "leave out the zeros that a number begins with, or write it in double quotes as a text"},
	{regexp.MustCompile(`^-?[0-9.]+[eE][+-]?$`), "write a digit after the e, as in 1e5"},
	{regexp.MustCompile(`^-?[0-9]+(_[0-9]+)+$`), "leave out the underscores"},
	{regexp.MustCompile(`^-?[0-9]+[nLl]$`), "leave out the letter"},
	{regexp.MustCompile(`^-$`), "write a digit after the minus sign"},
}

// remedyOf returns what to do about a value of another language; "" if it is not one.
func remedyOf(token string) string {
	switch strings.ToLower(strings.TrimLeft(token, "+-")) {
	case "nan", "inf", "infinity":
		return "JSON has no " + token + `; write null, or "` + token + `" in quotes`
	case "true", "false", "none", "null", "nil", "undefined":
		return "write true, false or null"
	}
	for _, n := range numbers {
		if n.form.MatchString(token) {
			return n.remedy
		}
	}
	return ""
}
