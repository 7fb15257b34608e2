package plan

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"github.com/wiretax/wiretax/plaintext"
)

// plainText returns a plan's text without the byte order mark that editors put in front of it.
// It rejects text that is not UTF-8, which the library would show unescaped.
func plainText(text []byte) ([]byte, error) {
	if kind, other := plaintext.Other(text[:min(len(text), plaintext.HeadBytes)]); other {
		return nil, fmt.Errorf("it is %s; %s", kind.Name, kind.Do())
	}
	text = bytes.TrimPrefix(text, []byte(plaintext.ByteOrderMark))
	number := 0
	for one := range bytes.Lines(text) {
		number++
		if !utf8.Valid(one) {
			return nil, fmt.Errorf("line %d: not UTF-8; convert it, as with %s", number, plaintext.Iconv("ISO-8859-1"))
		}
	}
	return text, nil
}

const (
	noTab      = "a tab; indent with spaces"
	misplaced  = "it does not fit the line before; indent keys that belong together alike, and write each as key: value"
	twoColons  = `a second ": " in one value; indent keys that belong together alike, or put the value in quotes`
	openBrace  = `a "{" is not closed; close it with "}"`
	openSquare = `a "[" is not closed; close it with "]"`
	noDirect   = `a value does not begin with "%"; put it in quotes`
	noQuestion = `a key over several lines, or after "?"; write key: value`
	noColon    = `no ": " after a key; write each key as key: value`
	noTag      = "a plan cannot have a tag such as !!int; leave it out"
	noAnchor   = "a plan cannot have an anchor (&) or alias (*); write the value itself"
)

// said replaces messages of the library, recognised by a part of them.
var said = []struct{ part, words string }{
	{"tab character", noTab},
	{"'\t'", noTab},
	{"end character of double-quoted", `a value's closing " is missing; add it`},
	{"end character of single-quoted", "a value's closing ' is missing; add it"},
	{"anchor", noAnchor},
	{"alias", noAnchor},
	{"merge key", noAnchor},
	{"tag", noTag},
	{"mapping value is not allowed", twoColons},
	{"could not find '[' character", `a "]" without its "["; take it out, or put the value in quotes`},
	{"could not find '{' character", `a "}" without its "{"; take it out, or put the value in quotes`},
	{"',' or ']'", `a "," or "]" is missing; add it`},
	{"',' or '}'", `a "," or "}" is missing; add it`},
	{"sequence end token", openSquare},
	{"flow map", openBrace},
	{"directive", noDirect},
	{"invalid key", noQuestion},
	{"implicit line break", noColon},
	{"unexpected key name", noColon},
	{"delimiter ':'", noColon},
	{"sequence entries are not allowed", "a list begins after its key on the same line; begin it on a line of its own"},
	{"found ','", `a "," without a value before it; take it out`},
	{"escape", `an unknown escape in a value; write \\ for a backslash, or put the value in single quotes`},
	{"reserved character", "a value begins with a character that YAML reserves; put the value in quotes"},
	{"header option", `a value begins with "|" or ">"; put it in quotes, or begin the text on the next line`},
	{"indent", misplaced},
	{"not allowed in this context", misplaced},
	{"unexpected", misplaced},
	{"non-map value", noColon},
}

// oneLine returns an error of the library without the extract of the file that follows it, in
// words for users who do not know the grammar of YAML.
func oneLine(err error) error {
	text, at := err.Error(), ""
	if e, ok := errors.AsType[yaml.Error](err); ok {
		text = e.GetMessage()
		if token := e.GetToken(); token != nil {
			at = fmt.Sprintf("line %d: ", token.Position.Line)
		}
	}
	for _, s := range said {
		if strings.Contains(text, s.part) {
			return errors.New(at + s.words)
		}
	}
	first, _, _ := strings.Cut(text, "\n")
	return fmt.Errorf("%s%s; write YAML, each key as key: value", at, first)
}
