package transcode

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/wiretax/wiretax/bench/documents"
)

// Error says what is wrong with a text, and where.
type Error struct {
	Offset int
	// Path is the JSON path of the fault, "$" for the whole text.
	Path string
	// What says what is wrong. It may hold text of a stranger.
	What string
}

func (e *Error) Error() string {
	if e.Path == "$" {
		return e.What
	}
	return e.Path + ": " + e.What
}

// At returns the error for a mistake at an offset of a text.
func At(text []byte, offset int, what string) *Error {
	offset = min(max(offset, 0), len(text))
	return &Error{offset, pathOf(locate(text, offset)), what}
}

// Decode reads a document as a message, by the rules of protojson. Discard leaves out what the
// schema does not know. Each error is an [Error].
func (s *Schema) Decode(d documents.Document, discard bool) (*dynamicpb.Message, error) {
	if offset, what := d.Fault(); what != "" {
		return nil, At(d.Text, offset, what)
	}
	message := dynamicpb.NewMessage(s.Message)
	options := protojson.UnmarshalOptions{Resolver: s.Types, DiscardUnknown: discard}
	if err := options.Unmarshal(d.Text, message); err != nil {
		return nil, s.explain(d.Text, err)
	}
	return message, nil
}

// positioned matches how protojson says where an error is.
var positioned = regexp.MustCompile(`^(?:syntax error )?\(line (\d+):(\d+)\): (?s:(.*))$`)

// explain turns an error of protojson into one that says where it is. If protojson does not say
// so, as for a required field, the error is of the whole text.
func (s *Schema) explain(text []byte, err error) error {
	// The space after protobuf's prefix differs from build to build, so that no one relies on it.
	said := strings.TrimLeft(strings.TrimPrefix(err.Error(), "proto:"), " \u00a0")
	parts := positioned.FindStringSubmatch(said)
	if parts == nil {
		return At(text, 0, said)
	}
	line, _ := strconv.Atoi(parts[1])
	column, _ := strconv.Atoi(parts[2])
	offset := offsetOf(text, line, column)
	return At(text, offset, s.complaint(text, offset, parts[3]))
}

// offsetOf returns where a line and a column of runes, both from 1, begin.
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
