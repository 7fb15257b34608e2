package run

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

// write makes a file with all folders above it.
func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// nodeSaying puts a node into PATH, alone, that says a version of itself. Empty: there is none.
func nodeSaying(t *testing.T, version string) {
	t.Helper()
	dir := t.TempDir()
	if version != "" {
		write(t, filepath.Join(dir, "node"), "#!/bin/sh\necho '"+version+"'\n", 0o755)
	}
	t.Setenv("PATH", dir)
}

// gatewayFolder returns a folder with some parts of a gateway.
func gatewayFolder(t *testing.T, parts ...string) string {
	t.Helper()
	dir := t.TempDir()
	texts := map[string]string{"package.json": `{"dependencies":{"express":"5.3.0","@grpc/grpc-js":"1.14.7"}}`}
	for _, part := range parts {
		write(t, filepath.Join(dir, part), texts[part], 0o644)
	}
	return dir
}

const modulesFile = "node_modules/.package-lock.json"

func TestFindNode(t *testing.T) {
	whole := []string{serverFile, modulesFile, "package.json"}
	with := plan.Plan{Stacks: []string{"rest", "node-rest-twin"}}
	for _, tt := range []struct {
		name    string
		plan    plan.Plan
		version string
		parts   []string
		want    string // "": nothing is wrong
	}{
		{"no need", plan.Plan{Stacks: []string{"rest", "go-grpc"}}, "", nil, ""},
		{"all there", with, "v20.20.2", whole, ""},
		{"a newer Node.js", with, "v100.0.1-nightly", whole, ""},
		{"nothing there", with, "v20.20.2", nil, "has no src/server.js; run this in a clone of the repository, or name its folder gateway"},
		{"not installed", with, "v20.20.2", whole[:1], "has no node_modules; make gateway installs them"},
		{"no Node.js", with, "", whole, "stack node-rest-twin: node is not in PATH; install Node.js 20 or newer, then make gateway"},
		{"an old Node.js", with, "v18.19.0", whole, `--version says "v18.19.0"; install Node.js 20 or newer, then make gateway`},
		{"another program", with, "no such option", whole, `--version says "no such option"; install Node.js 20`},
		{"no list of libraries", with, "v22.1.0", whole[:2], "package.json: no such file"},
	} {
		nodeSaying(t, tt.version)
		_, err := FindNode(t.Context(), tt.plan, gatewayFolder(t, tt.parts...))
		if (err == nil) != (tt.want == "") || err != nil && (!strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: FindNode() = %v, want one line with %q", tt.name, err, tt.want)
		}
	}
}

func TestVersionsOfTheGateway(t *testing.T) {
	nodeSaying(t, "v20.20.2")
	n, err := FindNode(t.Context(), plan.Plan{Stacks: []string{"rest", "node-grpc"}}, gatewayFolder(t, serverFile, modulesFile, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(n.versions, func(a, b record.Module) int { return strings.Compare(a.Path, b.Path) })
	want := []record.Module{{Path: "@grpc/grpc-js", Version: "1.14.7"}, {Path: "express", Version: "5.3.0"}, {Path: "node", Version: "v20.20.2"}}
	if diff := cmp.Diff(want, n.versions); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
}
