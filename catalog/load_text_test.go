package catalog

import (
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"unicode/utf16"
)

func wide(order binary.AppendByteOrder, text string) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

// Files that are no UTF-8 text are refused, with the command that makes them so.
func TestLoadOtherText(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"gzip", "\x1f\x8b\x08\x00", "a gzip file; unpack it: gunzip <b.csv >b-plain.csv"},
		{"zstd", "\x28\xb5\x2f\xfd\x00", "unzstd <b.csv"},
		{"xz", "\xfd7zXZ\x00\x00", "unxz <b.csv"},
		{"spreadsheet", "PK\x03\x04\x14", "a zip file or a spreadsheet; save what it holds as plain text in UTF-8"},
		{"UTF-16 with a mark", wide(binary.LittleEndian, byteOrderMark+head()+row), "the file is UTF-16, not UTF-8; convert it: iconv -f UTF-16 -t UTF-8 b.csv >b-utf8.csv"},
		{"big-endian UTF-16 with a mark", wide(binary.BigEndian, byteOrderMark+head()+row), "iconv -f UTF-16 -t UTF-8 b.csv"},
		{"UTF-16", wide(binary.LittleEndian, head()+row), "iconv -f UTF-16LE -t UTF-8 b.csv"},
		{"big-endian UTF-16", wide(binary.BigEndian, head()+row), "iconv -f UTF-16BE -t UTF-8 b.csv"},
		{"UTF-32", "\xff\xfe\x00\x00b\x00\x00\x00", "iconv -f UTF-32 -t UTF-8 b.csv"},
	} {
		for reader, read := range map[string]func(io.Reader, string) ([]Book, isbnLosses, error){"CSV": readCSV, "JSONL": readJSONL} {
			_, _, err := read(strings.NewReader(test.text), "b.csv")
			if err == nil || !strings.HasPrefix(err.Error(), "b.csv:1:1: the file is ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s as %s: %v, want %q in it", test.name, reader, err, test.want)
			}
		}
	}
	if got, want := iconv("UTF-16", "/my books/it's.csv"), `iconv -f UTF-16 -t UTF-8 '/my books/it'\''s.csv' >'/my books/it'\''s-utf8.csv'`; got != want {
		t.Errorf("iconv = %s, want %s", got, want)
	}
}

// A file that ends its lines in carriage returns has the lines that it shows.
func TestLoadCSVCarriageReturns(t *testing.T) {
	text := strings.ReplaceAll(head()+row+"\nx,Ash,Nell Ilk,4.02,1,2,3,4,5\n", "\n", "\r")
	if _, _, err := readCSV(strings.NewReader(text), "b.csv"); err == nil || !strings.HasPrefix(err.Error(), `b.csv:3:1: book_id: "x"`) {
		t.Errorf("readCSV: %v, want an error on line 3", err)
	}
}
