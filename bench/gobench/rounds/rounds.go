package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/wiretax/wiretax/bench/gobench"
)

// bench runs the benchmarks and keeps what it learns of them.
type bench struct {
	options
	test, wiretax, benchstat string // absolute paths
	benchmarks               []string
	header                   string
	// found says that some benchmark has a result, keys which keys of the pivots have results.
	found bool
	keys  map[string]bool
}

// prepare finds the programs and the benchmarks, and makes the text before the output.
func prepare(ctx context.Context, o options) (*bench, error) {
	b := &bench{options: o, keys: make(map[string]bool)}
	for _, p := range []struct {
		name string
		path *string
	}{{"bench.test", &b.test}, {"wiretax", &b.wiretax}, {"benchstat", &b.benchstat}} {
		path, err := filepath.Abs(filepath.Join(o.bin, p.name))
		if err == nil {
			_, err = os.Stat(path)
		}
		if err != nil {
			return nil, badInput{fmt.Errorf("-bin %s has no %s; make bench builds it", o.bin, p.name)}
		}
		*p.path = path
	}
	listed, err := b.command(ctx, "-test.list", "^Benchmark").Output()
	if err != nil {
		return nil, fmt.Errorf("list the benchmarks: %w", err)
	}
	b.benchmarks = strings.Fields(string(listed))
	if len(b.benchmarks) == 0 {
		return nil, fmt.Errorf("list the benchmarks: %s has none", b.test)
	}
	b.header, err = b.describe(ctx)
	return b, err
}

// programVariable tells the benchmarks which wiretax to ask.
const programVariable = "WIRETAX_BENCH_PROGRAM"

// command returns the test binary in a process group of its own, so that it gets one Ctrl-C and
// not two; it dies with this process.
func (b *bench) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, b.test, append([]string{"-test.run=^$"}, args...)...)
	cmd.Dir = b.folder
	cmd.Env = append(os.Environ(), programVariable+"="+b.wiretax)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// measure carries out the rounds and writes what they print to raw.
func (b *bench) measure(ctx context.Context, raw io.Writer, stderr io.Writer) error {
	if _, err := io.WriteString(raw, b.header); err != nil {
		return fmt.Errorf("write the raw output: %w", err)
	}
	began := time.Now()
	for round := 1; round <= b.count; round++ {
		if _, err := fmt.Fprintf(raw, "%s%d of %d\n", gobench.RoundMark, round, b.count); err != nil {
			return fmt.Errorf("write the raw output: %w", err)
		}
		order, random := shuffle(b.benchmarks, b.seed, round)
		for _, name := range order {
			if err := b.one(ctx, name, random.Int64(), raw); err != nil {
				return fmt.Errorf("round %d of %d, %s: %w", round, b.count, name, err)
			}
		}
		if !b.found {
			return badInput{fmt.Errorf("-bench %s matches neither %s nor their cases", b.bench, strings.Join(b.benchmarks, ", "))}
		}
		took := time.Since(began)
		left := took / time.Duration(round) * time.Duration(b.count-round)
		fmt.Fprintf(stderr, "round %d of %d: %v, about %v left\n", round, b.count, took.Round(time.Second), left.Round(time.Second))
	}
	return nil
}

// shuffle returns the benchmarks in the order of a round, and the random numbers that decide the
// order of their cases.
func shuffle(benchmarks []string, seed uint64, round int) (order []string, random *rand.Rand) {
	random = rand.New(rand.NewPCG(seed, uint64(round)))
	order = slices.Clone(benchmarks)
	random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order, random
}

// lengths are how long a case runs, or how often: an encoding is measured in a moment, quantiles
// need requests, and an iteration of OverBare is a pair of long windows.
var lengths = map[string]string{"BenchmarkEncode": "100ms", "BenchmarkDecode": "100ms", "BenchmarkOverBare": "1x"}

const usualLength = "500ms"

// one runs the cases of a benchmark once, in the order of a seed.
func (b *bench) one(ctx context.Context, name string, seed int64, raw io.Writer) error {
	length := lengths[name]
	if length == "" {
		length = usualLength
	}
	var others []string
	for _, other := range b.benchmarks {
		if other != name {
			others = append(others, regexp.QuoteMeta(other))
		}
	}
	args := []string{"-test.bench", b.bench, "-test.benchtime", length, "-test.shuffle", strconv.FormatInt(seed, 10)}
	if others != nil {
		args = append(args, "-test.skip", "^("+strings.Join(others, "|")+")$")
	}
	cmd := b.command(ctx, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &lines{to: raw, see: b.see}, &said
	err := cmd.Run()
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	if err != nil {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(said.String()))
	}
	return nil
}

// see notes which benchmark a line of output is a result of.
func (b *bench) see(line string) {
	if name, result, ok := strings.Cut(line, "\t"); ok && strings.HasPrefix(name, "Benchmark") && result != "" {
		b.found = true
		for _, p := range pivots {
			b.keys[p.key] = b.keys[p.key] || strings.Contains(name, "/"+p.key+"=")
		}
	}
}

// lines writes each line when it is complete, so that an interrupted benchmark leaves no half of a
// result.
type lines struct {
	to   io.Writer
	see  func(line string)
	rest []byte
}

func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		end := bytes.IndexByte(l.rest, '\n')
		if end < 0 {
			return len(p), nil
		}
		if _, err := l.to.Write(l.rest[:end+1]); err != nil {
			return 0, fmt.Errorf("write the raw output: %w", err)
		}
		l.see(string(l.rest[:end]))
		l.rest = l.rest[end+1:]
	}
}

// createRaw makes the file for the raw output, named by the time.
func createRaw(folder string) (*os.File, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, badInput{fmt.Errorf("-out %s: %w; name a folder that can be written", folder, err)}
	}
	name := time.Now().UTC().Format("20060102-150405") + ".txt"
	file, err := os.OpenFile(filepath.Join(folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, badInput{fmt.Errorf("-out %s: %w; name a folder that can be written", folder, err)}
	}
	return file, nil
}
