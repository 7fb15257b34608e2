package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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
		{two, plan.Errorf("use %s: or %s", plan.Key("http2"), plan.Key("proto_path")), "use http2: or proto_path"}, // of neither target
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

// One error names every wrong flag, and each of them once.
func TestFlagsAreToldAtOnce(t *testing.T) {
	versus := []string{"versus", "http://127.0.0.1:1/a", "http://127.0.0.1:1/b"}
	const lengths = "; use 100ms to 1h0m0s; also "
	for _, test := range []struct {
		args []string
		want string
	}{
		{
			append(slices.Clone(versus), "--blocks", "0", "--window", "0s", "--warmup", "-1s", "--connections", "0", "--timeout", "0s", "--arrivals", "z", "--warmup-until", "q"),
			"--rate is missing; say how many requests a second each is offered; also --blocks 0 is out of range; use 1 to 1000; " +
				"also --connections 0 is out of range; use 1 to 10000; also --warmup -1s is out of range" + lengths +
				`--warmup-until "q" is unknown; use steady; also --window 0s is out of range` + lengths +
				`--timeout 0s is out of range; use 10ms to 1m0s; also --arrivals: unknown "z"; use poisson, uniform`,
		},
		{
			append(slices.Clone(versus), "--rate", "0", "--seed", "0", "--pid-a", "-1", "--pid-b", "-1"),
			"--rate 0 is out of range; use 1 to 1000000; also --seed 0 is out of range; use 1 to 18446744073709552000; " +
				"also --pid-a: -1 is not a process id; use that of the service; also --pid-b: -1 is not a process id; use that of the service",
		},
		{append(slices.Clone(versus), "--rate", "5", "--name", "a b/c"), `--name: "a b/c" becomes part of a folder's name; use at most 64 letters, digits and dashes`},
		{
			[]string{"load", "x://h/", "--rate", "0", "--connections", "0", "--timeout", "0s", "--arrivals", "z", "--warmup-until", "q", "--duration", "0s"},
			`target: "x://h/" has no known scheme; use http://, https://, grpc:// or grpcs://; also --rate 0 is out of range; use 0.001 to 1000000; ` +
				"also --connections 0 is out of range; use 1 to 10000; also --duration 0s is out of range; use 1ms to 24h0m0s; " +
				`also --warmup-until "q" is unknown; use steady; also --timeout 0s is out of range; use 1ms to 1m0s; also --arrivals "z" is unknown; use poisson or uniform`,
		},
		{[]string{"load", "http://h/", "--rate", "1", "--callers", "0", "--requests", "0"}, "--rate and --callers do not go together; leave one out; also --requests 0 is out of range; use 1 to 1000000000; also --callers 0 is out of range; use 1 to 10000"},
	} {
		if got := wiretax(t, t.TempDir(), test.args...); got.code != exitBadInput || got.stderr != "wiretax: "+test.want+"\n" {
			t.Errorf("wiretax %q: exit %d\n got %s\nwant %s", test.args, got.code, got.stderr, test.want)
		}
	}
}

// An error that names two keys names the flags of both.
func TestFlagsOfOneDescription(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "ap.proto"), []byte("syntax = \"proto3\";\npackage a;\nservice C {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	const grpc = "grpc://127.0.0.1:1/a.B/C"
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"versus", grpc, grpc, "--rate", "1", "--protoset-a", "nofile", "--proto-a", "ap.proto", "--proto-b", "ap.proto"},
			`--proto-a: "ap.proto" and --protoset-a "nofile" both describe the service; leave one out; also target b: ap.proto has no service a.B; did you mean a.C?`},
		{[]string{"versus", grpc, "http://127.0.0.1:1/", "--rate", "1", "--proto-path-a", "x", "--proto-b", "y"},
			`--proto-path-a: "x" has no effect without --proto-a; leave it out, or name a .proto file; also --proto-b: "y" does not apply to HTTP; leave it out`},
		{[]string{"load", grpc, "--rate", "1", "--protoset", "nofile", "--proto", "ap.proto"}, `--proto: "ap.proto" and --protoset "nofile" both describe the service; leave one out`},
		{[]string{"load", grpc, "--rate", "1", "--proto", "ap.proto"}, "target: ap.proto has no service a.B; did you mean a.C?"},
	} {
		if got := wiretax(t, dir, test.args...); got.code != exitBadInput || got.stderr != "wiretax: "+test.want+"\n" {
			t.Errorf("wiretax %q: exit %d\n got %s\nwant %s", test.args, got.code, got.stderr, test.want)
		}
	}
}

// If a plan has no pairs, versus says that, and not what another plan would lack.
func TestVersusWithoutPairs(t *testing.T) {
	const none = "pairs: none; name at least one, with its name, rate, a and b"
	for text, want := range map[string]string{
		"":                     none,
		"# pairs\n":            none,
		"name: x\n":            none,
		"name: x\npairs:\n":    none,
		"name: x\npairs: []\n": none,
		"name: x\noperations: [{name: GetBook, rate: 1}]\n": "pairs: none; wiretax run carries out plans of operations",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "p.yaml"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := wiretax(t, dir, "versus", "p.yaml"); got.code != exitBadInput || got.stderr != `wiretax: plan "p.yaml": `+want+"\n" {
			t.Errorf("wiretax versus of %q: exit %d\n got %s\nwant %s", text, got.code, got.stderr, want)
		}
	}
}
