package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/spf13/pflag"

	"github.com/wiretax/wiretax/bench/plan"
)

// Errors about keys of a plan name the flag that was typed, and nothing else changes.
func TestInFlags(t *testing.T) {
	one := pflag.NewFlagSet("load", pflag.ContinueOnError)
	addTargetFlags(one, new(plan.Target), "")
	two := pflag.NewFlagSet("versus", pflag.ContinueOnError)
	new(versusFlags).add(two)
	for _, c := range []struct {
		flags       *pflag.FlagSet
		error, want string
	}{
		{one, "ca_cert: open x: no such file", "--ca-cert: open x: no such file"},
		{one, `headers[3]: "A: b" is none`, `--header: "A: b" is none`},
		{one, "expect[0]: data: 7", "--expect: data: 7"},
		{one, "url: no port", "target: no port"},
		{one, "connect to http://h:1/a.b: data: request 1", "connect to http://h:1/a.b: --data: request 1"},
		{one, "connect to http://h/: open connections: refused", "connect to http://h/: open connections: refused"},
		{one, "start: unknown here", "start: unknown here"},
		{one, "--rate 0 is out of range", "--rate 0 is out of range"},
		{one, "no colon", "no colon"},
		{two, "a.expect[1]: none", "--expect-a: none"},
		{two, "b.url: no port", "target b: no port"},
		{two, "pairs[0].a.start: leave one out", "--start-a: leave one out"},
		{two, "pairs[0].rate: 0", "--rate: 0"},
		{two, "my.name.b: http2: none", "--http2-b: none"},
		{two, "versus.b: drive http://h/: data: x", "drive http://h/: --data-b: x"},
		{two, "versus.b: drive http://h/: open connections: x", "versus.b: drive http://h/: open connections: x"},
		{two, "window_seconds: 0", "--window: 0"},
		{two, "versus.b: ask http://h/: timeout: x", "versus.b: ask http://h/: timeout: x"},
		{two, `name: "a: b"`, `--name: "a: b"`},
	} {
		cause := errors.New("cause")
		got := inFlags(c.flags, badInput{fmt.Errorf("%s%w", c.error, cause)})
		if got.Error() != c.want+"cause" || !errors.Is(got, cause) || !errors.As(got, new(badInput)) {
			t.Errorf("inFlags(%q) = %q, want %q, and what it wraps", c.error, got, c.want+"cause")
		}
	}
	for _, c := range []struct {
		flags *pflag.FlagSet
		error error
		want  string
	}{
		{one, plan.Errorf("insecure: with %s %q", plan.Key("ca_cert"), "ca_cert"), `--insecure: with --ca-cert "ca_cert"`},
		{one, plan.Errorf("use http://h/ with %s", plan.Key("http2")), "use http://h/ with --http2"},
		{two, plan.Errorf("use %s: or %s", plan.Key("http2"), plan.Key("proto_path")), "use http2: or proto_path"}, // of neither side
		{two, fmt.Errorf("x.a: connect to http://h/: %w", plan.Errorf("use %s", plan.Key("http2"))), "x.a: connect to http://h/: use --http2-a"},
		{two, fmt.Errorf("pairs[0].b.%w", plan.Errorf("proto: x and %s both", plan.Key("protoset"))), "--proto-b: x and --protoset-b both"},
		{two, plan.Errorf("no flag of %s", plan.Key("blocks_per_cell")), "no flag of blocks_per_cell"},
	} {
		if got := inFlags(c.flags, badInput{c.error}); got.Error() != c.want || !errors.As(got, new(badInput)) {
			t.Errorf("inFlags(%q) = %q, want %q", c.error, got, c.want)
		}
	}
	if err := inFlags(one, nil); err != nil {
		t.Errorf("inFlags(nil) = %v", err)
	}
}
