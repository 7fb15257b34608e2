package anycall

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

// TestData checks the requests that are read from files, and that bodies that are not JSON are
// sent unchanged.
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
		{http, "text.csv", "\ufeffa;b\n", "\ufeffa;b\n"},
		{http, "none", "", ""},
		{rpc, "wide.json", "\xff\xfe{\x00}\x00", "data: FOLDER/wide.json is UTF-16; convert it, as with iconv -f UTF-16 -t UTF-8"},
		{http, "a.jsonl", "{}\n{\n", `data: line 2 of FOLDER/a.jsonl is not JSON: the line ends within a document; it is cut off, or a document takes several lines; write each on one line`},
		{http, "a.jsonl", "{},\n{}\n", `data: line 1 of FOLDER/a.jsonl is not JSON: ',' after the document; leave out the comma at the end`},
		{http, "a.jsonl", "{\n \"a\": 1\n}\n{\n}\n", "{\n \"a\": 1\n}|{\n}"},
		{http, "a.jsonl", "[\n{},\n{}\n]\n", "data: FOLDER/a.jsonl holds one list over several lines; write each request on one line, as with jq -c '.[]'"},
		{http, "a.jsonl", "{\"a\":\"\\ud800\"}\n", `{"a":"\ud800"}`},
		{rpc, "a.jsonl", "{}\n{\"a\":\"\\ud800\"}\n", `data: line 2 of FOLDER/a.jsonl is not JSON: \ud800 is half of a surrogate pair; write both halves, or the character itself`},
		{rpc, "a.json", "{\n\"a\":1,\n}\n", `data: line 3 of FOLDER/a.json is not JSON: '}' instead of a key in double quotes; leave out the comma before it`},
		{http, "a.jsonl.zst", "\x28\xb5\x2f\xfd\x04\x00", "data: FOLDER/a.jsonl.zst is a zstd file; unpack it, as with zstd -d"},
		{http, "a.json.zst", "\x28\xb5\x2f\xfd\x04\x00", "\x28\xb5\x2f\xfd\x04\x00"},
		{rpc, "a.json", "id,name\n1,Ash\n", "data: line 1 of FOLDER/a.json is not JSON: 'id' instead of a value; it looks like CSV; write each row as a JSON object"},
		{http, "a.ndjson", "\n", "data: FOLDER/a.ndjson: empty; a document is a JSON object"},
	} {
		folder := t.TempDir()
		file := filepath.Join(folder, test.file)
		if err := os.WriteFile(file, []byte(test.text), 0o644); err != nil {
			t.Fatal(err)
		}
		requests, err := dataOf(plan.Target{Data: "@" + file}, test.kind == rpc, nil)
		got := string(bytes.Join(requests, []byte("|")))
		if err != nil {
			got = strings.ReplaceAll(err.Error(), folder, "FOLDER")
		}
		if got != test.want {
			t.Errorf("%s @%s %q:\n got %q\nwant %q", test.kind, test.file, test.text, got, test.want)
		}
	}
}

// TestEncodings sends files that are not what a server of JSON expects, with headers that say
// so and without.
func TestEncodings(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, "{}")
	w.Close()
	packed := b.String()
	b.Reset()
	w.Reset(&b)
	io.WriteString(w, "text, \x00 and no JSON")
	w.Close()
	const (
		json    = "Content-Type: application/json"
		wide    = "FILE is UTF-16"
		isGzip  = "FILE is gzip, and would be sent unchanged; unpack it, or send a header that says what it is, such as 'Content-Encoding: gzip'"
		notUTF8 = "FILE is not UTF-8, as JSON is; save it"
	)
	for _, test := range []struct{ text, header, want string }{
		{"\xff\xfe{\x00}\x00", "", wide},
		{"\xfe\xff\x00{\x00}", "", wide},
		{"\x00[\x00]", "", wide},
		{"{\x00}\x00", "Content-Type: application/problem+json", wide},
		{"\xff\xfe{\x00}\x00", json + "; charset=utf-8", wide},
		{"\xff\xfe{\x00}\x00", json + "; charset=utf-16", ""},
		{"\xff\xfe{\x00}\x00", "Content-Type: text/plain", ""},
		{"{\x00\x00\x00}\x00\x00\x00", "", "FILE is UTF-32"},
		{"\x00\x00\x00\x18ftypmp42", "", ""}, // a video
		{"\x01\x00 any bytes", "", ""},
		{packed, "", isGzip},
		{packed, json, isGzip},
		{packed, "Content-Encoding: gzip", ""},
		{packed, "Content-Type: application/gzip", ""},
		{b.String(), "", ""},
		{b.String(), json, isGzip},
		{"{\"a\":\"\xfc\"}", "", notUTF8},
		{"{\"a\":\"\xfc\"}", json + "; charset=iso-8859-1", ""},
		{"\xff\xd8\xff\xe0 a photo", "", ""},
		{"\xff\xd8\xff\xe0 a photo", json, notUTF8},
		{"\xff\xd8\xff\xe0 a photo", "Content-Type: image/jpeg", ""},
		{"{\"a\":\"\u00fc\"}", json, ""},
		{"{\"a\":", json, ""}, // to see what a server says
		{"", json, ""},
	} {
		file := filepath.Join(t.TempDir(), "body")
		if err := os.WriteFile(file, []byte(test.text), 0o644); err != nil {
			t.Fatal(err)
		}
		to := plan.Target{URL: "http://127.0.0.1:1/", Data: "@" + file}
		if test.header != "" {
			to.Headers = []string{test.header}
		}
		got := ""
		if _, err := Parse(t.Context(), to); err != nil {
			got = strings.ReplaceAll(err.Error(), file, "FILE")
		}
		if (got == "") != (test.want == "") || got != "" && !strings.HasPrefix(got, "data: "+test.want) {
			t.Errorf("%q, %s:\n got %q\nwant %q", test.text, test.header, got, test.want)
		}
	}
	lines := filepath.Join(t.TempDir(), "a.jsonl")
	if err := os.WriteFile(lines, []byte("{}\n{\"a\":\"\xfc\"}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Parse(t.Context(), plan.Target{URL: "http://127.0.0.1:1/", Data: "@" + lines}); err == nil || !strings.Contains(err.Error(), "a.jsonl is not UTF-8") {
		t.Errorf("Parse() of lines in another encoding = %v", err)
	}
}
