package leantest

import (
	"bufio"
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

//go:embed grpcjs.mjs
var grpcJS string

// StartGRPCJS runs a server on @grpc/grpc-js until the test ends and returns its address. The folder
// is the gateway's, which has the library.
func StartGRPCJS(t *testing.T, folder string) (address string) {
	t.Helper()
	program := find(t, []string{"node"}, "install Node.js 20 or newer")
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "@grpc", "grpc-js")); err != nil {
		missing(t, "@grpc/grpc-js is missing (%v); make gateway installs it", err)
	}
	command := exec.Command(program, "--input-type=module", "--eval", grpcJS)
	command.Dir = folder
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	run(t, command)
	address, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("read the address of the server in Node.js: %v", err)
	}
	return strings.TrimSpace(address)
}
