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

// TestRead checks the documents in every container, with the line of each.
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
		{"o.json", "\xff\xfe{\x00}\x00", "o.json is UTF-16; convert it, as with iconv -f UTF-16 -t UTF-8"},
		{"o.json", "{\x00}\x00", "o.json is UTF-16LE; convert it, as with iconv -f UTF-16LE -t UTF-8"},
		{"o.jsonl", "\x00{\x00}", "o.jsonl is UTF-16BE; convert it, as with iconv -f UTF-16BE -t UTF-8"},
		{"o.json", "\xff\xfe\x00\x00{\x00\x00\x00", "o.json is UTF-32; convert it, as with iconv -f UTF-32 -t UTF-8"},
		{"o.json", "\x00\x00\x00{", "o.json is UTF-32BE; convert it, as with iconv -f UTF-32BE -t UTF-8"},
		{"o.json", zipped("{}")[:12], "o.json:1: the gzip data is cut off; copy the file again"},
		{"o.json", "\x1f\x8b", "o.json: the gzip data is cut off; copy the file again"},
		{"o.json", zipped("{}")[:9], "o.json: the gzip data is cut off; copy the file again"},
		{"o.json", zipped("{}") + zipped("{}")[:5], "o.json:1: the gzip data is cut off; copy the file again"},
		{"o.json", zipped("{}") + "x", "o.json:1: something that is not gzip follows the gzip data; leave it out"},
		{"o.json", zipped("{}") + "some words that follow", "o.json:1: something that is not gzip follows the gzip data; leave it out"},
		{"o.jsonl", zipped("{}\n") + "\x00\x00", "o.jsonl:1 {}|o.jsonl:2: something that is not gzip follows the gzip data; leave it out"},
		{"o.jsonl", zipped("{}\n") + zipped("") + zipped("{}\n"), "o.jsonl:1 {}|o.jsonl:2 {}"},
		{"o.json", strings.Repeat(zipped(""), 200) + zipped("{}"), "o.json {}"},
		{"o.json", "\x1f\x8b\x09\x00\x00\x00\x00\x00\x00\x00\x00", "o.json: the gzip data is damaged; copy the file again"},
		{"o.json", zipped("{}")[:14] + "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "o.json:1: the gzip data is damaged; copy the file again"},
		{"o.json.zst", "\x28\xb5\x2f\xfd\x04\x00", "o.json.zst is a zstd file; unpack it, as with zstd -d"},
		{"o.jsonl", "BZh91AY&SY", "o.jsonl is a bzip2 file; unpack it, as with bunzip2"},
		{"o.jsonl.xz", "\xfd7zXZ\x00\x00\x04", "o.jsonl.xz is an xz file; unpack it, as with xz -d"},
		{"o.zip", "PK\x03\x04\x14\x00", "o.zip is a zip file or a spreadsheet; unpack it with unzip -p, or save the sheet as plain text in UTF-8"},
		{"o.json.gz", zipped(zipped("{}")), "o.json.gz is a gzip file within gzip; unpack it, as with gunzip"},
		{"o.json.gz", zipped("\x28\xb5\x2f\xfd\x04\x00"), "o.json.gz is a zstd file within gzip; unpack it, as with zstd -d"},
		{"o.parquet", "PAR1\x15\x04", "o.parquet is a Parquet file; save what it holds as plain text in UTF-8"},
		{"o.json", "\n\x05Amber\x12\x03red", "o.json is binary data, such as a protobuf message; save what it holds as plain text in UTF-8"},
		{"o.json", "<!DOCTYPE html>\n<html>", "o.json is a web page; it may be the error of a server; download the data again"},
		{"o.jsonl", "[{},\n{}]\n", "o.jsonl:1 {}|o.jsonl:2 {}"},
		{"o.ndjson", "[\n  {\n    \"a\": 1\n  },\n  {}\n]\n", "o.ndjson:2 {\n    \"a\": 1\n  }|o.ndjson:5 {}"},
		{"o.jsonl", "{\n\"a\": 1\n}\n", "o.jsonl {\n\"a\": 1\n}\n"},
		{"o.jsonl", "\n{\n\"a\": 1\n}\n{\n}\n", "o.jsonl:2 {\n\"a\": 1\n}|o.jsonl:5 {\n}"},
		{"o.jsonl", "{}\n\ufeff{}\n\ufeff\n", "o.jsonl:1 {}|o.jsonl:2    {}"},
		{"o.json", "{\n}\n\ufeff{}\n", "o.json:1 {\n}|o.json:3 {}"},
		{"o.json", "{\"a\":\"x\ufeffy\"}", "o.json {\"a\":\"x\ufeffy\"}"},
		{"o.jsonl", "{}\r{}\r", "o.jsonl:1 {}|o.jsonl:1 {}"},
		{"-", "{}\n{}", "-:1 {}|-:2 {}"},
		{"-", "[{},{}]", "-:1 {}|-:1 {}"},
		{"-", "[\n{},\n{}]", "-:2 {}|-:3 {}"},
		{"-", "\n{\n}\n{}", "-:2 {\n}|-:4 {}"},
	} {
		form := FormOf(test.file)
		if test.file == "-" {
			form = Lines
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
