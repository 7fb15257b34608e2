package bookfile

import (
	"bufio"
	"bytes"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/wiretax/wiretax/plaintext"
)

// headBytes is how much of a file is read to tell what it is.
const headBytes = 64 << 10

// openText returns the text of a file, without a byte order mark, and its beginning. It rejects
// files that are not plain text in UTF-8.
func openText(r io.Reader, path string) (text *bufio.Reader, head []byte, err error) {
	text = bufio.NewReaderSize(r, headBytes)
	head, _ = text.Peek(headBytes) // the next read returns the error
	if other, ok := plaintext.Other(head); ok {
		remedy := other.Remedy
		if other.Command != "" {
			remedy += ": " + convert(other.Command, path)
		}
		return nil, nil, &rowError{path, 1, 1, "", "the file is " + other.Name + "; " + remedy}
	}
	if rest, marked := bytes.CutPrefix(head, []byte(plaintext.ByteOrderMark)); marked {
		_, _ = text.Discard(len(plaintext.ByteOrderMark)) // cannot fail after that Peek
		head = rest
	}
	return text, head, nil
}

// convert returns the command line that converts a file.
func convert(command, path string) string {
	ext := filepath.Ext(path)
	other := strings.TrimSuffix(path, ext) + "-plain" + ext
	return command + " <" + shellWord(path) + " >" + shellWord(other)
}

// notUTF8 returns the remedy for bytes that are not UTF-8.
func notUTF8(path string) string {
	return "is not UTF-8; if the file is Windows-1252 or Latin-1, convert it: " + convert(plaintext.Iconv("WINDOWS-1252"), path)
}

// plainWord matches a word that needs no quotes in a shell.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9._/+:@%=,-]+$`)

func shellWord(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// lineFeeds turns every carriage return without a line feed after it into a line feed. Lines of
// old Macs end with it, and lines of Excel for Mac, whose values contain line feeds.
type lineFeeds struct{ *bufio.Reader }

func (l lineFeeds) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	for i := range p[:n] {
		if p[i] != '\r' {
			continue
		}
		next := p[i+1 : n]
		if len(next) == 0 {
			next, _ = l.Peek(1) // the next read returns the error
		}
		if len(next) == 0 || next[0] != '\n' {
			p[i] = '\n'
		}
	}
	return n, err
}
