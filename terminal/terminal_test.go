package terminal

import (
	"bytes"
	"io"
	"slices"
	"testing"
)

func TestBreakLine(t *testing.T) {
	for _, test := range []struct {
		line string
		want []string
	}{
		{"", []string{""}},
		{"twelve signs", []string{"twelve signs"}},
		{"as many as that", []string{"as many as", "  that"}},
		{"and more and more and more", []string{"and more and", "  more and", "  more"}},
		{"  Recommend  0.86", []string{"  Recommend", "  0.86"}},
		{"kept in /srv/results/a-long-name at last", []string{"kept in", "  /srv/results/a-long-name", "  at last"}},
		{"/srv/results/a-long-name", []string{"/srv/results/a-long-name"}},
		{"12 µs – 14 µs", []string{"12 µs – 14", "  µs"}},
		{"spaces at the end      ", []string{"spaces at", "  the end"}},
		{"                    ", []string{""}},
	} {
		if got := breakLine(test.line, 12, "  "); !slices.Equal(got, test.want) {
			t.Errorf("breakLine(%q, 12) = %q, want %q", test.line, got, test.want)
		}
	}
}

// Lines that are written over stay one line of the terminal; others keep all that they say.
func TestWrapping(t *testing.T) {
	var out bytes.Buffer
	w := &wrapping{out: &out, width: 20}
	for _, text := range []string{
		"no line is longer than this terminal\nshort\n",
		ClearLine + "[ 9/20] 1 min 06 s left b001-GetBook-grpc",
		ClearLine + "[10/20] 5 s left", "a notice\n", ClearLine + "[11/20]", ClearLine, "the end\n",
	} {
		if n, err := io.WriteString(w, text); n != len(text) || err != nil {
			t.Errorf("Write(%q) = %d, %v", text, n, err)
		}
	}
	want := "no line is longer\n  than this terminal\nshort\n" +
		ClearLine + "[ 9/20] 1 min 06 s…" + ClearLine + "[10/20] 5 s left" + ClearLine + "a notice\n" +
		ClearLine + "[11/20]" + ClearLine + "the end\n"
	if out.String() != want {
		t.Errorf("written %q, want %q", &out, want)
	}
	if plain := Wrap(&out); plain != io.Writer(&out) {
		t.Errorf("what is no terminal is written to by %T", plain)
	}
}
