// Package terminal writes for people: text of strangers on one line, lines that a terminal need not
// break inside words, and lines that are overwritten.
package terminal

import (
	"bytes"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// Columns is the width of text for people on a terminal.
const Columns = 80

// leastWidth is the smallest width of a terminal that is taken seriously.
const leastWidth = 20

// Is reports whether lines of w can be overwritten.
func Is(w io.Writer) bool {
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

// Width returns how many columns the terminal w has: 80 if it does not say, or w is not one.
func Width(w io.Writer) int {
	if wrapped, ok := w.(*wrapping); ok {
		return wrapped.width
	}
	file, ok := w.(*os.File)
	if !ok {
		return Columns
	}
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	if err != nil || size.Col < leastWidth {
		return Columns
	}
	return int(size.Col)
}

// Wrap breaks the lines that are written to a terminal between words, and leaves those
// to anything else as they are.
func Wrap(w io.Writer) io.Writer {
	if !Is(w) {
		return w
	}
	return &wrapping{out: w, width: Width(w)}
}

// wrapping breaks lines that are too long, and cuts those that are to be overwritten. Each write
// holds whole lines, or one that is to be overwritten.
type wrapping struct {
	out   io.Writer
	width int
	over  bool // the cursor is on a line to be overwritten
}

// ClearLine begins a line that is to be overwritten: it goes back and empties the line.
const ClearLine = "\r\x1b[K"

func (w *wrapping) Write(p []byte) (int, error) {
	var text strings.Builder
	for line := range bytes.Lines(p) {
		body, ended := strings.CutSuffix(string(line), "\n")
		if shown, over := strings.CutPrefix(body, ClearLine); over {
			if runes := []rune(shown); len(runes) >= w.width {
				shown = string(runes[:w.width-2]) + "…" // the last column would move to the next line
			}
			text.WriteString(ClearLine + shown)
			w.over = shown != ""
		} else {
			if w.over {
				text.WriteString(ClearLine)
				w.over = false
			}
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

// breakLine breaks a line between words, and indents what follows. A word that is wider, such as a
// path, stays whole, so that it can be copied.
func breakLine(line string, width int, indent string) (lines []string) {
	line = strings.TrimRight(line, " ")
	for utf8.RuneCountInString(line) > width {
		start := len(line) - len(strings.TrimLeft(line, " "))
		room := string([]rune(line)[:width+1])
		at := strings.LastIndexByte(room, ' ')
		if at <= start { // there is no room for the first word
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

// Fill rewraps the paragraphs of a text, except for those with indented lines.
func Fill(text string) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		if !strings.Contains("\n"+p, "\n ") && !strings.Contains(p, "\t") {
			paragraphs[i] = strings.Join(breakLine(strings.Join(strings.Fields(p), " "), Columns, ""), "\n")
		}
	}
	return strings.Join(paragraphs, "\n\n")
}
