package report

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// Benchmarks is the raw output of the Go benchmarks, as make bench keeps it: rounds, in each
// of which every case ran once.
type Benchmarks struct {
	// name is the file's, without its folder.
	name string
	// config are the lines that say what was measured, and where.
	config map[string]string
	rounds int
	cases  []*benchCase
}

// benchCase is one case of a benchmark with its values by round, which count from 1, and
// unit, which are base units.
type benchCase struct {
	// name is the whole of it, and benchmark and keys its parts.
	name, benchmark string
	keys            map[string]string
	values          map[int]map[string]float64
}

// OpenBenchmarks reads a file that make bench wrote. Damage is an error that names the line.
func OpenBenchmarks(path string) (*Benchmarks, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open benchmarks: there is no %s; make bench writes one under results/bench", path)
	}
	if err != nil {
		return nil, fmt.Errorf("open benchmarks: %w", err)
	}
	return readBenchmarks(filepath.Base(path), text)
}

func readBenchmarks(name string, text []byte) (*Benchmarks, error) {
	b := &Benchmarks{name: name, config: make(map[string]string)}
	begins := roundLines(text)
	b.rounds = len(begins)
	byName := make(map[string]*benchCase)
	reader := benchfmt.NewReader(bytes.NewReader(text), name)
	for reader.Scan() {
		switch r := reader.Result().(type) {
		case *benchfmt.SyntaxError:
			return nil, fmt.Errorf("read benchmarks %w", r)
		case *benchfmt.Result:
			_, line := r.Pos()
			round, _ := slices.BinarySearch(begins, line)
			if err := b.add(byName, r, round); err != nil {
				return nil, fmt.Errorf("read benchmarks %s:%d: %w", page.Printable(name), line, err)
			}
		}
	}
	switch err := reader.Err(); {
	case err != nil:
		return nil, fmt.Errorf("read benchmarks: %w", err)
	case len(b.cases) == 0:
		return nil, fmt.Errorf("read benchmarks: %s holds no result; name a file that make bench wrote", page.Printable(name))
	case b.config[buildKey] == "":
		return nil, fmt.Errorf("read benchmarks: %s does not say by a line of %s what was measured; name a file that make bench wrote", page.Printable(name), buildKey)
	}
	return b, nil
}

// The lines that make bench writes beside those of the benchmarks.
const (
	roundMark = "# round "
	buildKey  = "wiretax-build"
)

// roundLines are the numbers of the lines at which the rounds begin.
func roundLines(text []byte) (begins []int) {
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if bytes.HasPrefix(line, []byte(roundMark)) {
			begins = append(begins, number)
		}
	}
	return begins
}

// add takes a result of a round.
func (b *Benchmarks) add(byName map[string]*benchCase, r *benchfmt.Result, round int) error {
	for _, c := range r.Config {
		if value := string(c.Value); b.config[c.Key] == "" {
			b.config[c.Key] = value
		} else if b.config[c.Key] != value && c.Key == buildKey {
			return fmt.Errorf("it holds results of two builds, %s and %s", page.Printable(b.config[c.Key]), page.Printable(value))
		}
	}
	base, parts := r.Name.Parts()
	full := string(r.Name)
	c := byName[full]
	if c == nil {
		c = &benchCase{name: full, benchmark: string(base), keys: make(map[string]string), values: make(map[int]map[string]float64)}
		for _, p := range parts {
			if key, value, ok := strings.Cut(strings.TrimPrefix(string(p), "/"), "="); ok {
				c.keys[key] = value
			}
		}
		byName[full], b.cases = c, append(b.cases, c)
	}
	switch {
	case round == 0:
		return fmt.Errorf("the result stands before the first line %q; name a file that make bench wrote", roundMark)
	case c.values[round] != nil:
		return fmt.Errorf("%s stands twice in round %d", page.Printable(full), round)
	}
	c.values[round] = make(map[string]float64)
	for _, v := range r.Values {
		if !page.Finite(v.Value) || v.Value < 0 {
			return fmt.Errorf("%v %s cannot be", v.Value, page.Printable(v.Unit))
		}
		c.values[round][v.Unit] = v.Value
	}
	return nil
}

// agree refuses benchmarks of another build or machine than the runs'.
func (b *Benchmarks) agree(m *record.Manifest) error {
	if len(m.Plan.Pairs) > 0 {
		return fmt.Errorf("compose report: run %s compares strangers' services, and the benchmarks %s are of the catalog's; leave them out",
			page.Printable(m.Run), page.Printable(b.name))
	}
	for _, field := range []struct{ key, want string }{
		{buildKey, m.Build.Version}, {"go-version", m.Build.Go}, {"goos", m.Machine.OS}, {"goarch", m.Machine.Arch},
		{"kernel", m.Machine.Kernel}, {"cpus", strconv.Itoa(m.Machine.CPUs)}, {"cpu", m.Machine.CPU},
	} {
		got := b.config[field.key]
		if field.key == "cpu" && got == "" {
			continue // the testing package does not know it everywhere
		}
		if oneLine(got) != oneLine(field.want) {
			return fmt.Errorf("compose report: run %s and the benchmarks %s differ in %s (%s, %s); a report holds what is of one build on one machine",
				page.Printable(m.Run), page.Printable(b.name), field.key, page.Printable(field.want), page.Printable(got))
		}
	}
	return nil
}
