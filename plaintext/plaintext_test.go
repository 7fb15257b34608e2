package plaintext

import (
	"strings"
	"testing"
)

// TestOther checks the name and the remedy of each kind of file, and that text in UTF-8 has none.
func TestOther(t *testing.T) {
	tar := "a.json" + strings.Repeat("\x00", 251) + "ustar\x0000"
	for _, test := range []struct{ head, name, command string }{
		{"\x1f\x8b\x08\x00", "a gzip file", "gunzip"},
		{"\x28\xb5\x2f\xfd\x04", "a zstd file", "zstd -d"},
		{"BZh91AY&SY", "a bzip2 file", "bunzip2"},
		{"\xfd7zXZ\x00\x00", "an xz file", "xz -d"},
		{"\x04\x22\x4d\x18\x64", "an lz4 file", "lz4 -d"},
		{"]\x00\x00\x80\x00", "an lzma file", "unlzma"},
		{"HTTP/1.1 200 OK\r\n", "an HTTP answer with its header", ""},
		{"PK\x03\x04\x14\x00", "a zip file or a spreadsheet", ""},
		{"7z\xbc\xaf\x27\x1c\x00", "a 7z archive", ""},
		{tar, "a tar archive", ""},
		{"PAR1\x15\x04", "a Parquet file", ""},
		{"Obj\x01\x04\x14avro.codec", "an Avro file", ""},
		{"ARROW1\x00\x00", "an Arrow file", ""},
		{"SQLite format 3\x00", "an SQLite database", ""},
		{"{\\rtf1\\ansi", "an RTF file", ""},
		{"<!DOCTYPE html><html>", "a web page", ""},
		{"\ufeff\n<HTML>", "a web page", ""},
		{"<?xml version=\"1.0\"?>", "XML", ""},
		{"\n\x05Amber\x12\x03red", "binary data, such as a protobuf message", ""},
		{"\x08\x96\x01", "binary data, such as a protobuf message", ""},
		{"\x00\x00\x00\x00\x05\x08\x96\x01", "binary data, such as a protobuf message", ""},
		{"\x08\x00", "binary data, such as a protobuf message", ""},

		{"\xff\xfe{\x00}\x00", "UTF-16", "iconv -f UTF-16 -t UTF-8"},
		{"\xfe\xff\x00{\x00}", "UTF-16", "iconv -f UTF-16 -t UTF-8"},
		{"{\x00}\x00", "UTF-16LE", "iconv -f UTF-16LE -t UTF-8"},
		{"\x00{\x00}", "UTF-16BE", "iconv -f UTF-16BE -t UTF-8"},
		{"\xff\xfe\x00\x00{\x00\x00\x00", "UTF-32", "iconv -f UTF-32 -t UTF-8"},
		{"{\x00\x00\x00}\x00\x00\x00", "UTF-32LE", "iconv -f UTF-32LE -t UTF-8"},
		{"\x00\x00\x00{\x00\x00\x00}", "UTF-32BE", "iconv -f UTF-32BE -t UTF-8"},

		{"", "", ""},
		{"{", "", ""},
		{"\x1e{}\n", "", ""},
		{"\ufeff{}", "", ""},
		{"\r\n\t{}", "", ""},
		{"BZ", "", ""},
		{"book_id,title", "", ""},
		{"{\"a\":\"<html>\"}", "", ""},
		{"{\"a\":\"\x00\"}", "", ""},
		{"[1]", "", ""},
	} {
		kind, ok := Other([]byte(test.head))
		if kind.Name != test.name || kind.Command != test.command || ok != (test.name != "") || ok != (kind.Remedy != "") {
			t.Errorf("Other(%.40q) = %+v, %v, want %q with the command %q", test.head, kind, ok, test.name, test.command)
		}
	}
}
