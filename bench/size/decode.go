package size

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/wiretax/wiretax/bench/documents"
)

// document is one JSON document of the caller's.
type document documents.Document

// decode reads a document as a message, by the rules of protojson. Its errors name file,
// line and path. What discard leaves out is no longer part of the text that it returns.
func (s *Schema) decode(d document, discard bool) (*dynamicpb.Message, []byte, dropped, error) {
	if err := d.checkJSON(); err != nil {
		return nil, nil, dropped{}, err
	}
	message := dynamicpb.NewMessage(s.message)
	options := protojson.UnmarshalOptions{Resolver: s.types, DiscardUnknown: discard}
	if err := options.Unmarshal(d.Text, message); err != nil {
		return nil, nil, dropped{}, s.explain(d, err)
	}
	text, left := d.Text, dropped{}
	if discard {
		text, left = prune(s, text)
	}
	return message, text, left, nil
}

// checkJSON refuses what is no JSON in UTF-8.
func (d document) checkJSON() error {
	if !utf8.Valid(d.Text) {
		return d.problem(firstInvalid(d.Text), "not UTF-8; save it as UTF-8")
	}
	if json.Valid(d.Text) {
		return nil
	}
	err := json.Unmarshal(d.Text, new(json.RawMessage))
	at, ok := errors.AsType[*json.SyntaxError](err)
	if !ok {
		return d.problem(0, fmt.Sprint(err)) // unreachable: what is not valid has a syntax error
	}
	what := at.Error()
	switch {
	case len(bytes.TrimSpace(d.Text)) == 0:
		return d.problem(0, "empty; a document is a JSON object")
	case strings.Contains(what, "after top-level value"):
		what += "; for many documents write one a line into a .jsonl file"
	case strings.Contains(what, "'}' looking for beginning of object key"), strings.Contains(what, "']' looking for beginning of value"):
		what += "; leave out the comma before it"
	case strings.Contains(what, "exceeded max depth"):
		what = "nested deeper than 10,000 levels"
	}
	return d.problem(int(at.Offset)-1, what)
}

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

// problem is an error at an offset of the text.
func (d document) problem(offset int, what string) error {
	offset = min(max(offset, 0), len(d.Text))
	line := d.Line + bytes.Count(d.Text[:offset], []byte("\n"))
	where := fmt.Sprintf("%s:%d", d.File, line)
	if path := pathOf(locate(d.Text, offset)); path != "$" {
		where += ": " + path
	}
	return badInput("%s", OneLine(where+": "+cut(what, 300)))
}

// positioned is how protojson says where an error is.
var positioned = regexp.MustCompile(`^(?:syntax error )?\(line (\d+):(\d+)\): (?s:(.*))$`)

// explain turns an error of protojson into one that names file, line and path. Where it says
// no position, as for a required field, the error is of the whole document.
func (s *Schema) explain(d document, err error) error {
	// protobuf puts a space of either kind behind its prefix, so that none relies on it.
	said := strings.TrimLeft(strings.TrimPrefix(err.Error(), "proto:"), " \u00a0")
	parts := positioned.FindStringSubmatch(said)
	if parts == nil {
		return d.problem(0, said)
	}
	line, _ := strconv.Atoi(parts[1])
	column, _ := strconv.Atoi(parts[2])
	offset := offsetOf(d.Text, line, column)
	return d.problem(offset, s.complaint(d.Text, offset, parts[3]))
}

// offsetOf is where a line and a column of runes, both from 1, begin.
func offsetOf(text []byte, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		at += bytes.IndexByte(text[at:], '\n') + 1
	}
	for ; column > 1 && at < len(text); column-- {
		_, n := utf8.DecodeRune(text[at:])
		at += n
	}
	return at
}
