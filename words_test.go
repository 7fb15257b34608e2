package wiretax_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// retired are the words that the design does not use any more. It keeps "link" for the emulated
// network, so that word cannot be looked for.
var retired = regexp.MustCompile(`^(floor|side|place|site|leg|station|topology|topologies|lane|cell|way|spin|tally|tallies|travel|sound|extent|live|again)s?$`)

const (
	olderKey = "run folders of earlier versions have the key"
	ofHeap   = "what a collection leaves is the live heap; the word is retired for streams"
)

// kept are the retired words that names in a file or folder may hold, each with its reason.
var kept = map[[2]string]string{
	{"bench/record/older.go", "leg"}:  olderKey,
	{"bench/record/older.go", "spin"}: olderKey,
	{"bench/report", "cell"}:          "a table has cells",
	{"contract/metric.go", "live"}:    ofHeap,
	{"bench/record", "live"}:          ofHeap,
	{"serving/memory.go", "live"}:     ofHeap,
}

// A name holds no retired word: no identifier that a Go file declares, no flag, no key of a plan
// or of JSON, no file and no folder.
func TestNamesHoldNoRetiredWord(t *testing.T) {
	found := make(map[[2]string]bool)
	check := func(file, name string) {
		for _, word := range wordsOf(name) {
			if !retired.MatchString(word) {
				continue
			}
			if key, ok := keptIn(file, word); ok {
				found[key] = true
				continue
			}
			t.Errorf("%s: %s holds the retired word %q; name it with another", file, name, word)
		}
	}
	for _, file := range trackedFiles(t) {
		check(file, file)
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, ".pb.go") {
			continue
		}
		for _, name := range declaredIn(t, file) {
			check(file, name)
		}
	}
	for key := range kept {
		if !found[key] {
			t.Errorf("no name in %s holds %q any more; take it from the exceptions", key[0], key[1])
		}
	}
}

// keptIn returns the exception for a word in a file, if there is one.
func keptIn(file, word string) (key [2]string, ok bool) {
	for key := range kept {
		if (file == key[0] || strings.HasPrefix(file, key[0]+"/")) && strings.TrimSuffix(word, "s") == key[1] {
			return key, true
		}
	}
	return key, false
}

// trackedFiles returns all files of the repository.
func trackedFiles(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "ls-files").Output() // a plan of a user's own may have any name
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// declaredIn returns the names that a Go file gives: to what it declares, to flags, and to keys
// in the tags of structs.
func declaredIn(t *testing.T, file string) (names []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			names = append(names, n.Name.Name)
		case *ast.FuncDecl:
			names = append(names, n.Name.Name)
		case *ast.ValueSpec:
			names = append(names, identifiers(n.Names...)...)
		case *ast.Field:
			names = append(append(names, identifiers(n.Names...)...), keysOf(n.Tag)...)
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				names = append(names, identifiers(n.Lhs...)...)
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				names = append(names, identifiers(n.Key, n.Value)...)
			}
		case *ast.CallExpr:
			names = append(names, flagOf(n)...)
		}
		return true
	})
	return names
}

func identifiers[E ast.Expr](among ...E) (names []string) {
	for _, e := range among {
		if ident, ok := ast.Expr(e).(*ast.Ident); ok {
			names = append(names, ident.Name)
		}
	}
	return names
}

// keysOf returns the keys that the tag of a field gives.
func keysOf(tag *ast.BasicLit) []string {
	if tag == nil {
		return nil
	}
	text, _ := strconv.Unquote(tag.Value)
	return []string{reflect.StructTag(text).Get("json"), reflect.StructTag(text).Get("yaml")}
}

// flagMethod are the methods of a set of flags that define one, such as IntVar.
var flagMethod = regexp.MustCompile(`^(Bool|Duration|Float64|Int|Int64|String|StringArray|StringSlice|Uint|Uint64)?(Var)?P?$`)

// flagOf returns the name of the flag that a call defines, its first argument or its second.
func flagOf(call *ast.CallExpr) []string {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !flagMethod.MatchString(method.Sel.Name) {
		return nil
	}
	for _, argument := range call.Args[:min(2, len(call.Args))] {
		if literal, ok := argument.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			name, _ := strconv.Unquote(literal.Value)
			return []string{name}
		}
	}
	return nil
}

// wordStart is where a word begins after another: fixed|Work, HTTP|Server.
var wordStart = regexp.MustCompile(`[A-Z]+$|[A-Z]+[^A-Za-z]|[A-Z][a-z]`)

// wordsOf returns the words of a name, in lower case.
func wordsOf(name string) []string {
	parted := wordStart.ReplaceAllString(name, " $0")
	return strings.FieldsFunc(strings.ToLower(parted), func(r rune) bool { return !unicode.IsLetter(r) })
}
