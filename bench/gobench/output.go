// Package gobench reads what the Go benchmarks print, and writes load runs in the same format.
package gobench

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"

	"github.com/wiretax/wiretax/terminal"
)

// Output is the raw output of the Go benchmarks, as make bench keeps it: several rounds, in each
// of which every case ran once.
type Output struct {
	// Name is the name of the file, without its folder.
	Name string
	// Config are the lines that say what was measured, and where.
	Config map[string]string
	Rounds int
	Cases  []*Case
}

// Case is one case of a benchmark with its values by round, counted from 1, and by unit, in base
// units.
type Case struct {
	// Name is the whole name, Benchmark and Keys are its parts.
	Name, Benchmark string
	Keys            map[string]string
	Values          map[int]map[string]float64
}

// Open reads a file that make bench wrote. Damage is an error that names the line.
func Open(path string) (*Output, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open benchmarks: there is no %s; make bench writes one under results/bench", path)
	}
	if err != nil {
		return nil, fmt.Errorf("open benchmarks: %w", err)
	}
	return Read(filepath.Base(path), text)
}

// Read is like [Open] for the text of a file of that name.
func Read(name string, text []byte) (*Output, error) {
	o := &Output{Name: name, Config: make(map[string]string)}
	begins := roundLines(text)
	o.Rounds = len(begins)
	byName := make(map[string]*Case)
	reader := benchfmt.NewReader(bytes.NewReader(text), name)
	for reader.Scan() {
		switch r := reader.Result().(type) {
		case *benchfmt.SyntaxError:
			return nil, fmt.Errorf("read benchmarks %w", r)
		case *benchfmt.Result:
			_, line := r.Pos()
			round, _ := slices.BinarySearch(begins, line)
			if err := o.add(byName, r, round); err != nil {
				return nil, fmt.Errorf("read benchmarks %s:%d: %w", terminal.Line(name), line, err)
			}
		}
	}
	switch err := reader.Err(); {
	case err != nil:
		return nil, fmt.Errorf("read benchmarks: %w", err)
	case len(o.Cases) == 0:
		return nil, fmt.Errorf("read benchmarks: %s holds no result; name a file that make bench wrote", terminal.Line(name))
	case o.Config[BuildKey] == "":
		return nil, fmt.Errorf("read benchmarks: %s does not say by a line of %s what was measured; name a file that make bench wrote", terminal.Line(name), BuildKey)
	}
	return o, nil
}

// RoundMark begins the line that is written before each round.
const RoundMark = "# round "

// roundLines returns the numbers of the lines at which the rounds begin.
func roundLines(text []byte) (begins []int) {
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if bytes.HasPrefix(line, []byte(RoundMark)) {
			begins = append(begins, number)
		}
	}
	return begins
}

// add adds a result of a round.
func (o *Output) add(byName map[string]*Case, r *benchfmt.Result, round int) error {
	for _, c := range r.Config {
		if value := string(c.Value); o.Config[c.Key] == "" {
			o.Config[c.Key] = value
		} else if o.Config[c.Key] != value && c.Key == BuildKey {
			return fmt.Errorf("it holds results of two builds, %s and %s", terminal.Line(o.Config[c.Key]), terminal.Line(value))
		}
	}
	base, parts := r.Name.Parts()
	full := string(r.Name)
	c := byName[full]
	if c == nil {
		c = &Case{Name: full, Benchmark: string(base), Keys: make(map[string]string), Values: make(map[int]map[string]float64)}
		for _, p := range parts {
			if key, value, ok := strings.Cut(strings.TrimPrefix(string(p), "/"), "="); ok {
				c.Keys[key] = value
			}
		}
		byName[full], o.Cases = c, append(o.Cases, c)
	}
	switch {
	case round == 0:
		return fmt.Errorf("the result comes before the first line %q; name a file that make bench wrote", RoundMark)
	case c.Values[round] != nil:
		return fmt.Errorf("%s appears twice in round %d", terminal.Line(full), round)
	}
	c.Values[round] = make(map[string]float64)
	for _, v := range r.Values {
		if !(v.Value >= 0) || math.IsInf(v.Value, 1) {
			return fmt.Errorf("%v %s cannot be", v.Value, terminal.Line(v.Unit))
		}
		c.Values[round][v.Unit] = v.Value
	}
	return nil
}
