package size

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestConstantMemory checks that the memory for a stream of documents, through a pipe and in
// either kind of format, does not grow after the first of them.
func TestConstantMemory(t *testing.T) {
	const begin, end, most = 1 << 20, 5 << 20, 1 << 20
	note := strings.Repeat("The quick brown fox jumps over the lazy dog. ", 1400)
	line := `{"id":"ord-1","customerId":7,"items":[{"sku":"BK-1","quantity":2},{"sku":"BK-2"}],"note":"` + note + `"}` + "\n"
	for _, format := range []Format{Table, JSON} {
		t.Run(string(format), func(t *testing.T) {
			reader, writer := io.Pipe()
			var base, peak uint64
			go func() {
				for written := 0; written < end; written += len(line) {
					io.WriteString(writer, line)
					switch {
					case written >= begin && base == 0:
						base = heap()
					case written >= begin && written%(1<<19) < len(line):
						peak = max(peak, heap())
					}
				}
				writer.Close()
			}()
			err := Documents(t.Context(), Request{
				Protos: []string{"testdata/shop.proto"}, Message: "shop.v1.Order", Files: []string{Stdin}, Stdin: reader, Format: format,
			}, io.Discard, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d KiB of heap after %d MiB, at most %d KiB later", base>>10, begin>>20, peak>>10)
			if peak > base+most {
				t.Errorf("%d MiB of documents took %d KiB more heap than %d MiB, want at most %d KiB", end>>20, (peak-base)>>10, begin>>20, most>>10)
			}
		})
	}
}

// heap returns how much is in use when all garbage is gone.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestJSONStreams checks that a row is written before the next document is read.
func TestJSONStreams(t *testing.T) {
	documents, feed := io.Pipe()
	rows, sink := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := Documents(t.Context(), Request{
			Protos: []string{"testdata/shop.proto"}, Message: "shop.v1.Order", Files: []string{Stdin}, Stdin: documents, Format: JSON,
		}, sink, io.Discard)
		sink.CloseWithError(err)
		done <- err
	}()
	decoder := json.NewDecoder(rows)
	for i := range 3 {
		if _, err := io.WriteString(feed, "{}\n"); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if _, err := decoder.Token(); err != nil {
				t.Fatal(err)
			}
		}
		var row Sizes
		if err := decoder.Decode(&row); err != nil || row.Document != "stdin:"+string(rune('1'+i)) {
			t.Fatalf("row %d is %+v (%v), want that of the document before the next is there", i+1, row, err)
		}
	}
	feed.Close()
	var sum Sizes
	if err := decoder.Decode(&sum); err != nil || sum.Document != totalName || sum.JSON != 6 || sum.Ratio != nil {
		t.Errorf("the last row is %+v (%v), want a total of 6 bytes without a ratio", sum, err)
	}
	if _, err := io.Copy(io.Discard, rows); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// TestFiles checks that JSON files, JSONL files and stdin give the same figures, and that the same
// documents in another order give the same total.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	texts := []string{`{"id":"a","gift":true}`, `{"id":"bb","items":[{}]}`, `{"note":"ccc"}`}
	lines := strings.Join(texts, "\r\n") + "\r\n"
	path := filepath.Join(dir, "o.jsonl")
	if err := os.WriteFile(path, []byte(lines), 0o644); err != nil {
		t.Fatal(err)
	}
	var files []string
	for i, text := range texts {
		file := filepath.Join(dir, string(rune('c'-i))+".json")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append([]string{file}, files...)
	}
	var totals []Sizes
	for _, r := range []Request{{Files: files}, {Files: []string{path}}, {Files: []string{Stdin}, Stdin: strings.NewReader(lines)}} {
		r.Protos, r.Message, r.Format = []string{"testdata/shop.proto"}, "shop.v1.Order", JSON
		var out strings.Builder
		if err := Documents(t.Context(), r, &out, io.Discard); err != nil {
			t.Fatal(err)
		}
		var rows []Sizes
		if err := json.Unmarshal([]byte(out.String()), &rows); err != nil || len(rows) != len(texts)+1 {
			t.Fatalf("%v: %d rows (%v), want %d", r.Files, len(rows), err, len(texts)+1)
		}
		last := rows[len(texts)]
		last.Ratio = nil
		totals = append(totals, last)
	}
	if totals[0] != totals[1] || totals[1] != totals[2] {
		t.Errorf("as files, lines and stdin the totals are %+v", totals)
	}
}
