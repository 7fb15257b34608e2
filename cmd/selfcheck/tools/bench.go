package tools

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/section"
	"github.com/wiretax/wiretax/bench/toolbench"
	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
)

// tables are what is measured, in order.
var tables = []struct {
	name    string
	measure func(*bench, context.Context)
}{
	{"cpu", (*bench).measureCPU},
	{"rate", (*bench).measureRates},
	{"lag", (*bench).measureLag},
	{"memory", (*bench).measureMemory},
}

func tableNames() (names []string) {
	for _, t := range tables {
		names = append(names, t.name)
	}
	return names
}

// bench measures. It is used by one goroutine.
type bench struct {
	options
	pinned.Programs
	stdout, stderr io.Writer
	// paths are the programs of the tools that are installed, by the tools' names.
	paths  map[string]string
	result toolbench.Result
}

func newBench(o options, stdout, stderr io.Writer) (*bench, error) {
	p, err := pinned.Find(o.bin)
	if err != nil {
		return nil, err
	}
	if _, err := p.Program(wiretax); err != nil {
		return nil, err
	}
	return &bench{options: o, Programs: p, stdout: stdout, stderr: stderr, paths: make(map[string]string)}, nil
}

// measure measures what the options say, prints the tables and writes the file. A tool that fails
// is a fault in the tables; the error says that some of wiretax's own has failed.
func (b *bench) measure(ctx context.Context) error {
	if err := b.describe(ctx); err != nil {
		return err
	}
	if len(b.result.Missing) > 0 {
		fmt.Fprintln(b.stderr, "not installed, and left out:", strings.Join(b.result.Missing, ", "))
	}
	before, err := meter.ReadSystem()
	if err != nil {
		return err
	}
	for _, t := range tables {
		if slices.Contains(b.tables, t.name) && ctx.Err() == nil {
			t.measure(b, ctx)
		}
	}
	after, err := meter.ReadSystem()
	if err != nil {
		return err
	}
	b.result.StealShare, b.result.Complete = after.Minus(before).StealShare(), ctx.Err() == nil
	var p page.Page
	section.Tools(&section.Input{Tools: &b.result}, &p)
	p.Footnotes()
	if _, err := b.stdout.Write(p.Markdown()); err != nil {
		return err
	}
	if b.json != "" {
		if err := b.result.Write(b.json); err != nil {
			return fmt.Errorf("-json %s: %w", b.json, err)
		}
	}
	if ctx.Err() != nil {
		return errors.New("interrupted: the tables are incomplete")
	}
	return nil
}

// describe finds the tools and says where and with what the measurement is made.
func (b *bench) describe(ctx context.Context) error {
	host, err := meter.ReadHost()
	if err != nil {
		return err
	}
	b.result = toolbench.Result{
		Machine: record.Machine{
			OS: runtime.GOOS, Arch: runtime.GOARCH, Kernel: host.Kernel,
			CPU: host.CPU, CPUs: host.CPUs, MemoryByte: host.MemoryBytes,
			ServerCPUs: b.ServerCPUs.String(), ClientCPUs: b.ClientCPUs.String(),
			SharedCPUs: b.ServerCPUs.String() == b.ClientCPUs.String(),
		},
		Blocks: b.blocks, WindowSeconds: b.length.Seconds(), Seed: b.seed, InFlight: inFlight,
	}
	for _, t := range tools {
		path, err := b.Program(t.program)
		if err != nil {
			b.result.Missing = append(b.result.Missing, t.name)
			continue
		}
		b.paths[t.name] = path
		version := versionOf(ctx, &t, path)
		if t.program == wiretax {
			b.result.Build = version
			continue
		}
		b.result.Tools = append(b.result.Tools, record.Module{Path: t.name, Version: version})
	}
	return nil
}

// inVersion is a version in what a program prints: the last word of a line, or some numbers.
var inVersion = regexp.MustCompile(`(?m)wiretax version (\S+)$|(\d+(?:\.\d+)+)`)

// versionOf returns the version of a tool.
func versionOf(ctx context.Context, t *tool, path string) string {
	if t.version == "" {
		return generator.Version(path)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, _ := exec.CommandContext(ctx, path, t.version).CombinedOutput() // wrk prints it and fails
	if match := inVersion.FindStringSubmatch(string(out)); match != nil {
		return match[1] + match[2]
	}
	return "unknown"
}

// installed returns the tools of those names that are installed and can do the job; without names
// all that can.
func (b *bench) installed(j *job, names ...string) (found []*tool) {
	for i := range tools {
		t := &tools[i]
		if b.paths[t.name] != "" && t.does(j) && (len(names) == 0 || slices.Contains(names, t.name)) {
			found = append(found, t)
		}
	}
	return found
}

// run has a tool do a job. Every is the interval at which its memory is read; 0 reads none.
func (b *bench) run(ctx context.Context, t *tool, j job, every time.Duration) (o outcome, f pinned.Finished, err error) {
	if j.dir, err = os.MkdirTemp("", "tools-"); err != nil {
		return o, f, fmt.Errorf("run %s: %w", t.name, err)
	}
	defer os.RemoveAll(j.dir)
	if err := errors.Join(writeFiles(j.dir), writeTargets(&j)); err != nil {
		return o, f, err
	}
	expected := j.warmup + j.length
	if j.requests > 0 {
		expected = time.Duration(j.requests) * time.Millisecond // a slower tool is too slow for this
	}
	ctx, cancel := pinned.Limit(ctx, t.name, expected)
	defer cancel()
	path := b.paths[t.name]
	cmd := pinned.Child(ctx, path, t.args(&j)...)
	cmd.Dir = j.dir
	if f, err = b.Drive(cmd, every); err != nil {
		return o, f, pinned.Because(ctx, err)
	}
	if o, err = t.read(ctx, path, &j, f.Stdout); err != nil {
		return o, f, fmt.Errorf("read what %s printed: %w", t.name, err)
	}
	if o.completed <= 0 {
		return o, f, fmt.Errorf("run %s: none of its requests was answered rightly, %d failed", t.name, o.failed)
	}
	return o, f, nil
}

// progress says on stderr what was just measured.
func (b *bench) progress(w toolbench.Work, tool, format string, args ...any) {
	fmt.Fprintf(b.stderr, "%s, %s, %s: %s: %s\n", w.Protocol, w.Server, page.Count(w.Connections, "connection"), tool, fmt.Sprintf(format, args...))
}

// chosen reports whether a protocol is to be spoken.
func (b *bench) chosen(p protocol) bool { return slices.Contains(b.protocols, protocols[p].name) }
