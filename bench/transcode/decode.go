package transcode

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
)

// Error says what is wrong with a text, and where.
type Error struct {
	Offset int
	// Path is the JSON path that leads there, "$" for the whole text.
	Path string
	// What may hold text of a stranger.
	What string
}

func (e *Error) Error() string {
	if e.Path == "$" {
		return e.What
	}
	return e.Path + ": " + e.What
}

func problem(text []byte, offset int, what string) error {
	offset = min(max(offset, 0), len(text))
	return &Error{offset, PathAt(text, offset), what}
}

// Decode reads a JSON text as a message, by the rules of protojson. Discard leaves out what
// the schema does not know. Its errors are each an [Error].
func (s *Schema) Decode(text []byte, discard bool) (*dynamicpb.Message, error) {
	if err := CheckJSON(text); err != nil {
		return nil, err
	}
	message := dynamicpb.NewMessage(s.Message)
	options := protojson.UnmarshalOptions{Resolver: s.Types, DiscardUnknown: discard}
	if err := options.Unmarshal(text, message); err != nil {
		return nil, s.explain(text, err)
	}
	return message, nil
}

// CheckJSON refuses what is not JSON in UTF-8, with an [Error].
func CheckJSON(text []byte) error {
	if !utf8.Valid(text) {
		return problem(text, firstInvalid(text), "not UTF-8; save it as UTF-8")
	}
	if json.Valid(text) {
		return nil
	}
	err := json.Unmarshal(text, new(json.RawMessage))
	at, ok := errors.AsType[*json.SyntaxError](err)
	if !ok {
		return problem(text, 0, fmt.Sprint(err)) // unreachable: what is not valid has a syntax error
	}
	what, offset := at.Error(), int(at.Offset)-1
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return problem(text, 0, "empty; a document is a JSON object")
	case strings.Contains(what, "after top-level value") && strings.IndexByte("{[", text[offset]) >= 0:
		what += "; for many documents write one a line into a .jsonl file"
	case strings.Contains(what, "after top-level value"):
		what += "; leave out what stands behind the value"
	case strings.Contains(what, "'}' looking for beginning of object key"), strings.Contains(what, "']' looking for beginning of value"):
		what += "; leave out the comma before it"
	case strings.Contains(what, " in literal "):
		what = "a word without quotes; write texts in double quotes"
	case strings.Contains(what, "exceeded max depth"):
		what = "nested deeper than 10,000 levels"
	}
	return problem(text, offset, what)
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

// positioned is how protojson says where an error is.
var positioned = regexp.MustCompile(`^(?:syntax error )?\(line (\d+):(\d+)\): (?s:(.*))$`)

// explain turns an error of protojson into one that says where it is. Where protojson does not,
// as for a required field, the error is of the whole text.
func (s *Schema) explain(text []byte, err error) error {
	// protobuf puts a space of either kind behind its prefix, so that none relies on it.
	said := strings.TrimLeft(strings.TrimPrefix(err.Error(), "proto:"), " \u00a0")
	parts := positioned.FindStringSubmatch(said)
	if parts == nil {
		return problem(text, 0, said)
	}
	line, _ := strconv.Atoi(parts[1])
	column, _ := strconv.Atoi(parts[2])
	offset := offsetOf(text, line, column)
	return problem(text, offset, s.complaint(text, offset, parts[3]))
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
