package documents

import (
	"bufio"
	"io"
	"strings"
	"testing"
)

// TestTooLarge checks that a text without an end is refused before memory runs out.
func TestTooLarge(t *testing.T) {
	for name, read := range map[string]func(*reader) error{"line": (*reader).next, "whole": (*reader).rest} {
		endless := io.MultiReader(strings.NewReader("{\"note\":\""), spaces{})
		r := &reader{name: "o.jsonl", buffered: bufio.NewReader(endless), limit: 2 << 20}
		if name == "whole" {
			r.line = 1
		}
		if err := read(r); err == nil || err.Error() != "o.jsonl:1: document is larger than 2 MiB" {
			t.Errorf("%s: %v, want an error that names the line and the limit", name, err)
		}
	}
}

// spaces never end.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
