package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// The program accepts every command of docker-compose.yml: each service starts with its flags,
// on free ports, under its name.
func TestComposeCommands(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docker-compose.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var composition struct {
		Services map[string]struct{ Command string }
	}
	if err := yaml.Unmarshal(text, &composition); err != nil {
		t.Fatalf("docker-compose.yml: %v", err)
	}
	started := map[string]bool{}
	for name, service := range composition.Services {
		words := strings.Fields(service.Command)
		switch {
		case len(words) == 0: // the image has its own
		case words[0] != "wiretax" || len(words) < 3:
			t.Errorf("%s runs %q, want wiretax with a command and what it is for", name, service.Command)
		case words[1] == "serve":
			// Later flags replace the ports that the command has.
			args := append(words[3:], "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")
			if _, at := startServe(t, words[2], args...); at.Service != name {
				t.Errorf("%s: %q starts %s", name, service.Command, at.Service)
			}
			started[name] = true
		default:
			// Help comes last, when the flags before it have been read. For an unknown command
			// it is the help of its parent.
			if o := wiretax(t, t.TempDir(), append(words[1:], "--help")...); o.code != 0 || !strings.Contains(o.stdout, "Usage:\n  wiretax "+words[1]+" ") {
				t.Errorf("%s: %q has exit %d: %s", name, service.Command, o.code, o.stderr)
			}
		}
	}
	for _, name := range slices.Concat([]string{"grpc", "rest"}, shopNames()) {
		if !started[name] {
			t.Errorf("docker-compose.yml starts no service %s", name)
		}
	}
}

func shopNames() (names []string) {
	for _, s := range shopServices {
		names = append(names, s.name)
	}
	return names
}
