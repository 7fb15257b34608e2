package generator

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func named(t *testing.T, name string) Tool {
	t.Helper()
	tool, err := Named(name)
	if err != nil {
		t.Fatalf("Named(%q) = %v", name, err)
	}
	return tool
}

func TestNamed(t *testing.T) {
	tests := []struct {
		name       string
		rest, grpc bool
	}{{"ghz", false, true}, {"vegeta", true, false}}
	for _, tt := range tests {
		tool := named(t, tt.name)
		if tool.Name() != tt.name || tool.Drives("rest") != tt.rest || tool.Drives("grpc") != tt.grpc {
			t.Errorf("Named(%q) = %q, which drives rest: %v, grpc: %v, want %v, %v",
				tt.name, tool.Name(), tool.Drives("rest"), tool.Drives("grpc"), tt.rest, tt.grpc)
		}
	}
	if _, err := Named("wrk"); err == nil || err.Error() != `find generator: unknown "wrk"; use ghz or vegeta` {
		t.Errorf("Named(wrk) = %v", err)
	}
}

func TestCommand(t *testing.T) {
	job := Job{
		Address: "127.0.0.1:1234", Method: "/catalog.v1.CatalogService/GetBook",
		Payloads: []string{`{"id":1}`, `{"id":2}`}, Paths: []string{"/v1/books/1", "/v1/books/2?x=y"},
		Rate: 3000, Requests: 4500, Connections: 16, TimeoutSeconds: 2,
	}
	slow := job
	slow.Rate, slow.Requests, slow.Connections, slow.TimeoutSeconds = 1, 1, 100, 0.05
	tests := []struct {
		tool      string
		job       Job
		args      string
		file, has string
	}{
		{
			"ghz", job,
			"--insecure --async --call catalog.v1.CatalogService/GetBook" +
				" --data-file payloads.json --disable-template-functions --disable-template-data" +
				" --rps 3000 --total 4500 --concurrency 64 --connections 16 --timeout 2s --format json 127.0.0.1:1234",
			"payloads.json", `[{"id":1},{"id":2}]`,
		},
		{
			"ghz", slow,
			"--insecure --async --call catalog.v1.CatalogService/GetBook" +
				" --data-file payloads.json --disable-template-functions --disable-template-data" +
				" --rps 1 --total 1 --concurrency 100 --connections 100 --timeout 50ms --format json 127.0.0.1:1234",
			"payloads.json", `[{"id":1},{"id":2}]`,
		},
		{
			"vegeta", job,
			"attack -targets targets.txt -rate 3000/1s -duration 1.5s -connections 16 -max-connections 16" +
				" -http2=false -timeout 2s -max-body 0 -output results.gob",
			"targets.txt", "GET http://127.0.0.1:1234/v1/books/1\nGET http://127.0.0.1:1234/v1/books/2?x=y\n",
		},
		{
			"vegeta", slow,
			"attack -targets targets.txt -rate 1/1s -duration 1s -connections 100 -max-connections 100" +
				" -http2=false -timeout 50ms -max-body 0 -output results.gob",
			"targets.txt", "GET http://127.0.0.1:1234/v1/books/1\nGET http://127.0.0.1:1234/v1/books/2?x=y\n",
		},
	}
	for _, tt := range tests {
		dir := t.TempDir()
		cmd, err := named(t, tt.tool).Command(context.Background(), "/opt/"+tt.tool, dir, tt.job)
		if err != nil {
			t.Errorf("%s: Command(%+v) = %v", tt.tool, tt.job, err)
			continue
		}
		if cmd.Path != "/opt/"+tt.tool || cmd.Dir != dir {
			t.Errorf("%s: Command() runs %s in %s, want /opt/%s in %s", tt.tool, cmd.Path, cmd.Dir, tt.tool, dir)
		}
		if diff := cmp.Diff(strings.Fields(tt.args), cmd.Args[1:]); diff != "" {
			t.Errorf("%s: Command(%+v) (-want +got):\n%s", tt.tool, tt.job, diff)
		}
		if text, err := os.ReadFile(filepath.Join(dir, tt.file)); err != nil || string(text) != tt.has {
			t.Errorf("%s: %s holds %q, %v, want %q", tt.tool, tt.file, text, err, tt.has)
		}
	}
}

func TestCommandWithoutAFolder(t *testing.T) {
	for name := range tools {
		cmd, err := named(t, name).Command(context.Background(), name, filepath.Join(t.TempDir(), "no"), Job{Connections: 1, Rate: 1})
		if err == nil || !strings.HasPrefix(err.Error(), "prepare "+name+": ") {
			t.Errorf("%s: Command() in no folder = %v, %v, want an error that names the tool", name, cmd, err)
		}
	}
}

func TestGhzWorkers(t *testing.T) {
	tests := []struct{ connections, want int }{{1, 50}, {3, 51}, {16, 64}, {49, 98}, {50, 50}, {51, 51}, {1000, 1000}}
	for _, tt := range tests {
		if got := ghzWorkers(tt.connections); got != tt.want {
			t.Errorf("ghzWorkers(%d) = %d, want %d", tt.connections, got, tt.want)
		}
	}
}

// program writes an executable file.
func program(t *testing.T, dir, name, script string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFind(t *testing.T) {
	beside, first, second, empty := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	program(t, beside, "ghz", "")
	program(t, first, "ghz", "")
	program(t, first, "vegeta", "")
	program(t, second, "vegeta", "")
	// Neither is executable.
	if err := os.WriteFile(filepath.Join(beside, "vegeta"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(empty, "vegeta"), 0o755); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ tool, beside, path, want string }{
		{"ghz", beside, first, filepath.Join(beside, "ghz")},
		{"ghz", empty, first, filepath.Join(first, "ghz")},
		{"vegeta", beside, empty + ":" + first + ":" + second, filepath.Join(first, "vegeta")},
		{"vegeta", empty, second + ":" + first, filepath.Join(second, "vegeta")},
		{"ghz", empty, second, ""},
		{"vegeta", empty, empty, ""},
		{"vegeta", empty, "", ""},
	}
	for _, tt := range tests {
		t.Setenv("PATH", tt.path)
		got, err := named(t, tt.tool).find(tt.beside)
		if got != tt.want || (tt.want == "") != errors.Is(err, ErrNotFound) {
			t.Errorf("%s: find(%s) in PATH %s = %q, %v, want %q", tt.tool, tt.beside, tt.path, got, err, tt.want)
		}
	}
	t.Setenv("PATH", first)
	if got, err := named(t, "ghz").Find(); err != nil || got != filepath.Join(first, "ghz") {
		t.Errorf("Find() in PATH %s = %q, %v", first, got, err)
	}
	t.Setenv("PATH", empty)
	if got, err := named(t, "ghz").Find(); err == nil || err.Error() != "ghz: not found beside wiretax, nor in PATH" {
		t.Errorf("Find() of what is not there = %q, %v", got, err)
	}
}

func TestVersionOfAnUnknownProgram(t *testing.T) {
	script := program(t, t.TempDir(), "ghz", "")
	for _, path := range []string{script, script + "-"} {
		if got := Version(path); got != "unknown" {
			t.Errorf("Version(%s) = %q, want unknown", path, got)
		}
	}
}
