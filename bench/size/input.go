package size

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// MaxDocumentBytes is the largest document. Of JSONL it is the longest line; the file may
// have any size.
const MaxDocumentBytes = 128 << 20

// Stdin is the name under which documents come from standard input.
const Stdin = "-"

// documents reads files one after another: of .jsonl and .ndjson each line is a document, of
// others the whole file. Standard input is read by lines where its first line is a document.
// A document's text belongs to the reader, which overwrites it for the next. It ends at the
// first error.
func documents(ctx context.Context, files []string, stdin io.Reader) iter.Seq2[document, error] {
	return func(yield func(document, error) bool) {
		for _, file := range files {
			for d, err := range inFile(file, stdin) {
				if ctx.Err() != nil {
					err = ctx.Err()
				}
				if !yield(d, err) || err != nil {
					return
				}
			}
		}
	}
}

func inFile(name string, stdin io.Reader) iter.Seq2[document, error] {
	return func(yield func(document, error) bool) {
		if name == Stdin {
			r := reader{name: "stdin", buffered: bufio.NewReader(stdin), limit: MaxDocumentBytes}
			r.either(yield)
			return
		}
		file, err := os.Open(name)
		if err != nil {
			yield(document{}, badInput("document: %w", err))
			return
		}
		defer file.Close()
		r := reader{name: name, buffered: bufio.NewReader(file), limit: MaxDocumentBytes}
		switch strings.ToLower(filepath.Ext(name)) {
		case ".jsonl", ".ndjson":
			r.lines(r.next(), yield)
		default:
			yield(r.whole())
		}
	}
}

// reader reads the documents of one file.
type reader struct {
	name     string
	buffered *bufio.Reader
	limit    int    // of a document, in bytes
	line     int    // the number of the last line read, from 1
	text     []byte // of it, or of what was read last
}

// next reads a line, with its end.
func (r *reader) next() error {
	r.line++
	r.text = r.text[:0]
	for {
		part, err := r.buffered.ReadSlice('\n')
		r.text = append(r.text, part...)
		switch {
		case len(r.text) > r.limit:
			return r.tooLarge()
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(r.text) > 0:
			return nil
		case err == nil || errors.Is(err, io.EOF):
			return err
		default:
			return badInput("document: %w", err)
		}
	}
}

func (r *reader) tooLarge() error {
	return badInput("%s:%d: document is larger than %d MiB", r.name, r.line, r.limit>>20)
}

// rest adds what is left to the text.
func (r *reader) rest() error {
	b := bytes.NewBuffer(r.text)
	_, err := b.ReadFrom(io.LimitReader(r.buffered, int64(r.limit+1-len(r.text))))
	r.text = b.Bytes()
	switch {
	case err != nil:
		return badInput("document: %w", err)
	case len(r.text) > r.limit:
		return r.tooLarge()
	}
	return nil
}

func (r *reader) whole() (document, error) {
	r.line++
	err := r.rest()
	return document{r.name, r.name, 1, r.text}, err
}

// lines reads a document from each line, of which the first has been read with that error;
// blank ones are passed over.
func (r *reader) lines(err error, yield func(document, error) bool) {
	some := false
	for ; !errors.Is(err, io.EOF); err = r.next() {
		line := bytes.TrimRight(r.text, "\r\n")
		if err == nil && len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		some = true
		if !yield(document{fmt.Sprintf("%s:%d", r.name, r.line), r.name, r.line, line}, err) || err != nil {
			return
		}
	}
	if !some {
		yield(document{}, badInput("%s: empty; a document is a JSON object", r.name))
	}
}

// either reads lines, or one document where the first line is only the beginning of one.
func (r *reader) either(yield func(document, error) bool) {
	err := r.next()
	for err == nil && len(bytes.TrimSpace(r.text)) == 0 {
		err = r.next()
	}
	line := r.line
	if err == nil && errors.Is(json.NewDecoder(bytes.NewReader(r.text)).Decode(new(json.RawMessage)), io.ErrUnexpectedEOF) {
		err = r.rest()
		yield(document{r.name, r.name, line, r.text}, err)
		return
	}
	r.lines(err, yield)
}
