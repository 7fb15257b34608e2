package report

import (
	"os"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
)

func TestTerminalTable(t *testing.T) {
	run := quick().run(t)
	got := TerminalTable(run)
	path := "testdata/terminal_table.txt"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, path, []byte(got))
	for _, line := range strings.Split(got, "\n") {
		if n := columnsOf(line); n > columns {
			t.Errorf("%d columns, want at most %d: %q", n, columns, line)
		}
	}
	if strings.Contains(got, "-aa") || strings.Contains(got, record.Ghz) || strings.Contains(got, record.Floor) {
		t.Errorf("the table holds a second arm, another tool or the floor:\n%s", got)
	}

	// What a trial does not say is a dash, and an invalid one counts for nothing.
	for i := range run.Trials {
		trial := &run.Trials[i]
		trial.Valid = trial.Valid && trial.Stack != "grpc"
		trial.ServerCPUSeconds = nil
		trial.LateTail = true
	}
	lines := strings.Split(TerminalTable(run), "\n")
	for _, line := range lines[3:] {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || len(words) == 1:
		case words[0] == "grpc" && strings.Join(words[1:], " ") != "0 – – – – – –":
			t.Errorf("a stack without a valid trial has %q, want 0 and dashes", line)
		case words[0] == "rest" && strings.Count(line, none) != 2:
			t.Errorf("without a tail and server CPU the row is %q, want two dashes", line)
		}
	}
	if got := TerminalTable(&record.Run{Manifest: run.Manifest}); got != "" {
		t.Errorf("the table of no trial is %q, want nothing", got)
	}
}
