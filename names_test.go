package wiretax_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/contract"
)

const scheme = "the scheme of a URL"

// spelled are the words that a file may spell out although they name a stack or an operation,
// each with its reason.
var spelled = map[[2]string]string{
	{"bench/report/section/services.go", "grpc"}:       scheme,
	{"bench/client/anycall/wrong_protocol.go", "grpc"}: scheme,
	{"bench/client/catalog/grpc.go", "grpc"}:           scheme,
	{"bench/client/anycall/endpoint.go", "grpc"}:       scheme,
	{"cmd/wiretax/versus.go", "grpc"}:                  scheme,
}

// Stacks, operations and metrics are declared in contract; a literal elsewhere is a second list.
func TestNamesStandInTheContract(t *testing.T) {
	names := make(map[string]bool)
	for _, op := range contract.Operations() {
		names[op.Name] = true
	}
	for _, s := range contract.Stacks() {
		names[s.Name] = true
	}
	for _, key := range contract.Metrics() {
		names[key] = true
	}
	used := make(map[[2]string]bool)
	for _, file := range goFiles(t) {
		if strings.HasPrefix(file, "contract/") || strings.HasPrefix(file, "conformance/older/") {
			continue // the latter is another version of the project's
		}
		for at, word := range stringsIn(t, file) {
			if !names[word] {
				continue
			}
			key := [2]string{file, word}
			if used[key] = true; spelled[key] == "" {
				t.Errorf("%s: %q stands in contract", at, word)
			}
		}
	}
	for key := range spelled {
		if !used[key] {
			t.Errorf("%s does not spell %q any more; take it from the exceptions", key[0], key[1])
		}
	}
}

// stringsIn returns the strings of a file by their positions.
func stringsIn(t *testing.T, file string) map[token.Position]string {
	t.Helper()
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[token.Position]string)
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if word, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil {
				found[set.Position(n.Pos())] = word // a tag is longer than any name
			}
		}
		return true
	})
	return found
}

// goFiles returns those in the repository that are written by hand and no tests.
func goFiles(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "ls-files", "-co", "--exclude-standard", "*.go").Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	var files []string
	for file := range strings.Lines(string(out)) {
		file = strings.TrimSpace(file)
		if !strings.HasSuffix(file, "_test.go") && !strings.HasSuffix(file, ".pb.go") {
			files = append(files, file)
		}
	}
	return files
}
