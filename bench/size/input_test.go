package size

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// TestBadDocuments checks that errors are one line with file, line, path and what is wrong.
func TestBadDocuments(t *testing.T) {
	for _, test := range []struct {
		name, file, text string
		want             string
	}{
		{"empty", "o.json", "", "o.json:1: empty; a document is a JSON object"},
		{"blank", "o.json", " \n\t\n", "o.json:1: empty; a document is a JSON object"},
		{"no line", "o.jsonl", "\n\n", "o.jsonl: empty; a document is a JSON object"},
		{"no JSON", "o.json", "id: 7", "o.json:1: 'id' instead of a value; a document is a JSON object"},
		{"broken off", "o.json", "{\n\"id\": \"a\",\n\"items\": [{\"sku\":", "o.json:3: $.items[0].sku: the text ends within a document; it may be cut off, or a brace, bracket or quote is not closed"},
		{"two and a half", "o.json", "{}\n{", "o.json:2: '{' after the document; for many documents write one a line into a .jsonl file"},
		{"comma behind a line", "o.jsonl", "{},\n{},\n", "o.jsonl:1: ',' after the document; leave out the comma at the end"},
		{"half of a pair", "o.jsonl", "{}\n{\"items\":[{\"sku\":\"a\\ud800\"}]}", `o.jsonl:2: $.items[0].sku: \ud800 is half of a surrogate pair; write both halves, or the character itself`},
		{"NaN", "o.json", `{"customerId":NaN}`, `o.json:1: $.customerId: 'NaN' instead of a value; JSON has no NaN; write null, or "NaN" in quotes`},
		{"zstd", "o.jsonl", "\x28\xb5\x2f\xfd\x04\x00", "o.jsonl is a zstd file; unpack it, as with zstd -d"},
		{"a list over lines", "o.jsonl", "[\n{},\n{\"gift\":7}\n]", "o.jsonl:3: $.gift: 7 is not a bool"},
		{"cut off in the last line", "o.jsonl", "{}\n{\"id\":", "o.jsonl:2: $.id: the line ends within a document; it is cut off, or a document takes several lines; write each on one line"},
		{"not UTF-8", "o.json", "{\"id\":\n\"caf\xe9\"}", "o.json:2: $.id: not UTF-8; save it as UTF-8"},
		{"UTF-16", "o.json", "\xff\xfe{\x00}\x00", "o.json is UTF-16; convert it, as with iconv -f UTF-16 -t UTF-8"},
		{"a list in a list", "o.json", "[\n[{}]]", "o.json:2: it is a list; shop.v1.Order is an object, such as {}"},
		{"an element", "o.json", "[{},\n{\"gift\":7}]", "o.json:2: $.gift: 7 is not a bool"},
		{"an empty list", "o.json", "[]", "o.json:1: an empty list; a document is a JSON object"},
		{"a trailing comma", "o.json", `{"gift":true,}`, "o.json:1: '}' instead of a key in double quotes; leave out the comma before it"},
		{"a second of two", "o.json", "{}\n{\"gift\":7}", "o.json:2: $.gift: 7 is not a bool"},
		{"unknown field", "o.json", "{\n \"colour\": 1}", `o.json:2: $.colour: unknown field "colour" of shop.v1.Order; --discard-unknown goes on without it`},
		{"misspelt field", "o.json", `{"items":[{"sku":"a"},{"quantty":1}]}`, `o.json:1: $.items[1].quantty: unknown field "quantty" of shop.v1.Item; did you mean quantity? (--discard-unknown goes on without it)`},
		{"wrong type", "o.json", `{"items":[{"quantity":"many"}]}`, `o.json:1: $.items[0].quantity: "many" is not an int32`},
		{"a fraction", "o.json", `{"items":[{"quantity":1.5}]}`, `o.json:1: $.items[0].quantity: 1.5 is not an int32`},
		{"overflow", "o.jsonl", "{}\n{\"items\":[{\"quantity\":3000000000}]}", `o.jsonl:2: $.items[0].quantity: 3000000000 overflows int32 (-2147483648 to 2147483647)`},
		{"overflow of text", "o.json", `{"customerId":"9223372036854775808"}`, `o.json:1: $.customerId: "9223372036854775808" overflows int64 (-9223372036854775808 to 9223372036854775807)`},
		{"bad enum", "o.json", `{"status":"LOST"}`, `o.json:1: $.status: "LOST" is not a value of shop.v1.Status; its values are STATUS_UNSPECIFIED, OPEN, PAID, SHIPPED`},
		{"object for a list", "o.json", `{"items":{}}`, `o.json:1: $.items: an object is not a list`},
		{"list for an object", "o.json", `{"shipTo":[]}`, `o.json:1: $.shipTo: a list is not an object (shop.v1.Address)`},
		{"text for an element", "o.json", `{"items":["x"]}`, `o.json:1: $.items[0]: "x" is not an object (shop.v1.Item)`},
		{"text for a map", "o.json", `{"labels":"x"}`, `o.json:1: $.labels: "x" is not an object of keys and values`},
		{"number in a map", "o.json", `{"labels":{"a b":1}}`, `o.json:1: $.labels["a b"]: 1 is not a string`},
		{"null in a list", "o.json", `{"shipTo":{"lines":["x",null]}}`, `o.json:1: $.shipTo.lines[1]: null is not a string`},
		{"twice", "o.json", `{"customer_id":1,"customerId":1}`, `o.json:1: $.customerId: duplicate field "customerId"`},
		{"bad time", "o.json", `{"orderedAt":"yesterday"}`, `o.json:1: $.orderedAt: invalid google.protobuf.Timestamp value "yesterday"`},
		{"long text", "o.json", `{"orderedAt":"` + strings.Repeat("x", 1000) + `"}`, `o.json:1: $.orderedAt: invalid google.protobuf.Timestamp value "` + strings.Repeat("x", 300-len(`invalid google.protobuf.Timestamp value "`)-1) + "…"},
		{"long values", "o.json", `{"customerId":"` + strings.Repeat("x", 1000) + `"}`, `o.json:1: $.customerId: "` + strings.Repeat("x", 38) + `… is not an int64`},
		{"a key that steers", "o.json", `{"\u001b[2J":1}`, `o.json:1: $["\x1b[2J"]: unknown field "\x1b[2J" of shop.v1.Order; --discard-unknown goes on without it`},
		{"deep", "o.json", strings.Repeat("[", 20_000), "o.json:1: nested deeper than 10,000 levels"},
		{"a line of many", "o.jsonl", "{}\n\n{\"gift\":\"no\"}\n{}\n", `o.jsonl:3: $.gift: "no" is not a bool`},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, test.file)
			if err := os.WriteFile(path, []byte(test.text), 0o644); err != nil {
				t.Fatal(err)
			}
			err := weighAll(t, Request{Files: []string{path}})
			if err == nil {
				t.Fatalf("%.80q: no error, want %s", test.text, test.want)
			}
			got := strings.ReplaceAll(err.Error(), dir+string(filepath.Separator), "")
			if test.name == "deep" { // its path is long
				got = "o.json:1: " + got[strings.LastIndex(got, "nested"):]
			}
			if got != test.want {
				t.Errorf("%.80q:\n got %s\nwant %s", test.text, got, test.want)
			}
			if !errors.As(err, new(*InputError)) {
				t.Errorf("%v is no InputError", err)
			}
		})
	}
}

