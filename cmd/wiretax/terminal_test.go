package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/sys/unix"
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
		{"kept in /tmp/results/a-long-name at last", []string{"kept in", "  /tmp/results/a-long-name", "  at last"}},
		{"/tmp/results/a-long-name", []string{"/tmp/results/a-long-name"}},
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
		clearLine + "[ 9/20] 1 min 06 s left b001-GetBook-grpc",
		clearLine + "[10/20] 5 s left", clearLine,
	} {
		if n, err := io.WriteString(w, text); n != len(text) || err != nil {
			t.Errorf("Write(%q) = %d, %v", text, n, err)
		}
	}
	want := "no line is longer\n  than this terminal\nshort\n" +
		clearLine + "[ 9/20] 1 min 06 s…" + clearLine + "[10/20] 5 s left" + clearLine
	if out.String() != want {
		t.Errorf("written %q, want %q", &out, want)
	}
	if plain := forPeople(&out); plain != io.Writer(&out) {
		t.Errorf("what is no terminal is written to by %T", plain)
	}
}

// openTerminal is a terminal of so many columns, with what is written to it.
func openTerminal(t *testing.T, width uint16) (terminal *os.File, written func() string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	t.Cleanup(func() { master.Close() })
	fd := int(master.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: width})
	}
	if err == nil {
		terminal, err = os.OpenFile(fmt.Sprint("/dev/pts/", n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	read := make(chan struct{})
	go func() {
		io.Copy(&out, master) // ends when nobody has the terminal open
		close(read)
	}()
	return terminal, func() string {
		terminal.Close()
		<-read
		return strings.ReplaceAll(out.String(), "\r\n", "\n")
	}
}

// On a terminal no line is longer than it, and to a file every message is one line.
func TestOutputFitsTheTerminal(t *testing.T) {
	_, rest := startServe(t, "rest")
	dir := t.TempDir()
	url := "http://" + rest.Listen + "/healthz"
	for _, args := range [][]string{
		{"run", "smok"},
		{"versus", url, url, "--rate", "50", "--blocks", "1", "--warmup", "100ms", "--window", "200ms", "--name", "as-long-a-name-as-any-one-gives-it"},
		{"load", url, "--rate", "50", "--duration", "1500ms", "--warmup", "100ms"},
	} {
		terminal, written := openTerminal(t, 62)
		cmd := exec.Command(binary, args...)
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, terminal, terminal
		cmd.Env = append(os.Environ(), "TERM=xterm")
		cmd.Run()
		text := written()
		if len(text) < 62 {
			t.Errorf("%s: too little was written: %q", args[0], text)
		}
		for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
			line = strings.TrimPrefix(line, "\x1b[K")
			if n := utf8.RuneCountInString(line); n > 62 && len(strings.Fields(line)) > 1 { // a path stays whole
				t.Errorf("%s: a line has %d columns: %q", args[0], n, line)
			}
		}
	}
	if o := wiretax(t, dir, "run", "smok"); strings.Count(o.stderr, "\n") != 1 {
		t.Errorf("not on a terminal the error is %q, want one line", o.stderr)
	}
}
