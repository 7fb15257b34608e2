package main

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"strings"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/meter"
)

// units are the units that the benchmarks report, and whether more or less is better.
var units = []struct{ name, better string }{
	{"ns/op", "lower"}, {"B/op", "lower"}, {"allocs/op", "lower"},
	{"msg-B/op", "lower"}, {"wire-B/op", "lower"},
	{"p50-ns", "lower"}, {"p99-ns", "lower"}, {"first-ns", "lower"}, {"items/s", "higher"},
	{"server-cpu-ns/op", "lower"}, {"client-cpu-ns/op", "lower"},
	{"throughput", "higher"}, {"cpu-throughput", "higher"},
}

// describe returns the text before the output: what was measured, where, and in which units. The
// seed is in a comment, since benchstat does not compare results whose lines differ.
func (b *bench) describe(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, b.wiretax, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask %s for its version: %w", b.wiretax, err)
	}
	version := strings.TrimSpace(string(out))
	version = version[strings.LastIndexByte(version, ' ')+1:]
	host, err := meter.ReadHost()
	if err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "# Go benchmarks of wiretax; rounds: %d, of -bench %q in random order by seed %d.\n", b.count, b.bench, b.seed)
	fmt.Fprintf(&text, "%s: %s\ngo-version: %s\nkernel: %s\ncpus: %d\n",
		gobench.BuildKey, version, strings.TrimPrefix(runtime.Version(), "go"), host.Kernel, host.CPUs)
	for _, u := range units {
		fmt.Fprintf(&text, "Unit %s better=%s\n", u.name, u.better)
	}
	return text.String(), nil
}
