package documents

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/wiretax/wiretax/plaintext"
)

// Fault says where a document is not JSON in UTF-8, why, and what to do about it. It returns ""
// if there is no fault.
func (d Document) Fault() (offset int, what string) {
	offset, found, remedy := d.fault()
	if remedy == "" {
		return offset, found
	}
	return offset, found + "; " + remedy
}

// Found returns a text's [Document.Fault] without what to do about it, for a file that a program
// wrote.
func Found(text []byte) (offset int, found string) {
	offset, found, _ = Document{Text: text}.fault()
	return offset, found
}

func (d Document) fault() (offset int, found, remedy string) {
	const object = "a document is a JSON object"
	valid := json.Valid(d.Text)
	switch {
	case !valid && isBinary(d.Text):
		return 0, "binary data", object + ", not a protobuf message"
	case !utf8.Valid(d.Text):
		return firstInvalid(d.Text), "not UTF-8", "save it as UTF-8"
	case valid:
		offset, escape := loneSurrogate(d.Text)
		if escape == "" {
			return 0, "", ""
		}
		return offset, escape + " is half of a surrogate pair", "write both halves, or the character itself"
	}
	err := json.Unmarshal(d.Text, new(json.RawMessage))
	bad, ok := errors.AsType[*json.SyntaxError](err)
	if !ok {
		return 0, fmt.Sprint(err), "" // unreachable: what is not valid has a syntax error
	}
	offset = max(int(bad.Offset)-1, 0)
	switch said := bad.Error(); {
	case len(bytes.TrimSpace(d.Text)) == 0:
		return 0, "empty", object
	case unfinished(d.Text):
		return d.unended()
	case strings.Contains(said, "exceeded max depth"):
		return offset, "nested deeper than 10,000 levels", ""
	}
	m := mistakeAt(d.Text, offset, bad.Error())
	switch remedy = m.remedy(); {
	case isTable(d.Text) && m.char != '/': // which begins a comment
		remedy = "it looks like CSV; write each row as a JSON object"
	case m.location == theEnd:
		remedy = d.behind(offset)
	case remedy != "":
	case len(bytes.TrimSpace(m.before)) == 0:
		remedy = object
	default:
		remedy = "write texts in double quotes"
	}
	return offset, m.found(), remedy
}

// unended returns the fault of a text that ends in the middle of a document.
func (d Document) unended() (offset int, found, remedy string) {
	if FormOf(d.File) == Lines {
		return len(d.Text), "the line ends within a document", "it is cut off, or a document takes several lines; write each on one line"
	}
	return len(d.Text), "the text ends within a document", "it may be cut off, or a brace, bracket or quote is not closed"
}

// behind returns the remedy for what follows a document.
func (d Document) behind(offset int) string {
	rest := bytes.TrimRight(d.Text[offset:], " \t\r\n")
	switch {
	case string(rest) == ",":
		return "leave out the comma at the end"
	case rest[0] == ',':
		return "leave out the commas between the documents, or write a list in brackets"
	case rest[0] == '/' || rest[0] == '#':
		return "JSON has no comments; leave them out"
	case rest[0] != '{' && rest[0] != '[':
		return "leave out what follows the document"
	case FormOf(d.File) == Lines:
		return "write each document on one line"
	}
	return "for many documents write one a line into a .jsonl file"
}

// isTable reports whether a text begins as CSV does: its first line has columns, and nothing
// that looks like JSON.
func isTable(text []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimSpace(text), []byte("\n"))
	return !bytes.ContainsAny(line, "{[") && bytes.ContainsAny(line, ",;\t")
}

// isBinary reports whether a text that does not begin like an object or a list of JSON soon has
// control characters.
func isBinary(text []byte) bool {
	text = bytes.TrimSpace(text[:min(len(text), plaintext.HeadBytes)])
	return len(text) > 0 && text[0] != '{' && text[0] != '[' && bytes.ContainsFunc(text, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\x1e'
	})
}

// firstInvalid returns where text stops being UTF-8.
func firstInvalid(text []byte) int {
	for at := 0; at < len(text); {
		r, n := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && n == 1 {
			return at
		}
		at += n
	}
	return len(text)
}
