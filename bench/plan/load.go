package plan

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/spelling"
)

//go:embed plans/*.yaml
var builtIn embed.FS

// Names returns the built-in plans, the quickest first.
func Names() []string {
	return []string{"smoke", "quick", "streams", "work", "gateway", "chain", "load-curve", "standard", "full"}
}

// Load returns the built-in plan of that name, or reads a file if the name ends in .yaml or
// .yml. Defaults are filled in. An error names the plan, the key and the remedy in one line.
func Load(name string) (Plan, error) { return load(name, Parse) }

// LoadPairs is like Load, for a plan that must have pairs.
func LoadPairs(name string) (Plan, error) { return load(name, parsePairs) }

func load(name string, parse func([]byte) (Plan, error)) (p Plan, err error) {
	text, err := read(name)
	if err == nil {
		p, err = parse(text)
	}
	if err != nil {
		return Plan{}, fmt.Errorf("plan %q: %w", name, err)
	}
	return p, nil
}

func read(name string) ([]byte, error) {
	if isFile(name) {
		text, err := os.ReadFile(name)
		if path, ok := errors.AsType[*fs.PathError](err); ok {
			err = path.Err // the message has the name already
		}
		if err != nil {
			return nil, fmt.Errorf("%w%s; name a file that can be read", err, similar(name))
		}
		return text, nil
	}
	if text, err := builtIn.ReadFile("plans/" + name + ".yaml"); err == nil {
		return text, nil
	}
	if info, err := os.Stat(name); err == nil && name != "" {
		if info.IsDir() {
			return nil, errors.New("it is a folder; name a file in it that ends in .yaml")
		}
		return nil, errors.New("it is a file that does not end in .yaml; rename it if it is a plan")
	}
	return nil, fmt.Errorf("it is not a built-in plan, and the name of a plan's file ends in .yaml%s; use %s, or a file", similar(name), strings.Join(Names(), ", "))
}

// isFile reports whether the name is that of a file, not of a built-in plan.
func isFile(name string) bool {
	extension := filepath.Ext(name)
	return extension == ".yaml" || extension == ".yml"
}

// mostFiles is how many files similar looks at.
const mostFiles = 1000

// similar suggests the built-in plans, and the plans in the same folder, whose names are spelt
// like this one. It is empty if there are none.
func similar(name string) string {
	stem := func(file string) string { return strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)) }
	meant := make(map[string]string) // by the compared name
	if dir, err := os.Open(filepath.Dir(name)); err == nil {
		defer dir.Close()
		files, _ := dir.Readdirnames(mostFiles)
		slices.SortFunc(files, func(a, b string) int { return strings.Compare(b, a) }) // so that .yaml stays
		for _, file := range files {
			if isFile(file) && file != filepath.Base(name) {
				meant[stem(file)] = filepath.Join(filepath.Dir(name), file)
			}
		}
	}
	for _, plan := range Names() {
		meant[plan] = plan
	}
	var close []string
	for _, near := range spelling.Closest(stem(name), slices.Sorted(maps.Keys(meant))) {
		close = append(close, meant[near])
	}
	if len(close) == 0 || name == "" {
		return ""
	}
	return " (did you mean " + spelling.Or(close) + "?)"
}

// Parse reads a plan from YAML, strictly: unknown and repeated keys are errors. An error is one
// line, and [Problems] if several keys are wrong.
func Parse(text []byte) (Plan, error) {
	var p Plan
	given, err := decode(text, &p)
	if err != nil {
		return Plan{}, err
	}
	return p.complete(given)
}

// parsePairs is like Parse, for a plan that must have pairs: all else has defaults.
func parsePairs(text []byte) (Plan, error) {
	var p Plan
	given, err := decode(text, &p)
	switch {
	case err != nil:
		return Plan{}, err
	case p.OfPairs():
		return p.complete(given)
	case len(p.Operations) > 0:
		return Plan{}, errors.New("pairs: none; wiretax run carries out plans of operations")
	}
	return Plan{}, errNoPairs
}

// errNoPairs says what a plan of pairs must have.
var errNoPairs = errors.New("pairs: none; name at least one, with its name, rate, a and b")

// Complete fills in the defaults of a plan and checks it. A zero value counts as not given. An
// error is one line, and [Problems] if there are several.
func Complete(p Plan) (Plan, error) { return p.complete(nil) }

func (p Plan) complete(given keys) (Plan, error) {
	setDefaults(&p, given)
	if err := validate(&p, given); err != nil {
		return Plan{}, err
	}
	return p, nil
}
