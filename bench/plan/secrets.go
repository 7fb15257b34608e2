package plan

import (
	"regexp"
	"slices"
	"strings"
)

// NotKept replaces in a recorded plan what may be a secret.
const NotKept = "(not kept)"

// assignment is an environment variable in a command line.
var assignment = regexp.MustCompile(`(^|\s)([A-Za-z_][A-Za-z0-9_]*)=('[^']*'|"[^"]*"|\S*)`)

// WithoutSecrets returns the plan without the values of headers and of a command's variables,
// which may be credentials. It keeps URLs and data.
func WithoutSecrets(p Plan) Plan {
	p.Pairs = slices.Clone(p.Pairs)
	for i := range p.Pairs {
		for _, t := range []*Target{&p.Pairs[i].A, &p.Pairs[i].B} {
			t.Start = assignment.ReplaceAllString(t.Start, "$1$2="+NotKept)
			t.Headers = slices.Clone(t.Headers)
			for j, header := range t.Headers {
				name, _, _ := strings.Cut(header, ":")
				t.Headers[j] = name + ": " + NotKept
			}
		}
	}
	return p
}
