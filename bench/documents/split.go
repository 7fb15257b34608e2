package documents

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/wiretax/wiretax/plaintext"
)

// separators may stand between documents: white space, the byte before each text of a JSON text
// sequence, and the byte order marks of joined files.
const separators = " \t\r\n\x1e" + plaintext.ByteOrderMark

// split yields the documents of a text: the text itself, the documents one after another, or the
// elements of an array. A text that is not JSON is yielded as it is, so that an error can name
// the position.
func (r *reader) split(d Document, yield func(Document, error) bool) (more bool) {
	unmark(d.Text)
	begin := bytes.TrimLeft(d.Text, " \t\r\n")
	list := len(begin) > 0 && begin[0] == '[' && !r.lists
	if !list && json.Valid(d.Text) {
		return yield(d, nil)
	}
	if !json.Valid(d.Text) && Count(d.Text) < 2 {
		return yield(d, nil)
	}
	decoder := json.NewDecoder(bytes.NewReader(d.Text))
	if list && json.Valid(d.Text) {
		decoder.Token() // the bracket
		if !decoder.More() {
			return yield(Document{}, fmt.Errorf("%s:%d: an empty list; a document is a JSON object", d.File, d.Line))
		}
	}
	line, counted := d.Line, 0
	for decoder.More() {
		var text json.RawMessage
		if err := decoder.Decode(&text); err != nil {
			return yield(Document{}, fmt.Errorf("%s:%d: %w", d.File, d.Line, err)) // unreachable: it is valid
		}
		from := int(decoder.InputOffset()) - len(text)
		line += bytes.Count(d.Text[counted:from], []byte("\n"))
		counted = from
		if !yield(Document{fmt.Sprintf("%s:%d", d.File, line), d.File, line, d.Text[from : from+len(text)]}, nil) {
			return false
		}
	}
	return true
}

// unmark replaces separators that JSON does not take for white space by white space, if they
// begin a line and so are not within a string.
func unmark(text []byte) {
	for at := range text {
		if at > 0 && text[at-1] != '\n' {
			continue
		}
		if text[at] == '\x1e' {
			text[at] = ' '
		}
		if bytes.HasPrefix(text[at:], []byte(plaintext.ByteOrderMark)) {
			copy(text[at:], "   ")
		}
	}
}

// Count returns the number of whole JSON documents of which a text consists, 0 if it has
// anything else.
func Count(text []byte) int {
	decoder := json.NewDecoder(bytes.NewReader(text))
	for n := 0; ; n++ {
		var value json.RawMessage
		if err := decoder.Decode(&value); errors.Is(err, io.EOF) {
			return n
		} else if err != nil {
			return 0
		}
	}
}

// unfinished reports whether a text is only the beginning of a document.
func unfinished(text []byte) bool {
	text = bytes.TrimLeft(text, separators)
	return errors.Is(json.NewDecoder(bytes.NewReader(text)).Decode(new(json.RawMessage)), io.ErrUnexpectedEOF)
}
