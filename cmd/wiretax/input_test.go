package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBadInput holds every command to one clear line, exit code 2, and nothing done.
func TestBadInput(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	port := taken.Addr().String()
	free := "127.0.0.1:0"

	for _, test := range []struct {
		name  string
		args  []string
		files map[string]string
		want  []string // parts of the line
	}{
		{"unknown command", []string{"fly"}, nil, []string{`"fly"`, "wiretax"}},
		{"unknown flag", []string{"run", "--fast"}, nil, []string{"--fast", "--help"}},
		{"unknown service", []string{"serve", "soap"}, nil, []string{`"soap"`, "grpc or rest"}},
		{"no service", []string{"serve"}, nil, []string{"serve", "grpc or rest"}},
		{"stray argument", []string{"serve", "grpc", "now"}, nil, []string{"now"}},
		{"port in use", []string{"serve", "grpc", "--listen", port, "--admin", free}, nil, []string{"--listen", port, "in use"}},
		{"admin port in use", []string{"serve", "rest", "--listen", free, "--admin", port}, nil, []string{"--admin", port, "in use"}},
		{"no host", []string{"serve", "grpc", "--listen", ":50051"}, nil, []string{"--listen", "127.0.0.1:50051"}},
		{"no address", []string{"serve", "rest", "--admin", "", "--listen", free}, nil, []string{"--admin", "127.0.0.1:"}},
		{"out is a file", []string{"run", "smoke", "--out", "taken"}, map[string]string{"taken": ""}, []string{"--out taken"}},
		{"RESULTS.md of one's own", []string{"run", "smoke"}, map[string]string{"RESULTS.md": "mine"}, []string{"RESULTS.md", "move it away"}},
		{"half of TLS", []string{"serve", "grpc", "--tls-cert", "a.pem"}, nil, []string{"--tls-cert", "--tls-key"}},
		{"no such certificate", []string{"serve", "grpc", "--tls-cert", "a.pem", "--tls-key", "b.pem"}, nil, []string{"a.pem"}},
		{"missing catalog", []string{"serve", "rest", "--listen", free, "--admin", free, "--catalog", "none.csv"}, nil, []string{"none.csv"}},
		{"catalog of another kind", []string{"run", "--catalog", "books.xml"}, nil, []string{"books.xml", ".csv", ".jsonl"}},
		{"bad row", []string{"run", "--catalog", "bad.jsonl"}, map[string]string{"bad.jsonl": `{"id": 0}` + "\n"}, []string{"bad.jsonl:1:", "title"}},
		{"unknown plan", []string{"run", "slow"}, nil, []string{`"slow"`, "quick"}},
		{"missing plan file", []string{"run", "none.yaml"}, nil, []string{"none.yaml"}},
		{"unknown key", []string{"run", "p.yaml"}, map[string]string{"p.yaml": "name: p\nspeed: 3\n"}, []string{"p.yaml", "speed"}},
		{"rate 0", []string{"run", "p.yaml"}, map[string]string{"p.yaml": "name: p\nblocks: 1\nwarmup_seconds: 1\nwindow_seconds: 1\noperations: [{name: GetBook, rate: 0}]\n"}, []string{"p.yaml", "rate", "0"}},
		{"no operation", []string{"run", "p.yaml"}, map[string]string{"p.yaml": "name: p\nblocks: 1\n"}, []string{"p.yaml", "operations", "GetBook"}},
		{"two plans", []string{"run", "smoke", "quick"}, nil, []string{"smoke", "quick"}},
		{"metrics port in use", []string{"run", "smoke", "--metrics", port}, nil, []string{"--metrics", port, "in use"}},
		{"no run folder", []string{"report", "."}, nil, []string{"manifest.json"}},
		{"nothing to report", []string{"report"}, nil, []string{"run folder"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for name, text := range test.files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			got := wiretax(t, dir, test.args...)
			if got.code != exitBadInput {
				t.Errorf("wiretax %v: exit %d, want %d", test.args, got.code, exitBadInput)
			}
			if lines := strings.Count(got.stderr, "\n"); lines != 1 {
				t.Errorf("wiretax %v: %d lines on stderr, want 1:\n%s", test.args, lines, got.stderr)
			}
			for _, part := range test.want {
				if !strings.Contains(got.stderr, part) {
					t.Errorf("wiretax %v: %q does not name %q", test.args, got.stderr, part)
				}
			}
			if left, _ := os.ReadDir(dir); len(left) != len(test.files) {
				t.Errorf("wiretax %v: it left %v", test.args, left)
			}
		})
	}
}
