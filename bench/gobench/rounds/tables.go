package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"github.com/wiretax/wiretax/bench/gobench"
)

// pivots are the keys by which tables compare, with their values in order: benchstat compares
// with the first, which may be anywhere in the raw output.
var pivots = []struct {
	key    string
	values []string
}{
	{"stack", gobench.Stacks()},
	{"codec", gobench.Codecs()},
}

// tables prints benchstat's tables of the raw output.
func (b *bench) tables(ctx context.Context, raw string, stdout, stderr io.Writer) error {
	out := bufio.NewWriter(stdout)
	for _, p := range pivots {
		if !b.keys[p.key] {
			continue
		}
		args := []string{"-col", fmt.Sprintf("/%s@(%s)", p.key, strings.Join(p.values, " ")), "-row", ".fullname@alpha", raw}
		fmt.Fprintf(out, "benchstat -col /%s %s\n", p.key, raw)
		cmd := exec.CommandContext(ctx, b.benchstat, args...)
		cmd.Stdout, cmd.Stderr = out, stderr
		if err := cmd.Run(); err != nil {
			return errors.Join(fmt.Errorf("benchstat %s: %w", strings.Join(args, " "), err), out.Flush())
		}
		fmt.Fprintln(out)
	}
	return out.Flush()
}
