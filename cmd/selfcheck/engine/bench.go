package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
)

// groups are the groups of rows by name, in the table's order.
var groups = []struct {
	name    string
	measure func(context.Context, *bench)
}{
	{"stall", measureStall},
	{"lag", measureLag},
	{"rate", measureRate},
	{"cpu", measureCPU},
	{"memory", measureMemory},
	{"soak", measureSoak},
}

func groupNames() []string {
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = g.name
	}
	return names
}

// bench measures and prints. It is used by one goroutine.
type bench struct {
	options
	programs
	out  io.Writer
	rows []Row
}

func newBench(o options, out io.Writer) (*bench, error) {
	p, err := pinned.Find(o.bin)
	if err != nil {
		return nil, err
	}
	return &bench{options: o, programs: programs{p}, out: out}, nil
}

// measure prints the table row by row and returns an error if a row of wiretax could not be
// measured. A target that was not reached is a figure, not an error.
func (b *bench) measure(ctx context.Context) error {
	machine, err := b.machine()
	if err != nil {
		return err
	}
	before, err := meter.ReadSystem()
	if err != nil {
		return err
	}
	fmt.Fprint(b.out, head(machine, b.lengths), tableHead)
	for _, g := range groups {
		for _, wanted := range b.options.rows {
			if wanted == g.name && ctx.Err() == nil {
				g.measure(ctx, b)
			}
		}
	}
	after, err := meter.ReadSystem()
	if err != nil {
		return err
	}
	fmt.Fprint(b.out, foot(b.rows, after.Minus(before).StealShare()))
	if err := b.writeJSON(machine, ctx.Err() == nil); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return errors.New("interrupted: the table is incomplete")
	}
	if n := count(b.rows, notMeasured); n > 0 {
		return fmt.Errorf("measure: %d rows could not be measured; their notes say why", n)
	}
	return nil
}

// print adds a row to the table.
func (b *bench) print(r Row) {
	b.rows = append(b.rows, r)
	fmt.Fprint(b.out, r.markdown())
}

// failed adds a row that could not be measured, unless ctx is done.
func (b *bench) failed(ctx context.Context, r Row, err error) {
	if ctx.Err() != nil {
		return
	}
	r.Verdict, r.Note = notMeasured, err.Error()
	if r.Tool != wiretax {
		r.Verdict = "" // outside tools have no target
	}
	b.print(r)
}

// Machine is where the table was made, without names or paths.
type Machine struct {
	CPU        string `json:"cpu"`
	CPUs       int    `json:"cpus"`
	Kernel     string `json:"kernel"`
	ServerCPUs string `json:"server_cpus"`
	ClientCPUs string `json:"client_cpus"`
	// Tools are the versions of the outside generators.
	Tools map[string]string `json:"tools"`
}

func (b *bench) machine() (Machine, error) {
	host, err := meter.ReadHost()
	if err != nil {
		return Machine{}, err
	}
	m := Machine{
		CPU: host.CPU, CPUs: host.CPUs, Kernel: host.Kernel,
		ServerCPUs: b.ServerCPUs.String(), ClientCPUs: b.ClientCPUs.String(), Tools: make(map[string]string),
	}
	for _, name := range []string{record.Ghz, record.Vegeta} {
		m.Tools[name] = "not found"
		if path, err := b.Program(name); err == nil {
			m.Tools[name] = generator.Version(path)
		}
	}
	return m, nil
}

// writeJSON writes the figures to the file of -json.
func (b *bench) writeJSON(machine Machine, complete bool) error {
	if b.json == "" {
		return nil
	}
	text, err := json.MarshalIndent(struct {
		Brief    bool    `json:"brief"`
		Complete bool    `json:"complete"`
		Machine  Machine `json:"machine"`
		Rows     []Row   `json:"rows"`
	}{b.lengths.brief, complete, machine, b.rows}, "", "  ")
	if err != nil {
		return fmt.Errorf("write -json %s: %w", b.json, err)
	}
	if err := os.MkdirAll(filepath.Dir(b.json), 0o755); err != nil {
		return fmt.Errorf("write -json %s: %w", b.json, err)
	}
	if err := os.WriteFile(b.json, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("write -json %s: %w", b.json, err)
	}
	return nil
}
