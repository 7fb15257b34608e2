package bookfile

import (
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/plaintext"
)

func wide(order binary.AppendByteOrder, text string) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

// Files that are not text in UTF-8 are refused, with the command that converts them.
func TestLoadOtherText(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"gzip", "\x1f\x8b\x08\x00", "a gzip file; unpack it: gunzip <b.csv >b-plain.csv"},
		{"zstd", "\x28\xb5\x2f\xfd\x00", "a zstd file; unpack it: zstd -d <b.csv >b-plain.csv"},
		{"xz", "\xfd7zXZ\x00\x00", "xz -d <b.csv"},
		{"Parquet", "PAR1\x15\x04", "a Parquet file; save what it holds as plain text in UTF-8"},
		{"saved error page", "\n<!DOCTYPE html>\n<html>", "a web page; it may be the error of a server; download the data again"},
		{"spreadsheet", "PK\x03\x04\x14", "a zip file or a spreadsheet; unpack it with unzip -p, or save the sheet as plain text in UTF-8"},
		{"UTF-16 with a mark", wide(binary.LittleEndian, plaintext.ByteOrderMark+head()+row), "the file is UTF-16; convert it: iconv -f UTF-16 -t UTF-8 <b.csv >b-plain.csv"},
		{"big-endian UTF-16 with a mark", wide(binary.BigEndian, plaintext.ByteOrderMark+head()+row), "iconv -f UTF-16 -t UTF-8 <b.csv"},
		{"UTF-16", wide(binary.LittleEndian, head()+row), "iconv -f UTF-16LE -t UTF-8 <b.csv"},
		{"big-endian UTF-16", wide(binary.BigEndian, head()+row), "iconv -f UTF-16BE -t UTF-8 <b.csv"},
		{"UTF-32", "\xff\xfe\x00\x00b\x00\x00\x00", "iconv -f UTF-32 -t UTF-8 <b.csv"},
	} {
		for reader, read := range map[string]func(io.Reader, string) ([]catalog.Book, isbnLosses, error){"CSV": readCSV, "JSONL": readJSONL} {
			_, _, err := read(strings.NewReader(test.text), "b.csv")
			if err == nil || !strings.HasPrefix(err.Error(), "b.csv:1:1: the file is ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s as %s: %v, want %q in it", test.name, reader, err, test.want)
			}
		}
	}
	if got, want := convert("gunzip", "/my books/it's.csv"), `gunzip <'/my books/it'\''s.csv' >'/my books/it'\''s-plain.csv'`; got != want {
		t.Errorf("convert = %s, want %s", got, want)
	}
}

// Lines may end in carriage returns.
func TestLoadCSVCarriageReturns(t *testing.T) {
	text := strings.ReplaceAll(head()+row+"\nx,Ash,Nell Ilk,4.02,1,2,3,4,5\n", "\n", "\r")
	if _, _, err := readCSV(strings.NewReader(text), "b.csv"); err == nil || !strings.HasPrefix(err.Error(), `b.csv:3:1: book_id: "x"`) {
		t.Errorf("readCSV: %v, want an error on line 3", err)
	}
}
