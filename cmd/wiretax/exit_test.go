package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// What a stopped command says, and its exit code.
func TestEndOfStopped(t *testing.T) {
	done, cancel := context.WithCancel(t.Context())
	cancel()
	const said = "wiretax: interrupted before anything was done\n"
	for _, test := range []struct {
		name string
		ctx  context.Context
		err  error
		code int
		said string
	}{
		{"the context's error", done, badInput{fmt.Errorf("proto: %w", context.Canceled)}, exitInterrupted, said},
		{"its words alone", done, badInput{errors.New("rpc error: code = Canceled desc = context canceled")}, exitInterrupted, said},
		{"said already", done, errInterrupted, exitInterrupted, ""},
		{"another error", done, errors.New("disk full"), exitFailed, "wiretax: disk full\n"},
		{"not stopped", t.Context(), errors.New("context canceled by the service"), exitFailed, "wiretax: context canceled by the service\n"},
		{"an error of two lines", t.Context(), badInput{errors.New("no file a\nb\x1b[2J")}, exitBadInput, "wiretax: no file a b [2J\n"},
		{"no error", done, nil, 0, ""},
	} {
		var stderr strings.Builder
		if code := exitCode(endOfStopped(test.ctx, test.err, &stderr), &stderr); code != test.code || stderr.String() != test.said {
			t.Errorf("%s: exit %d, %q, want %d, %q", test.name, code, stderr.String(), test.code, test.said)
		}
	}
}

// A command that is stopped before it begins says so in plain words, whatever it was about to do.
func TestCommandsThatAreStopped(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("s.proto", []byte(sizeProto), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range [][]string{
		{"load", "http://127.0.0.1:1/"},
		{"load", "http://localhost:1/"},
		{"load", "grpc://127.0.0.1:1/a.B/C"},
		{"load", "grpc://127.0.0.1:1/shop.A/B", "--proto", "s.proto"},
		{"versus", "http://127.0.0.1:1/", "grpc://127.0.0.1:1/shop.A/B", "--rate", "5", "--proto-b", "s.proto"},
		{"size", "--proto", "s.proto", "--message", "shop.Order", "o.json"},
		{"versus", "http://localhost:1/", "http://localhost:1/", "--rate", "5"},
		{"size"},
	} {
		var stdout, stderr strings.Builder
		code := exitCode(execute(ctx, args, &stdout, &stderr), &stderr)
		if code != exitInterrupted || strings.Contains(stderr.String(), "context") || !strings.Contains(stderr.String(), "interrupted") {
			t.Errorf("wiretax %v: exit %d, %q, want %d and that it was interrupted", args, code, stderr.String(), exitInterrupted)
		}
	}
}
