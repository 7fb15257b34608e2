package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// pivots are the keys that tables compare, with their values in order: the others are held
// against the first, which in the raw output is anywhere among them.
var pivots = []struct{ key, values string }{
	{"stack", "rest rest-h2 rest-pb rest-h2-pb rest-ndjson grpc grpc-json"},
	{"codec", "json goccy protojson protobuf protobuf-reused"},
}

// tables prints what benchstat says of the raw output.
func (b *bench) tables(ctx context.Context, raw string, stdout, stderr io.Writer) error {
	out := bufio.NewWriter(stdout)
	for _, p := range pivots {
		if !b.keys[p.key] {
			continue
		}
		args := []string{"-col", fmt.Sprintf("/%s@(%s)", p.key, p.values), "-row", ".fullname@alpha", raw}
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
