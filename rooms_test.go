package wiretax_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

const (
	// mostFiles is how many files a package may have, tests and generated code excepted.
	mostFiles = 25
	// mostMethodFiles is in how many files the methods of a type may stand.
	mostMethodFiles = 5
)

// crowded are the packages, and the types by package and name, that break a limit, each with its
// reason.
var crowded = map[string]string{}

// A package or a type that needs more files than this holds more than one thing.
func TestRoomsAreSmall(t *testing.T) {
	found := make(map[string]bool)
	check := func(what string, files, most int, unit string) {
		if files <= most {
			return
		}
		if found[what] = true; crowded[what] == "" {
			t.Errorf("%s %d files%s; the most are %d: split it by what it holds", what, files, unit, most)
		}
	}
	for _, p := range listPackages(t) {
		folder := strings.TrimPrefix(p.ImportPath, module)
		files, methods := 0, make(map[string]int)
		for _, name := range p.GoFiles {
			types, generated := methodsIn(t, filepath.Join(p.Dir, name))
			if generated {
				continue
			}
			files++
			for name := range types {
				methods[name]++
			}
		}
		check(folder, files, mostFiles, "")
		for name, files := range methods {
			check(folder+"."+name, files, mostMethodFiles, " with methods")
		}
	}
	for what := range crowded {
		if !found[what] {
			t.Errorf("%s keeps the limits; take it from the exceptions", what)
		}
	}
}

// methodsIn returns the types that have methods in a file, and whether a program wrote it.
func methodsIn(t *testing.T, file string) (types map[string]bool, generated bool) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	types = make(map[string]bool)
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
			types[receiver(f.Recv.List[0].Type)] = true
		}
	}
	return types, ast.IsGenerated(parsed)
}

// receiver returns the name of the type of a method's receiver.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
