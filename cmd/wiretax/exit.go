package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/wiretax/wiretax/terminal"
)

// The exit codes besides 0.
const (
	exitFailed      = 1
	exitBadInput    = 2
	exitNoFigures   = 3
	exitInterrupted = 130
)

// exitCodes returns the text of help about the codes.
func exitCodes() string {
	var text strings.Builder
	text.WriteString("Exit status:")
	for _, row := range []struct {
		code    int
		meaning string
	}{
		{0, "the command did what it was asked for"},
		{exitFailed, "anything else went wrong"},
		{exitBadInput, "bad input: a flag, a file, a plan, a target"},
		{exitNoFigures, "no figures: run and versus have none for any metric that they judge, or\nload had no right answer"},
		{exitInterrupted, "interrupted; results so far are kept"},
	} {
		meaning := strings.ReplaceAll(row.meaning, "\n", "\n       ")
		fmt.Fprintf(&text, "\n  %3d  %s", row.code, meaning)
	}
	return text.String()
}

// badInput marks an error that the caller can correct: a flag, a file, a port, a plan.
type badInput struct{ error }

func (e badInput) Unwrap() error { return e.error }

// noFigures marks the end of a measurement that took place and found nothing.
type noFigures struct{ error }

func (e noFigures) Unwrap() error { return e.error }

// errInterrupted ends a run that was interrupted and has said what is incomplete.
var errInterrupted = errors.New("interrupted")

// wasStopped reports whether err only says that the context of the command is done. Not every
// library wraps that.
func wasStopped(ctx context.Context, err error) bool {
	return ctx.Err() != nil && (errors.Is(err, context.Canceled) || strings.Contains(err.Error(), context.Canceled.Error()))
}

// endOfStopped returns the error of a command. If the command was stopped before it printed
// anything, it says so.
func endOfStopped(ctx context.Context, err error, stderr io.Writer) error {
	if err == nil || !wasStopped(ctx, err) {
		return err
	}
	fmt.Fprintln(stderr, "wiretax: interrupted before anything was done")
	return errInterrupted
}

// exitCode prints err, as one line unless it is to a terminal, and returns the code for it.
func exitCode(err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	}
	fmt.Fprintf(terminal.Wrap(stderr), "wiretax: %s\n", terminal.Line(err.Error())) // a file's name may hold any character
	switch {
	case errors.As(err, new(badInput)):
		return exitBadInput
	case errors.As(err, new(noFigures)):
		return exitNoFigures
	}
	return exitFailed
}
