package catalog

import (
	"bufio"
	"bytes"
	"io"
	"path/filepath"
	"regexp"
	"strings"
)

const byteOrderMark = "\ufeff"

// headBytes is how much of a file's beginning tells what it is.
const headBytes = 64 << 10

// containers are the files that people take for text, by how they begin. Those that a tool
// unpacks name it; of the others the text has to be saved again.
var containers = []struct{ magic, what, tool string }{
	{"\x1f\x8b", "a gzip file", "gunzip"},
	{"\x28\xb5\x2f\xfd", "a zstd file", "unzstd"},
	{"BZh", "a bzip2 file", "bunzip2"},
	{"\xfd7zXZ\x00", "an xz file", "unxz"},
	{"PK\x03\x04", "a zip file or a spreadsheet", ""},
	{"\xd0\xcf\x11\xe0", "an old spreadsheet", ""},
	{"PAR1", "a Parquet file", ""},
}

// openText returns the text of a file, without a byte order mark, and how it begins. Other
// containers than plain text and other encodings than UTF-8 are refused.
func openText(r io.Reader, path string) (text *bufio.Reader, head []byte, err error) {
	text = bufio.NewReaderSize(r, headBytes)
	head, _ = text.Peek(headBytes) // whoever reads on meets the error
	for _, c := range containers {
		if bytes.HasPrefix(head, []byte(c.magic)) {
			remedy := "save what it holds as plain text in UTF-8"
			if c.tool != "" {
				remedy = "unpack it: " + c.tool + " <" + shellWord(path) + " >" + shellWord(beside(path, "-plain"))
			}
			return nil, nil, &rowError{path, 1, 1, "", "the file is " + c.what + "; " + remedy}
		}
	}
	if encoding := wideEncoding(head); encoding != "" {
		return nil, nil, &rowError{path, 1, 1, "", "the file is " + encoding + ", not UTF-8; convert it: " + iconv(encoding, path)}
	}
	if rest, marked := bytes.CutPrefix(head, []byte(byteOrderMark)); marked {
		_, _ = text.Discard(len(byteOrderMark)) // cannot fail after that Peek
		head = rest
	}
	return text, head, nil
}

// wideEncoding names an encoding of two or four bytes a character; empty where there is none.
func wideEncoding(head []byte) string {
	for _, mark := range []struct{ bytes, encoding string }{
		{"\xff\xfe\x00\x00", "UTF-32"}, {"\x00\x00\xfe\xff", "UTF-32"}, {"\xff\xfe", "UTF-16"}, {"\xfe\xff", "UTF-16"},
	} {
		if bytes.HasPrefix(head, []byte(mark.bytes)) {
			return mark.encoding
		}
	}
	// Without a mark, the zeros of the ASCII characters tell.
	sample := head[:min(len(head), 64)]
	var zeros [2]int
	for i, b := range sample {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch half := len(sample) / 4; {
	case half > 0 && zeros[1] > half && zeros[0] == 0:
		return "UTF-16LE"
	case half > 0 && zeros[0] > half && zeros[1] == 0:
		return "UTF-16BE"
	}
	return ""
}

// iconv is the command that turns a file into UTF-8.
func iconv(encoding, path string) string {
	return "iconv -f " + encoding + " -t UTF-8 " + shellWord(path) + " >" + shellWord(beside(path, "-utf8"))
}

// beside is the name of another file with the same ending.
func beside(path, suffix string) string {
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + suffix + ext
}

// notUTF8 is the remedy for bytes that are not UTF-8.
func notUTF8(path string) string {
	return "is not UTF-8; if the file is Windows-1252 or Latin-1, convert it: " + iconv("WINDOWS-1252", path)
}

// plainWord matches what a shell takes as it is.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9._/+:@%=,-]+$`)

func shellWord(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// lineFeeds turns every carriage return into a line feed, for files of old Macs whose lines
// end with one.
type lineFeeds struct{ io.Reader }

func (l lineFeeds) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	for i := range p[:n] {
		if p[i] == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
