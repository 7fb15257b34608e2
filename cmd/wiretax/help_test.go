package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/wiretax/wiretax/terminal"
)

// The help of every command fits a terminal of 80 columns, and the line of a command in the help
// of its parent has no mark at its end.
func TestHelpFitsATerminal(t *testing.T) {
	commands := 0
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		commands++
		path := strings.Fields(c.CommandPath())[1:]
		var out bytes.Buffer
		if err := execute(t.Context(), append(path, "--help"), &out, &out); err != nil {
			t.Fatalf("%s --help: %v", c.CommandPath(), err)
		}
		if short := c.Short; short == "" || strings.ContainsAny(short[len(short)-1:], ",.;: ") {
			t.Errorf("%s: the line of its parent's help is %q, want words with no mark at their end", c.CommandPath(), short)
		}
		for line := range strings.SplitSeq(out.String(), "\n") {
			if n := utf8.RuneCountInString(line); n > terminal.Columns {
				t.Errorf("%s --help: a line has %d columns, want at most %d: %q", c.CommandPath(), n, terminal.Columns, line)
			}
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(rootCommand(nil, new(bytes.Buffer), new(bytes.Buffer)))
	if commands < 18 {
		t.Errorf("%d commands were looked at, want those of serve and completion among them", commands)
	}
}
