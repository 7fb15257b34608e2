package plan

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed plans/*.yaml
var builtIn embed.FS

// Names are the built-in plans, the quickest first.
func Names() []string { return []string{"smoke", "quick", "standard", "full"} }

// Load returns the built-in plan of that name, or reads the file where the name ends in
// .yaml or .yml. Defaults are filled in. An error names the plan, the key and the remedy
// in one line.
func Load(name string) (Plan, error) {
	var text []byte
	var err error
	if isFile(name) {
		text, err = os.ReadFile(name)
	} else {
		text, err = builtIn.ReadFile("plans/" + name + ".yaml")
		if err != nil {
			return Plan{}, fmt.Errorf("load plan %q: no such plan; use %s, or a file that ends in .yaml", name, strings.Join(Names(), ", "))
		}
	}
	if err != nil {
		return Plan{}, fmt.Errorf("load plan: %w", err)
	}
	p, err := Parse(text)
	if err != nil {
		return Plan{}, fmt.Errorf("load plan %s: %w", name, err)
	}
	return p, nil
}

func isFile(name string) bool {
	ending := filepath.Ext(name)
	return ending == ".yaml" || ending == ".yml"
}

// Parse reads a plan from YAML, strictly: unknown and repeated keys are errors.
func Parse(text []byte) (Plan, error) {
	var p Plan
	err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&p)
	if err != nil && !errors.Is(err, io.EOF) {
		return Plan{}, errors.New(firstLine(yaml.FormatError(err, false, false)))
	}
	p.setDefaults()
	if err := p.validate(); err != nil {
		return Plan{}, err
	}
	return p, nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
