package documents

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"
)

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

// TestRead holds every container to the documents in it, with the line of each.
func TestRead(t *testing.T) {
	for _, test := range []struct{ file, text, want string }{
		{"o.json", `{"a":1}`, `o.json {"a":1}`},
		{"o.json", "{\n}\n", "o.json {\n}\n"},
		{"o.json", "{}\n\n{}", "o.json:1 {}|o.json:3 {}"},
		{"o.json", "{}{} {}", "o.json:1 {}|o.json:1 {}|o.json:1 {}"},
		{"o.json", "[{},\n{\"a\":\n1},\n{}]", "o.json:1 {}|o.json:2 {\"a\":\n1}|o.json:4 {}"},
		{"o.json", "[{}]", "o.json:1 {}"},
		{"o.json", "{}\n,{}", "o.json {}\n,{}"},
		{"o.json", "[{},]", "o.json [{},]"},
		{"o.json", "\ufeff{}", "o.json {}"},
		{"o.json", "", "o.json "},
		{"o.json", zipped("\ufeff{}"), "o.json {}"},
		{"o.jsonl", zipped("{}\n{}\n"), "o.jsonl:1 {}|o.jsonl:2 {}"},
		{"o.JSONL", "{}\r\n\r\n{}\r\n", "o.JSONL:1 {}|o.JSONL:3 {}"},
		{"o.ndjson", "\ufeff{}\n{}", "o.ndjson:1 {}|o.ndjson:2 {}"},
		{"o.geojsonl", "{}\n{", "o.geojsonl:1 {}|o.geojsonl:2 {"},
		{"o.geojsonl.gz", zipped("{}\n{}"), "o.geojsonl.gz:1 {}|o.geojsonl.gz:2 {}"},
		{"o.json-seq", "\x1e{}\n\x1e{}\n", "o.json-seq:1  {}|o.json-seq:2  {}"},
		{"o.json", "\x1e{\n}\n\x1e{}\n", "o.json:1 {\n}|o.json:3 {}"},
		{"o.jsonl", " \n\n", "o.jsonl: empty; a document is a JSON object"},
		{"o.json", "[ ]", "o.json:1: an empty list; a document is a JSON object"},
		{"o.json", "\xff\xfe{\x00}\x00", "o.json is UTF-16; save it as UTF-8, as with iconv -f UTF-16 -t UTF-8"},
		{"o.json", "{\x00}\x00", "o.json is UTF-16; save it as UTF-8, as with iconv -f UTF-16 -t UTF-8"},
		{"o.jsonl", "\x00{\x00}", "o.jsonl is UTF-16; save it as UTF-8, as with iconv -f UTF-16 -t UTF-8"},
		{"o.json", "\xff\xfe\x00\x00{\x00\x00\x00", "o.json is UTF-32; save it as UTF-8, as with iconv -f UTF-32 -t UTF-8"},
		{"o.json", "\x00\x00\x00{", "o.json is UTF-32; save it as UTF-8, as with iconv -f UTF-32 -t UTF-8"},
		{"o.json", zipped("{}")[:12], "o.json:1: the gzip data is cut off"},
		{"-", "{}\n{}", "-:1 {}|-:2 {}"},
		{"-", "[{},{}]", "-:1 {}|-:1 {}"},
		{"-", "[\n{},\n{}]", "-:2 {}|-:3 {}"},
		{"-", "\n{\n}\n{}", "-:2 {\n}|-:4 {}"},
	} {
		form := FormOf(test.file)
		if test.file == "-" {
			form = Detect
		}
		var got []string
		for d, err := range Read(test.file, strings.NewReader(test.text), form, false) {
			if err != nil {
				got = append(got, err.Error())
				break
			}
			got = append(got, d.Name+" "+string(d.Text))
		}
		if said := strings.Join(got, "|"); said != test.want {
			t.Errorf("%s %q:\n got %q\nwant %q", test.file, test.text, said, test.want)
		}
	}
}
