package documents

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/plaintext"
)

// MaxBytes is the largest size of a document. A file with a document on each line may have any
// size.
const MaxBytes = 128 << 20

// Document is one JSON document. It is unchecked: its text may not be JSON.
type Document struct {
	// Name is that of the file, with a line if the file may have several documents.
	Name string
	// File and Line are where its text begins.
	File string
	Line int
	Text []byte
}

// Form is how a file contains documents.
type Form int

const (
	// Whole is a text of one document, or of several one after another.
	Whole Form = iota
	// Lines has a document on each line that is not blank. If the first line is only the
	// beginning of a document, as in an indented text, the file is read as Whole.
	Lines
)

// FormOf tells from the ending of a file's name whether its lines are documents. It ignores case
// and the ending of a packed file.
func FormOf(file string) Form {
	name := strings.ToLower(file)
	if slices.Contains(plaintext.Packed, filepath.Ext(name)) {
		name = strings.TrimSuffix(name, filepath.Ext(name))
	}
	switch filepath.Ext(name) {
	case ".jsonl", ".ndjson", ".geojsonl", ".geojsons", ".geojsonseq", ".jsonseq", ".json-seq":
		return Lines
	}
	return Whole
}

// Read reads documents from r, which file names in errors. It unpacks gzip and skips a
// byte order mark. An array is the documents in it, unless lists is true, which
// makes it a document. A document's text belongs to the reader, which overwrites it for
// the next. It ends at the first error, which is one line.
func Read(file string, r io.Reader, form Form, lists bool) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		buffered, err := plain(file, bufio.NewReader(r))
		if err != nil {
			yield(Document{}, err)
			return
		}
		in := reader{name: file, buffered: buffered, limit: MaxBytes, lists: lists}
		if form == Lines {
			in.either(yield)
			return
		}
		in.line = 1
		in.whole(yield)
	}
}

// plain unpacks gzip and skips a byte order mark. It refuses what is not text in UTF-8.
func plain(file string, r *bufio.Reader) (*bufio.Reader, error) {
	kind, other := plaintext.Other(head(r))
	packed := ""
	if kind == plaintext.Gzip {
		unpacked, err := newGunzip(r)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		r = bufio.NewReader(unpacked)
		packed = " within gzip"
		kind, other = plaintext.Other(head(r))
	}
	if other {
		return nil, fmt.Errorf("%s is %s%s; %s", file, kind.Name, packed, kind.Do())
	}
	if bytes.HasPrefix(head(r), []byte(plaintext.ByteOrderMark)) {
		r.Discard(len(plaintext.ByteOrderMark))
	}
	return r, nil
}

// head returns the beginning of a text, as far as it can be read without waiting. It waits only
// for the first two bytes: a stream may have sent no more than one document.
func head(r *bufio.Reader) []byte {
	begin, _ := r.Peek(2)
	begin, _ = r.Peek(min(plaintext.HeadBytes, max(len(begin), r.Buffered())))
	return begin
}

// Plain returns a text without gzip and byte order mark, as [Read] would read it.
func Plain(file string, text []byte) ([]byte, error) {
	buffered, err := plain(file, bufio.NewReader(bytes.NewReader(text)))
	if err != nil {
		return nil, err
	}
	r := reader{name: file, buffered: buffered, limit: MaxBytes, line: 1}
	err = r.rest()
	return r.text, err
}

// reader reads the documents of one file.
type reader struct {
	name     string
	buffered *bufio.Reader
	limit    int // of a document, in bytes
	lists    bool
	line     int    // the number of the last line read, from 1
	text     []byte // of that line, or of what was read last
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
		case err == nil || err == io.EOF:
			return err
		default:
			return r.problem(err)
		}
	}
}

// problem returns an error of reading.
func (r *reader) problem(err error) error {
	return fmt.Errorf("%s:%d: %w", r.name, r.line, err)
}

func (r *reader) tooLarge() error {
	return fmt.Errorf("%s:%d: document is larger than %d MiB", r.name, r.line, r.limit>>20)
}

// rest adds what is left to the text.
func (r *reader) rest() error {
	b := bytes.NewBuffer(r.text)
	_, err := b.ReadFrom(io.LimitReader(r.buffered, int64(r.limit+1-len(r.text))))
	r.text = b.Bytes()
	switch {
	case err != nil:
		return r.problem(err)
	case len(r.text) > r.limit:
		return r.tooLarge()
	}
	return nil
}

// whole reads all that follows the text.
func (r *reader) whole(yield func(Document, error) bool) {
	line := r.line
	if err := r.rest(); err != nil {
		yield(Document{}, err)
		return
	}
	r.split(Document{r.name, r.name, line, r.text}, yield)
}

// lines reads a document from each line, of which the first has been read with that error;
// it skips blank ones.
func (r *reader) lines(err error, yield func(Document, error) bool) {
	some := false
	for ; err != io.EOF; err = r.next() {
		if err != nil {
			yield(Document{}, err)
			return
		}
		if r.blank() {
			continue
		}
		some = true
		line := bytes.TrimRight(r.text, "\r\n")
		if !r.split(Document{fmt.Sprintf("%s:%d", r.name, r.line), r.name, r.line, line}, yield) {
			return
		}
	}
	if !some {
		yield(Document{}, fmt.Errorf("%s: empty; a document is a JSON object", r.name))
	}
}

// blank reports whether the line has no document.
func (r *reader) blank() bool { return len(bytes.Trim(r.text, separators)) == 0 }

// either reads lines, or a whole text if the first line is only the beginning of a document.
func (r *reader) either(yield func(Document, error) bool) {
	err := r.next()
	for err == nil && r.blank() {
		err = r.next()
	}
	if err != nil || !unfinished(r.text) {
		r.lines(err, yield)
		return
	}
	r.whole(yield)
}
