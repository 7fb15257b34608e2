package process

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
)

const (
	// mostLogged is how much of a log is kept, in bytes.
	mostLogged = 8192
	// mostLines and mostColumns bound what is shown of it.
	mostLines, mostColumns = 10, 200
)

// LogTail keeps the end of what a process logs. It is safe for concurrent use.
type LogTail struct {
	mu   sync.Mutex
	text []byte
}

// Write implements [io.Writer].
func (t *LogTail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if extra := len(t.text) - mostLogged; extra > 0 {
		t.text = t.text[extra:]
	}
	return len(p), nil
}

// End returns a clause with the last lines, for the end of a sentence on what happened to the
// process. It is a single line of printable text, and empty if nothing was logged.
func (t *LogTail) End() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var lines []string
	for line := range strings.FieldsFuncSeq(string(t.text), func(r rune) bool { return r == '\n' || r == '\r' }) {
		if line = cleanLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return "; its log ends with: " + strings.Join(lines[max(0, len(lines)-mostLines):], " | ")
}

// escapes are what programs colour their logs with.
var escapes = regexp.MustCompile("\x1b(\\[[0-9;?]*[ -/]*[@-~]|\\][^\x07\x1b]*(\x07|\x1b\\\\)?|.)")

// cleanLine returns a line as printable text, cut to mostColumns.
func cleanLine(line string) string {
	line = escapes.ReplaceAllString(strings.ToValidUTF8(line, "\uFFFD"), "")
	line = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, line)
	line = strings.TrimSpace(line)
	if runes := []rune(line); len(runes) > mostColumns {
		line = string(runes[:mostColumns-1]) + "…"
	}
	return line
}
