package target

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
)

// TestData holds files of requests to the requests in them, and bodies that are no JSON to
// going out as they are.
func TestData(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, "{}\n{}\n")
	w.Close()
	zipped := b.String()
	const http, rpc = "http", "grpc"
	for _, test := range []struct{ kind, file, text, want string }{
		{http, "a.ndjson", "{\"a\":1}\n{\"a\":2}\n", `{"a":1}|{"a":2}`},
		{http, "a.JSONL", "\ufeff{}\r\n\r\n{}\r\n", "{}|{}"},
		{rpc, "a.geojsonl", "{}\n{}", "{}|{}"},
		{rpc, "a.jsonl.gz", zipped, "{}|{}"},
		{http, "a.jsonl", "[1]\n[2,3]", "[1]|[2,3]"},
		{http, "a.json", "\ufeff{ }\n", "{ }\n"},
		{rpc, "a.json", "\ufeff{ }\n", "{ }\n"},
		{rpc, "a.txt", "", "{}"},
		{http, "a.json", "[{}, {}]\n", "[{}, {}]\n"},
		{http, "a.json", "{}\n{}\n", "data: FOLDER/a.json holds 2 JSON documents; for several requests write one a line into a .jsonl file, for one body give the file another ending, such as .txt"},
		{rpc, "a.txt", "{} {}", "data: FOLDER/a.txt holds 2 JSON documents; for several requests write one a line into a .jsonl file"},
		{http, "bulk.txt", "{}\n{}\n", "{}\n{}\n"},
		{http, "form", "a=1&b=2\r\n", "a=1&b=2\r\n"},
		{http, "photo.bin", "\xff\xd8\x00\x01", "\xff\xd8\x00\x01"},
		{http, "wide.json", "\xff\xfe{\x00}\x00", "\xff\xfe{\x00}\x00"},
		{http, "text.csv", "\ufeffa;b\n", "\ufeffa;b\n"},
		{http, "body.gz", zipped, zipped},
		{http, "none", "", ""},
		{rpc, "wide.json", "\xff\xfe{\x00}\x00", "data: FOLDER/wide.json is UTF-16; save it as UTF-8, as with iconv -f UTF-16 -t UTF-8"},
		{http, "a.jsonl", "{}\n{\n", `data: line 2 of FOLDER/a.jsonl is not JSON: "{"`},
		{http, "a.ndjson", "\n", "data: FOLDER/a.ndjson: empty; a document is a JSON object"},
	} {
		folder := t.TempDir()
		file := filepath.Join(folder, test.file)
		if err := os.WriteFile(file, []byte(test.text), 0o644); err != nil {
			t.Fatal(err)
		}
		requests, err := dataOf(plan.Target{Data: "@" + file}, test.kind == rpc)
		got := string(bytes.Join(requests, []byte("|")))
		if err != nil {
			got = strings.ReplaceAll(err.Error(), folder, "FOLDER")
		}
		if got != test.want {
			t.Errorf("%s @%s %q:\n got %q\nwant %q", test.kind, test.file, test.text, got, test.want)
		}
	}
}
