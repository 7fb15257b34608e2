package anycall

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/wiretax/wiretax/bench/documents"
	"github.com/wiretax/wiretax/bench/inspect"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/transcode"
)

// dataOf reads the requests of a target as they were written: one, or one for each line of a file
// whose name says so to [documents.FormOf]. There is at least one. The header is sent with them.
func dataOf(t plan.Target, rpc bool, header http.Header) ([][]byte, error) {
	switch t.Order {
	case "", "sequence", "shuffle":
	default:
		return nil, fmt.Errorf("order: unknown %q; use sequence or shuffle", t.Order)
	}
	text := []byte(t.Data)
	if file, isFile := strings.CutPrefix(t.Data, "@"); isFile {
		all, err := requestsIn(file, rpc)
		if err != nil {
			return nil, fmt.Errorf("data: %w", err)
		}
		for _, body := range all {
			if err := checkEncoding(file, body, header); err != nil && !rpc {
				return nil, fmt.Errorf("data: %w", err)
			}
		}
		if len(all) > 1 || documents.FormOf(file) == documents.Lines {
			return all, nil
		}
		text = all[0]
	}
	if rpc {
		if len(bytes.TrimSpace(text)) == 0 {
			text = []byte("{}")
		}
		if n := documents.Count(text); n > 1 {
			return nil, fmt.Errorf("data: %s holds %d JSON documents; %s", inspect.Quote(text), n, aLineEach)
		}
		if offset, what := (documents.Document{Text: text}).Fault(); what != "" {
			return nil, fmt.Errorf("data: %s is not JSON: %v; write the request as JSON, or @FILE", inspect.Quote(text), transcode.At(text, offset, what))
		}
	}
	return [][]byte{text}, nil
}

// maxDataBytes bounds the requests of a file, which are kept in memory.
const maxDataBytes = 512 << 20

// requestsIn reads the requests of a file: each line of a file of lines, else the whole file. An
// HTTP body is sent byte for byte, except for a byte order mark before JSON.
func requestsIn(name string, rpc bool) ([][]byte, error) {
	file, err := documents.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if documents.FormOf(name) == documents.Lines {
		return lines(name, file, rpc)
	}
	text, err := io.ReadAll(io.LimitReader(file, documents.MaxBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > documents.MaxBytes:
		return nil, fmt.Errorf("%s is larger than %d MiB", name, documents.MaxBytes>>20)
	}
	plain, err := documents.Plain(name, text)
	switch {
	case !rpc && (err != nil || !json.Valid(plain) && documents.Count(plain) < 2):
		return [][]byte{text}, nil // not JSON
	case err != nil:
		return nil, err
	case !rpc && bytes.HasPrefix(text, []byte("\x1f\x8b")):
		return [][]byte{text}, nil // the user has compressed it
	}
	if n := documents.Count(plain); n > 1 && (rpc || strings.EqualFold(filepath.Ext(name), ".json")) {
		return nil, fmt.Errorf("%s holds %d JSON documents; %s%s", name, n, aLineEach, asOneBody(rpc))
	}
	if rpc && len(bytes.TrimSpace(plain)) > 0 {
		err = check(documents.Document{File: name, Line: 1, Text: plain}, rpc)
	}
	return [][]byte{plain}, err
}

// aLineEach says how several requests are written.
const aLineEach = "for several requests write one a line into a .jsonl file"

// asOneBody says how several documents are sent together, if they can be.
func asOneBody(rpc bool) string {
	if rpc {
		return ""
	}
	return ", for one body give the file another ending, such as .txt"
}

// lines reads the requests of a JSONL file.
func lines(name string, file io.Reader, rpc bool) ([][]byte, error) {
	var all [][]byte
	size := 0
	for d, err := range documents.Read(name, file, documents.Lines, true) {
		if err != nil {
			return nil, err
		}
		if size += len(d.Text); size > maxDataBytes {
			return nil, fmt.Errorf("%s holds more than %d MiB of requests", name, maxDataBytes>>20)
		}
		line := bytes.TrimSpace(d.Text)
		if err := check(d, rpc); err != nil {
			return nil, err
		}
		if line[0] == '[' && bytes.IndexByte(line, '\n') >= 0 {
			return nil, fmt.Errorf("%s holds one list over several lines; write each request on one line, as with jq -c '.[]'", name)
		}
		all = append(all, bytes.Clone(line))
	}
	return all, nil
}

// check returns an error for a request that is not JSON, or that no protobuf message can hold.
func check(d documents.Document, rpc bool) error {
	if !rpc && json.Valid(d.Text) {
		return nil
	}
	offset, what := d.Fault()
	if what == "" {
		return nil
	}
	line := d.Line + bytes.Count(d.Text[:offset], []byte("\n"))
	return fmt.Errorf("line %d of %s is not JSON: %s", line, d.File, what)
}

// shuffle brings requests into an order that depends on the seed only.
func shuffle(requests [][]byte, seed uint64) {
	random := rand.New(rand.NewPCG(seed, uint64(len(requests))))
	random.Shuffle(len(requests), func(i, j int) { requests[i], requests[j] = requests[j], requests[i] })
}
