package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// openTerminal returns a terminal of so many columns, with what is written to it.
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
		io.Copy(&out, master) // ends when no program has the terminal open
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
