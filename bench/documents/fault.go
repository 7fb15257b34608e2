package documents

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/wiretax/wiretax/plaintext"
)

// Fault says where a document stops being JSON whose texts UTF-8 can hold, why, and what to do
// about it; "" is no fault.
func (d Document) Fault() (offset int, what string) {
	valid := json.Valid(d.Text)
	switch {
	case !valid && isBinary(d.Text):
		return 0, "binary data, such as a protobuf message; a document is a JSON object"
	case !utf8.Valid(d.Text):
		return firstInvalid(d.Text), "not UTF-8; save it as UTF-8"
	case valid:
		offset, escape := loneSurrogate(d.Text)
		if escape != "" {
			what = escape + " is half of a surrogate pair; write both halves, or the character itself"
		}
		return offset, what
	}
	err := json.Unmarshal(d.Text, new(json.RawMessage))
	bad, ok := errors.AsType[*json.SyntaxError](err)
	if !ok {
		return 0, fmt.Sprint(err) // unreachable: what is not valid has a syntax error
	}
	offset = max(int(bad.Offset)-1, 0)
	switch what = bad.Error(); {
	case len(bytes.TrimSpace(d.Text)) == 0:
		return 0, "empty; a document is a JSON object"
	case strings.HasPrefix(what, "unexpected end"):
		return len(d.Text), what + "; " + d.unended()
	case strings.Contains(what, "exceeded max depth"):
		return offset, "nested deeper than 10,000 levels"
	}
	remedy := d.remedy(offset, what)
	switch {
	case remedy != "":
		what += "; " + remedy
	case strings.Contains(what, " in literal "):
		what = "a word without quotes; write texts in double quotes"
	}
	return offset, what
}

// unended is the remedy for a text that ends within a document.
func (d Document) unended() string {
	if FormOf(d.File) == Lines {
		return "the line is cut off, or a document takes several lines; write each on one line"
	}
	return "the text may be cut off"
}

// word is what is not JSON and may have been meant as a value, at the start of a text.
var word = regexp.MustCompile(`^-?[A-Za-z]+`)

// remedy says what to do about a syntax error at an offset; "" where nobody knows.
func (d Document) remedy(offset int, what string) string {
	switch {
	case strings.Contains(what, "in string escape"):
		return `write a backslash as \\`
	case strings.Contains(what, "in string literal"):
		return `write it with a backslash, as in \n or \u0000`
	}
	from := offset
	for from > 0 && (d.Text[from-1] == '-' || isLetter(d.Text[from-1])) {
		from--
	}
	atKey := strings.Contains(what, "object key")
	switch name := string(word.Find(d.Text[from:])); strings.ToLower(strings.TrimPrefix(name, "-")) {
	case "nan", "inf", "infinity":
		return "JSON has no " + name + `; write null, or "` + name + `" in quotes`
	case "true", "false", "none", "undefined":
		return "write true, false or null"
	}
	switch c := d.Text[offset]; {
	case isTable(d.Text):
		return "it looks like CSV; write each row as a JSON object"
	case strings.Contains(what, "after top-level value"):
		return d.behind(offset)
	case c == '\'':
		return "write texts and keys in double quotes"
	case c == '/' || c == '#':
		return "JSON has no comments; leave them out"
	case c == '}' && atKey, c == ']' && strings.Contains(what, "beginning of value"):
		return "leave out the comma before it"
	case atKey && (isLetter(c) || c == '_'):
		return "write keys in double quotes"
	case bytes.HasPrefix(d.Text[offset:], []byte("\ufeff")):
		return "leave out the byte order mark"
	case len(bytes.TrimSpace(d.Text[:offset])) == 0:
		return "a document is a JSON object"
	}
	return ""
}

// behind is the remedy for what follows a document.
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

// isTable says whether a text begins as CSV does: its first line has columns, and nothing
// that looks like JSON.
func isTable(text []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimSpace(text), []byte("\n"))
	return !bytes.ContainsAny(line, "{[") && bytes.ContainsAny(line, ",;\t")
}

// isBinary says whether a text that begins as no JSON object or list soon has control
// characters.
func isBinary(text []byte) bool {
	text = bytes.TrimSpace(text[:min(len(text), plaintext.HeadBytes)])
	return len(text) > 0 && text[0] != '{' && text[0] != '[' && bytes.ContainsFunc(text, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\x1e'
	})
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// firstInvalid is where text stops being UTF-8.
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