// weighAll weighs orders and returns the error.
func weighAll(t *testing.T, r Request) error {
	t.Helper()
	r.Protos, r.Message = []string{"testdata/shop.proto"}, "shop.v1.Order"
	return Documents(t.Context(), r, io.Discard, io.Discard)
}

func TestBadFiles(t *testing.T) {
	for _, test := range []struct {
		name  string
		files []string
		stdin io.Reader
		want  string
	}{
		{"missing", []string{"none.json"}, nil, "there is no file none.json"},
		{"a folder", []string{"testdata"}, nil, "testdata is a folder; name a file"},
		{"a bad second", []string{"testdata/order1.json", "none.json"}, nil, "none.json"},
		{"empty stdin", []string{Stdin}, strings.NewReader(""), "stdin: empty"},
		{"broken stdin", []string{Stdin}, iotest.ErrReader(errors.New("it broke")), "it broke"},
		{"a line of stdin", []string{Stdin}, strings.NewReader("{}\n{\"gift\":7}"), `stdin:2: $.gift: 7 is not a bool`},
		{"text of stdin", []string{Stdin}, strings.NewReader("\n{\n\"gift\":7}"), `stdin:3: $.gift: 7 is not a bool`},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := weighAll(t, Request{Files: test.files, Stdin: test.stdin})
			if err == nil || !strings.Contains(err.Error(), test.want) || !errors.As(err, new(*InputError)) {
				t.Errorf("Documents(%v) = %v, want an InputError with %q", test.files, err, test.want)
			}
		})
	}
}

// TestPartialJSON checks that the output before an error is JSON, without a total.
func TestPartialJSON(t *testing.T) {
	for stdin, want := range map[string]string{
		"{}\nx\n": "[\n  {\"document\":\"stdin:1\"",
		"x\n":     "",
	} {
		var got strings.Builder
		err := Documents(t.Context(), Request{
			Protos: []string{"testdata/shop.proto"}, Message: "shop.v1.Order",
			Files: []string{Stdin}, Stdin: strings.NewReader(stdin), Format: JSON,
		}, &got, io.Discard)
		if err == nil {
			t.Errorf("%q: no error", stdin)
		}
		if !strings.HasPrefix(got.String(), want) || strings.Contains(got.String(), totalName) || want != "" && !strings.HasSuffix(got.String(), "}\n]\n") {
			t.Errorf("%q: wrote %q, want an array without a total", stdin, got.String())
		}
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	read := 0
	stdin := readerFunc(func(p []byte) (int, error) {
		if read++; read == 3 {
			cancel()
		}
		return copy(p, "{}\n"), nil
	})
	err := Documents(ctx, Request{
		Protos: []string{"testdata/shop.proto"}, Message: "shop.v1.Order", Files: []string{Stdin}, Stdin: stdin,
	}, io.Discard, io.Discard)
	if !errors.Is(err, context.Canceled) || read > 4 {
		t.Errorf("Documents() = %v after %d reads, want it to end with the context", err, read)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestFailingWriter checks that errors of the output are not errors of the input.
func TestFailingWriter(t *testing.T) {
	for _, format := range []Format{Table, JSON, Markdown} {
		err := Documents(t.Context(), Request{
			Protos: []string{"testdata/shop.proto"}, Message: "shop.v1.Order", Files: []string{"testdata/order1.json"}, Format: format,
		}, failing{}, io.Discard)
		if err == nil || errors.As(err, new(*InputError)) {
			t.Errorf("%s into a full disk: %v, want an error that is no InputError", format, err)
		}
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// TestRequired: the one error that has no position names the document.
func TestRequired(t *testing.T) {
	_, _, _, err := decode(everything(t, "Strict"), document{"d", "d.json", 1, []byte("{\n}")}, false)
	if want := "d.json:1: required field everything.v1.Strict.needed not set"; err == nil || err.Error() != want {
		t.Errorf("without a required field: %v, want %s", err, want)
	}
}
