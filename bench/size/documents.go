package size

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/wiretax/wiretax/bench/transcode"
	"github.com/wiretax/wiretax/terminal"
)

// Request says what to weigh and how to write the results.
type Request struct {
	// Protos are .proto files, and Folders are those from which imports start; see [Compile].
	Protos, Folders []string
	// Protoset is a file of descriptors, instead of them.
	Protoset string
	// Message is the full name of the documents' type.
	Message string
	// Files hold documents, as [documents.Read] takes them, or are [Stdin].
	Files []string
	Stdin io.Reader
	// DiscardUnknown drops and counts fields and names of enums that the message does not know,
	// instead of ending with an error.
	DiscardUnknown bool
	// Format defaults to [Table].
	Format Format
}

// Documents weighs documents one after another and writes a row of each and a total to w, in
// [JSON] each row as soon as its document is weighed. It needs memory for the largest document,
// whatever their number. If the format cannot say what was dropped, a line is written to notes.
//
// It ends at the first text that is not such a document, with an [InputError] that names file,
// line and path; the output then lacks the total.
func Documents(ctx context.Context, r Request, w, notes io.Writer) error {
	schema, err := r.schema(ctx)
	if err != nil {
		return err
	}
	s := newScale(schema, r.DiscardUnknown)
	var out sink = &pageSink{w: w, format: r.Format}
	if r.Format == JSON {
		out = &jsonSink{array{w: w}, notes}
	}
	for d, err := range documentsIn(ctx, r.Files, r.Stdin, schema.IsList()) {
		var of Sizes
		if err == nil {
			of, err = s.weigh(document(d))
		}
		if err == nil {
			err = out.row(of)
		}
		if err != nil {
			return errors.Join(err, out.abandon())
		}
	}
	return out.end(s)
}

func (r *Request) schema(ctx context.Context) (*transcode.Schema, error) {
	if r.Protoset != "" {
		return Protoset(r.Protoset, r.Message)
	}
	return Compile(ctx, r.Protos, r.Folders, r.Message)
}

// sink writes what was weighed.
type sink interface {
	row(Sizes) error
	end(*scale) error
	// abandon ends the output after an error.
	abandon() error
}

// jsonSink writes JSON.
type jsonSink struct {
	array
	notes io.Writer
}

func (s *jsonSink) row(of Sizes) error { return s.element(of) }

func (s *jsonSink) abandon() error {
	if !s.some {
		return nil // the array has not begun
	}
	return s.close()
}

func (s *jsonSink) end(sc *scale) error {
	if sc.dropped.values > 0 {
		fmt.Fprintln(s.notes, sc.droppedNote())
	}
	if err := s.element(sc.total); err != nil {
		return err
	}
	return s.close()
}

// array writes a JSON array with one element on each line.
type array struct {
	w    io.Writer
	some bool
}

func (a *array) element(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	before := "[\n  "
	if a.some {
		before = ",\n  "
	}
	a.some = true
	_, err = io.WriteString(a.w, before+string(text))
	return err
}

func (a *array) close() error {
	_, err := io.WriteString(a.w, "\n]\n")
	return err
}

// mostRows is how many documents a table names.
const mostRows = 20

// pageSink makes a page. If there are many documents, it keeps only the first ones.
type pageSink struct {
	w      io.Writer
	format Format
	rows   []Sizes
	more   Sizes
	folded int64
}

func (s *pageSink) row(of Sizes) error {
	if len(s.rows) < mostRows {
		s.rows = append(s.rows, of)
	} else {
		s.more.add(of)
		s.folded++
	}
	return nil
}

func (s *pageSink) abandon() error { return nil }

func (s *pageSink) end(sc *scale) error {
	p := new(page)
	t := &table{
		title:  fmt.Sprintf("%s, %s, in bytes", sc.schema.Name(), count(sc.count, "document")),
		lead:   1,
		heads:  []string{"document", "JSON\ngiven", "JSON\ncompact", "protobuf", "ratio", "gzip\nJSON", "gzip\nproto", "zstd\nJSON", "zstd\nproto"},
		groups: []int{5},
	}
	for _, of := range s.rows {
		t.rows = append(t.rows, figures(of))
	}
	if s.folded > 0 {
		s.more.Document = "… " + thousands(s.folded) + " more"
		t.rows = append(t.rows, figures(s.more))
	}
	t.rows = append(t.rows, figures(sc.total))
	p.add(t)
	p.say("The ratio is compact JSON over protobuf. gzip and zstd work at their default levels on each document by itself.")
	if sc.dropped.values > 0 {
		p.say("%s", sc.droppedNote())
	}
	p.add(sc.why.table(sc.schema.Name()))
	p.add(sc.why.causes())
	for _, said := range sc.why.explain(sc.total) {
		p.say("%s", said)
	}
	return p.write(s.w, s.format)
}

func figures(s Sizes) []string {
	return []string{
		terminal.Line(s.Document), thousands(s.JSON), thousands(s.Compact), thousands(s.Protobuf), ratio(s.Compact, s.Protobuf),
		thousands(s.JSONGzip), thousands(s.ProtobufGzip), thousands(s.JSONZstd), thousands(s.ProtobufZstd),
	}
}

func (s *scale) droppedNote() string {
	return fmt.Sprintf("Dropped what %s does not know: %s, %s bytes of JSON that count only as given.",
		s.schema.Name(), count(s.dropped.values, "value"), thousands(s.dropped.bytes))
}

func count(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}
