package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// columns is the width of what people read on a terminal.
const columns = 80

// leastColumns are those of a terminal that is taken at its word.
const leastColumns = 20

// isTerminal says whether lines of w can be written over.
func isTerminal(w io.Writer) bool {
	if wrapped, ok := w.(*wrapping); ok {
		w = wrapped.out
	}
	file, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// widthOf is how many columns the terminal w has: 80 where it does not say, or w is none.
func widthOf(w io.Writer) int {
	if wrapped, ok := w.(*wrapping); ok {
		return wrapped.width
	}
	file, ok := w.(*os.File)
	if !ok {
		return columns
	}
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	if err != nil || size.Col < leastColumns {
		return columns
	}
	return int(size.Col)
}

// forPeople breaks the lines that are written to a terminal between words, and leaves those
// to anything else as they are.
func forPeople(w io.Writer) io.Writer {
	if !isTerminal(w) {
		return w
	}
	return &wrapping{out: w, width: widthOf(w)}
}

// wrapping breaks lines that are too long, and cuts those that are to be written over. Each
// write holds whole lines, or one that is to be written over.
type wrapping struct {
	out   io.Writer
	width int
}

// clearLine begins a line that is to be written over: it goes back and empties the line.
const clearLine = "\r\x1b[K"

func (w *wrapping) Write(p []byte) (int, error) {
	var text strings.Builder
	for line := range bytes.Lines(p) {
		body, ended := strings.CutSuffix(string(line), "\n")
		if shown, over := strings.CutPrefix(body, clearLine); over {
			if runes := []rune(shown); len(runes) >= w.width {
				shown = string(runes[:w.width-2]) + "…" // the last column would move to the next line
			}
			text.WriteString(clearLine + shown)
		} else {
			text.WriteString(strings.Join(breakLine(body, w.width, "  "), "\n"))
		}
		if ended {
			text.WriteByte('\n')
		}
	}
	if _, err := io.WriteString(w.out, text.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// breakLine breaks a line between words, and puts the indent before what follows. A word that is wider, such
// as a path, stays whole, so that it can be copied.
func breakLine(line string, width int, indent string) (lines []string) {
	line = strings.TrimRight(line, " ")
	for utf8.RuneCountInString(line) > width {
		start := len(line) - len(strings.TrimLeft(line, " "))
		room := string([]rune(line)[:width+1])
		at := strings.LastIndexByte(room, ' ')
		if at <= start { // not even the first word has room
			next := strings.IndexByte(line[start:], ' ')
			if next < 0 {
				break
			}
			at = start + next
		}
		lines = append(lines, strings.TrimRight(line[:at], " "))
		line = indent + strings.TrimLeft(line[at:], " ")
	}
	return append(lines, line)
}

// fill breaks the paragraphs of a text anew, but for those with lines that are indented.
func fill(text string) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		if !strings.Contains("\n"+p, "\n ") && !strings.Contains(p, "\t") {
			paragraphs[i] = strings.Join(breakLine(strings.Join(strings.Fields(p), " "), columns, ""), "\n")
		}
	}
	return strings.Join(paragraphs, "\n\n")
}
