package main

import (
	"os"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/terminal"
)

func TestVersion(t *testing.T) {
	command, flag := wiretax(t, t.TempDir(), "version"), wiretax(t, t.TempDir(), "--version")
	if command.code != 0 || command != flag || !strings.HasPrefix(command.stdout, "wiretax version ") {
		t.Errorf("wiretax version: %+v, wiretax --version: %+v, want the same version", command, flag)
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if got := wiretax(t, t.TempDir(), "completion", shell); got.code != 0 || !strings.Contains(got.stdout, "wiretax") {
			t.Errorf("wiretax completion %s: exit %d, %d bytes, want 0 and a script", shell, got.code, len(got.stdout))
		}
	}
	// What scripts ask for.
	if got := wiretax(t, t.TempDir(), "__complete", "run", "sm"); !strings.Contains(got.stdout, "smoke\n") {
		t.Errorf("the completion of run sm is %q, want smoke", got.stdout)
	}
}

func TestDumbTerminalIsNotWrittenOver(t *testing.T) {
	device, err := os.Open(os.DevNull) // a character device, as a terminal is
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	for term, want := range map[string]bool{"xterm": true, "dumb": false} {
		t.Setenv("TERM", term)
		if got := terminal.Is(device); got != want {
			t.Errorf("with TERM=%s isTerminal = %v, want %v", term, got, want)
		}
	}
}
