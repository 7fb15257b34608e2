package dashboards_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// readSettings prints the defaults of the gateway's variables, and the settings that it
// makes of the environment on its standard input.
const readSettings = `
import { readFileSync } from 'node:fs';
import { VARIABLES, settings } from './src/config.js';
const environment = JSON.parse(readFileSync(0, 'utf8'));
const defaults = Object.fromEntries(Object.entries(VARIABLES).map(([name, { byDefault }]) => [name, byDefault]));
console.log(JSON.stringify({ defaults, settings: settings(environment) }));
`

// gatewaySettings is what the gateway's own code says.
type gatewaySettings struct {
	Defaults map[string]string
	Settings struct {
		Upstream, GRPCServer, RESTServer, Host string
		Port                                   int
	}
}

// readGateway lets the gateway read an environment. That needs Node.js only, and no
// packages.
func readGateway(t *testing.T, environment map[string]string) gatewaySettings {
	t.Helper()
	given, err := json.Marshal(environment)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("node", "--input-type=module", "--eval", readSettings)
	c.Dir = filepath.Join(root, "gateway")
	c.Stdin = bytes.NewReader(given)
	out, err := c.Output()
	if missing := new(exec.Error); errors.As(err, &missing) {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the gateway needs Node.js: %v", err)
		}
		t.Skipf("the gateway needs Node.js: %v", err)
	}
	if refused := new(exec.ExitError); errors.As(err, &refused) {
		t.Fatalf("the gateway refuses its environment %v: %s", environment, refused.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	var s gatewaySettings
	if err := json.Unmarshal(out, &s); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return s
}

// inCompose is a value with a default that the caller's environment may replace.
var inCompose = regexp.MustCompile(`^\$\{[A-Z_]+:-(.*)\}$`)

// TestComposeSpeaksToTheGateway compares the variables of docker-compose.yml with those that
// the gateway reads, and its addresses with those of the services.
func TestComposeSpeaksToTheGateway(t *testing.T) {
	c := readComposition(t)
	gateway := c.Services["gateway"]
	environment := map[string]string{}
	for name, value := range gateway.Environment {
		environment[name] = inCompose.ReplaceAllString(value, "$1")
	}
	got := readGateway(t, environment)
	for name := range environment {
		if _, ok := got.Defaults[name]; !ok {
			t.Errorf("docker-compose.yml sets %s, which the gateway does not read", name)
		}
	}
	if got.Settings.Host != "0.0.0.0" {
		t.Errorf("the gateway listens on %q inside its container, where only 0.0.0.0 can be published", got.Settings.Host)
	}
	if port := got.Defaults["PORT"]; environment["PORT"] != port || !slices.Contains(gateway.Ports, "127.0.0.1:"+port+":"+port) {
		t.Errorf("the gateway listens on %q and publishes %q, want its default %s for both", environment["PORT"], gateway.Ports, port)
	}
	for name, address := range map[string]string{"grpc": got.Settings.GRPCServer, "rest": got.Settings.RESTServer} {
		_, port, _ := net.SplitHostPort(c.Services[name].flag("--listen"))
		if want := net.JoinHostPort(name, port); address != want {
			t.Errorf("the gateway looks for %s at %q, where it listens at %q", name, address, want)
		}
	}
}

// TestGatewayDefaultsAreTheServices compares the gateway's defaults with the addresses on
// which the services listen by default.
func TestGatewayDefaultsAreTheServices(t *testing.T) {
	got := readGateway(t, map[string]string{})
	for name, want := range map[string]string{"GRPC_SERVER": "localhost:50051", "REST_SERVER": "localhost:8080", "PORT": "3000", "UPSTREAM": "grpc"} {
		if got.Defaults[name] != want {
			t.Errorf("default of %s = %q, want %q", name, got.Defaults[name], want)
		}
	}
}

// TestGatewayImageHasWhatItStarts follows the paths of deploy/gateway.Dockerfile.
func TestGatewayImageHasWhatItStarts(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, readComposition(t).Services["gateway"].Build.Dockerfile))
	if err != nil {
		t.Fatal(err)
	}
	copies := regexp.MustCompile(`(?m)^COPY (.+) \S+$`).FindAllSubmatch(text, -1)
	if len(copies) < 3 {
		t.Fatalf("the image copies %d times, want packages, sources and proto files", len(copies))
	}
	for _, line := range copies {
		for _, from := range regexp.MustCompile(`\S+`).FindAllString(string(line[1]), -1) {
			if _, err := os.Stat(filepath.Join(root, from)); err != nil {
				t.Errorf("the image copies %q: %v", from, err)
			}
		}
	}
	start := regexp.MustCompile(`(?m)^CMD \["node", "(.+)"\]$`).FindSubmatch(text)
	if start == nil {
		t.Fatal("the image starts no program of Node")
	}
	if _, err := os.Stat(filepath.Join(root, "gateway", string(start[1]))); err != nil {
		t.Errorf("the image starts %q: %v", start[1], err)
	}
}
