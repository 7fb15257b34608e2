package anycall_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Errors name keys by [plan.Key], except for the one that they begin with, so that a command
// line can replace them with its flags.
func TestErrorsNameKeysByPlanKey(t *testing.T) {
	leading := regexp.MustCompile(`^[a-z0-9_]+(\[%d\])?: `)
	named := regexp.MustCompile(`\b(ca_cert|proto_path|http2|insecure|[a-z]+_seconds)\b|--(ca-cert|proto|http2|insecure|header|data|expect|method|order)`)
	texts := 0
	for _, folder := range []string{".", "../descriptors"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				literal, ok := n.(*ast.BasicLit)
				if !ok || literal.Kind != token.STRING {
					return true
				}
				text, err := strconv.Unquote(literal.Value)
				if err != nil || !strings.Contains(text, " ") {
					return true // a name, not a text
				}
				texts++
				if key := named.FindString(leading.ReplaceAllString(text, "")); key != "" {
					t.Errorf("%s: %q names %s; use plan.Errorf and plan.Key", set.Position(n.Pos()), text, key)
				}
				return true
			})
		}
	}
	if texts < 50 {
		t.Errorf("%d texts were looked at, want all", texts)
	}
}
