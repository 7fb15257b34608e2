package plan

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/wiretax/wiretax/spelling"
)

//go:embed plans/*.yaml
var builtIn embed.FS

// Names are the built-in plans, the quickest first.
func Names() []string {
	return []string{"smoke", "quick", "streams", "work", "gateway", "chain", "standard", "full"}
}

// Load returns the built-in plan of that name, or reads the file where the name ends in
// .yaml or .yml. Defaults are filled in. An error names the plan, the key and the remedy
// in one line.
func Load(name string) (Plan, error) {
	text, err := read(name)
	if err != nil {
		similar := ""
		if names := spelling.Closest(name, Names()); len(names) > 0 {
			similar = " (did you mean " + spelling.Or(names) + "?)"
		}
		return Plan{}, fmt.Errorf("load plan %q: %w%s; use %s, or a file that ends in .yaml", name, err, similar, strings.Join(Names(), ", "))
	}
	p, err := Parse(text)
	if err != nil {
		return Plan{}, fmt.Errorf("load plan %q: %w", name, err)
	}
	return p, nil
}

func read(name string) ([]byte, error) {
	switch filepath.Ext(name) {
	case ".yaml", ".yml":
		text, err := os.ReadFile(name)
		if path, ok := errors.AsType[*fs.PathError](err); ok {
			err = path.Err // the name stands in the message already
		}
		return text, err
	}
	text, err := builtIn.ReadFile("plans/" + name + ".yaml")
	if err != nil {
		return nil, errors.New("no such plan")
	}
	return text, nil
}

// Parse reads a plan from YAML, strictly: unknown and repeated keys are errors. An error is
// one line, and [Problems] where several keys are wrong.
func Parse(text []byte) (Plan, error) {
	var p Plan
	given, err := decode(text, &p)
	if err != nil {
		return Plan{}, err
	}
	return p.complete(given)
}

// Complete fills the defaults of a plan in and checks it; what is zero was not said. An error
// is one line, and [Problems] where there are several.
func Complete(p Plan) (Plan, error) { return p.complete(nil) }

func (p Plan) complete(given keys) (Plan, error) {
	p.setDefaults(given)
	if err := p.validate(given); err != nil {
		return Plan{}, err
	}
	return p, nil
}
