package tools

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/section"
	"github.com/wiretax/wiretax/bench/run"
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
	programs
	stdout, stderr io.Writer
	result         toolbench.Result
}

func newBench(o options, stdout, stderr io.Writer) (*bench, error) {
	p, err := pinned.Find(o.bin)
	if err != nil {
		return nil, err
	}
	if _, err := p.Program(wiretax); err != nil {
		return nil, err
	}
	return &bench{options: o, programs: programs{p, make(map[string]string)}, stdout: stdout, stderr: stderr}, nil
}

// measure measures what the options say, prints the tables and writes the file. A tool that fails
// is a fault in the tables; the error says that wiretax itself did.
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
	if n := ownFaults(&b.result); n > 0 {
		return fmt.Errorf("measure: %d windows of wiretax failed; the tables say why", n)
	}
	return nil
}

// describe finds the tools and says where and with what the measurement is made.
func (b *bench) describe(ctx context.Context) error {
	machine, err := run.DescribeMachine(b.ServerCPUs, b.ClientCPUs)
	if err != nil {
		return err
	}
	machine.ClientProcessors = 0 // the clients are other programs
	b.result = toolbench.Result{
		Machine: machine, Blocks: b.blocks, WindowSeconds: b.length.Seconds(), Seed: b.seed, InFlight: inFlight,
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

// ownFaults counts what could not be measured of wiretax.
func ownFaults(r *toolbench.Result) (n int) {
	count := func(tool string, faults ...string) {
		if tool != lean && tool != native {
			return
		}
		for _, fault := range faults {
			if fault != "" {
				n++
			}
		}
	}
	for _, g := range r.Groups {
		for _, c := range g.Costs {
			count(c.Tool, c.Faults...)
		}
	}
	for _, rate := range r.Rates {
		count(rate.Tool, rate.Fault)
	}
	for _, l := range r.Lags {
		count(l.Tool, l.Faults...)
	}
	for _, m := range r.Memories {
		count(m.Tool, m.Fault)
	}
	return n
}

// progress says on stderr what was just measured.
func (b *bench) progress(w toolbench.Work, tool, format string, args ...any) {
	fmt.Fprintf(b.stderr, "%s, %s, %s: %s: %s\n", w.Protocol, w.Server, page.Count(w.Connections, "connection"), tool, fmt.Sprintf(format, args...))
}

// chosen reports whether a protocol is to be spoken.
func (b *bench) chosen(p protocol) bool { return slices.Contains(b.protocols, protocols[p].name) }
