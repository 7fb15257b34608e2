// Package plaintext tells from the beginning of a file that should be UTF-8 text what it is
// instead, and which command converts it.
package plaintext

import (
	"bytes"
	"regexp"
)

// ByteOrderMark may stand before a UTF-8 text and is not part of it.
const ByteOrderMark = "\ufeff"

// HeadBytes is how much of a file's beginning is enough to tell every kind.
const HeadBytes = 512

// Kind is what a file is.
type Kind struct {
	// Name has its article, as in "a zip file".
	Name string
	// Remedy says what to do about it.
	Remedy string
	// Command converts the file from its standard input to its standard output; "" if there is
	// no such command.
	Command string
}

// Do returns the remedy, with the command if there is one.
func (k Kind) Do() string {
	if k.Command == "" {
		return k.Remedy
	}
	return k.Remedy + ", as with " + k.Command
}

// Packed are the endings of files that contain one packed file.
var Packed = []string{".gz", ".zst", ".bz2", ".xz", ".lzma", ".lz4", ".z", ".zip"}

const (
	unpack = "unpack it"
	save   = "save what it holds as plain text in UTF-8"
	unlist = "unpack it and name a file of it"
)

// Gzip is the kind of a gzip file, which some programs unpack themselves.
var Gzip = Kind{"a gzip file", unpack, "gunzip"}

// kinds are recognized by their beginning, except for a tar archive.
var kinds = []struct {
	magic string
	Kind
}{
	{"\x1f\x8b", Gzip},
	{"\x28\xb5\x2f\xfd", Kind{"a zstd file", unpack, "zstd -d"}},
	{"BZh", Kind{"a bzip2 file", unpack, "bunzip2"}},
	{"\xfd7zXZ\x00", Kind{"an xz file", unpack, "xz -d"}},
	{"]\x00\x00", Kind{"an lzma file", unpack, "unlzma"}},
	{"\x1f\x9d", Kind{"a file of compress", unpack, "uncompress"}},
	{"\x04\x22\x4d\x18", Kind{"an lz4 file", unpack, "lz4 -d"}},
	{"\xff\x06\x00\x00sNaPpY", Kind{"a snappy file", unpack, ""}},
	{"PK\x03\x04", Kind{"a zip file or a spreadsheet", "unpack it with unzip -p, or save the sheet as plain text in UTF-8", ""}},
	{"7z\xbc\xaf\x27\x1c", Kind{"a 7z archive", unlist + ", as with 7z x", ""}},
	{"Rar!", Kind{"a RAR archive", unlist + ", as with unrar x", ""}},
	{"\xd0\xcf\x11\xe0", Kind{"an old spreadsheet", save, ""}},
	{"PAR1", Kind{"a Parquet file", save, ""}},
	{"ARROW1", Kind{"an Arrow file", save, ""}},
	{"ORC\x03", Kind{"an ORC file", save, ""}},
	{"ORC\n", Kind{"an ORC file", save, ""}},
	{"Obj\x01", Kind{"an Avro file", save, ""}},
	{"\x89HDF", Kind{"an HDF5 file", save, ""}},
	{"SQLite format 3\x00", Kind{"an SQLite database", save, ""}},
	{"HTTP/", Kind{"an HTTP answer with its header", "save its body alone", ""}},
	{"%PDF-", Kind{"a PDF file", save, ""}},
	{"{\\rtf", Kind{"an RTF file", save, ""}},
}

// markup lists the beginnings of HTML and XML.
var markup = regexp.MustCompile(`(?i)^\s*(<!doctype html|<html|<head|<body|<\?xml|<!--)`)

// Other returns what a file with that beginning is; false if it may be text in UTF-8. Head may have
// any length, though fewer bytes than [HeadBytes] may not tell.
func Other(head []byte) (Kind, bool) {
	for _, k := range kinds {
		if bytes.HasPrefix(head, []byte(k.magic)) {
			return k.Kind, true
		}
	}
	const tarAt = 257
	if len(head) > tarAt && bytes.HasPrefix(head[tarAt:], []byte("ustar")) {
		return Kind{"a tar archive", unlist + ", as with tar -xf", ""}, true
	}
	if encoding := WideEncoding(head); encoding != "" {
		return Kind{encoding, "convert it", Iconv(encoding)}, true
	}
	if begin := markup.FindSubmatch(bytes.TrimPrefix(head, []byte(ByteOrderMark))); begin != nil {
		if begin[1][1] == '?' {
			return Kind{"XML", save, ""}, true
		}
		return Kind{"a web page", "it may be the error of a server; download the data again", ""}, true
	}
	if text := bytes.TrimLeft(head, " \t\r\n\x1e"); len(text) > 0 && (text[0] < ' ' || text[0] == 0x7f) {
		return Kind{"binary data, such as a protobuf message", save, ""}, true
	}
	return Kind{}, false
}

// Iconv returns the command that turns an encoding into UTF-8.
func Iconv(encoding string) string { return "iconv -f " + encoding + " -t UTF-8" }

// WideEncoding names an encoding of two or four bytes a character, which it recognizes by a mark or
// by the zeros of ASCII characters; "" for any other.
func WideEncoding(head []byte) string {
	for _, mark := range []struct{ bytes, encoding string }{
		{"\xff\xfe\x00\x00", "UTF-32"}, {"\x00\x00\xfe\xff", "UTF-32"}, {"\xff\xfe", "UTF-16"}, {"\xfe\xff", "UTF-16"},
	} {
		if bytes.HasPrefix(head, []byte(mark.bytes)) {
			return mark.encoding
		}
	}
	// The number of zeros at each of the four offsets; most characters should be ASCII.
	sample := head[:min(len(head), 64)/4*4]
	half := len(sample) / 4
	var zeros [4]int
	for i, b := range sample {
		if b == 0 {
			zeros[i%4]++
		}
	}
	even, odd := zeros[0]+zeros[2], zeros[1]+zeros[3]
	switch {
	case half == 0:
		return ""
	case zeros[0] == half && zeros[1] == half && zeros[3] == 0:
		return "UTF-32BE"
	case zeros[2] == half && zeros[3] == half && zeros[0] == 0:
		return "UTF-32LE"
	case odd > half && even == 0:
		return "UTF-16LE"
	case even > half && odd == 0:
		return "UTF-16BE"
	}
	return ""
}
