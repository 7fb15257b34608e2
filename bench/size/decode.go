package size

import (
	"bytes"
	"errors"
	"fmt"

	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/wiretax/wiretax/bench/documents"
	"github.com/wiretax/wiretax/bench/transcode"
	"github.com/wiretax/wiretax/terminal"
)

// document is one JSON document of the caller's.
type document documents.Document

// decode reads a document as a message. Its errors name file, line and path. The text that it
// returns lacks what discard leaves out.
func decode(s *transcode.Schema, d document, discard bool) (*dynamicpb.Message, []byte, dropped, error) {
	message, err := s.Decode(documents.Document(d), discard)
	if bad, ok := errors.AsType[*transcode.Error](err); ok {
		return nil, nil, dropped{}, d.problem(bad)
	}
	text, left := d.Text, dropped{}
	if discard {
		text, left = prune(s, text)
	}
	return message, text, left, nil
}

// problem names the file and the line of an error.
func (d document) problem(bad *transcode.Error) error {
	where := fmt.Sprintf("%s:%d", d.File, d.Line+bytes.Count(d.Text[:bad.Offset], []byte("\n")))
	if bad.Path != "$" {
		where += ": " + bad.Path
	}
	return badInput("%s", terminal.Line(where+": "+terminal.Cut(bad.What, 300)))
}
