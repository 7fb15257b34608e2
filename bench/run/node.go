package run

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// Node is the gateway in Node.js and the program that runs it. The zero value is for plans
// without that gateway.
type Node struct {
	program, server string
	// versions are the versions of Node.js and of the gateway's libraries.
	versions []record.Module
}

const (
	// leastNode is the version of Node.js that the gateway needs.
	leastNode = 20
	// serverFile is what Node.js runs, in the gateway's folder.
	serverFile = "src/server.js"
	// versionLimit is how long a program may take to say its version.
	versionLimit = 10 * time.Second
)

// FindNode makes sure that the gateway in the folder can be started, if the plan has a stack
// with it. The error is one line with the remedy.
func FindNode(ctx context.Context, p plan.Plan, folder string) (Node, error) {
	i := slices.IndexFunc(p.Stacks, func(stack string) bool {
		return plan.StackOf(stack).Gateway == contract.Node
	})
	if i < 0 {
		return Node{}, nil
	}
	n, err := findNode(ctx, folder)
	if err != nil {
		return Node{}, fmt.Errorf("stack %s: %w", p.Stacks[i], err)
	}
	return n, nil
}

func findNode(ctx context.Context, folder string) (n Node, err error) {
	n.server = filepath.Join(folder, serverFile)
	if _, err := os.Stat(n.server); err != nil {
		return n, fmt.Errorf("--gateway %s has no %s; run this in a clone of the repository, or name its folder gateway", folder, serverFile)
	}
	if n.program, err = exec.LookPath("node"); err != nil {
		return n, fmt.Errorf("node is not in PATH; install Node.js %d or newer, then make gateway", leastNode)
	}
	version, err := n.version(ctx)
	if err != nil {
		return n, err
	}
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		return n, fmt.Errorf("--gateway %s has no node_modules; make gateway installs them", folder)
	}
	libraries, err := librariesOf(folder)
	n.versions = append(libraries, record.Module{Path: "node", Version: version})
	return n, err
}

// version asks Node.js for its version, which must be new enough.
func (n Node) version(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, versionLimit)
	defer cancel()
	said, err := exec.CommandContext(ctx, n.program, "--version").Output()
	version := strings.TrimSpace(string(said))
	major, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	if number, numberErr := strconv.Atoi(major); err != nil || numberErr != nil || number < leastNode {
		return "", fmt.Errorf("%s --version says %q; install Node.js %d or newer, then make gateway", n.program, version, leastNode)
	}
	return version, nil
}

// librariesOf returns the gateway's libraries, whose versions are pinned.
func librariesOf(folder string) (list []record.Module, err error) {
	file := filepath.Join(folder, "package.json")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var said struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	for name, version := range said.Dependencies {
		list = append(list, record.Module{Path: name, Version: version})
	}
	return list, nil
}

// start returns the gateway's command, which listens on a free loopback port and asks upstream.
func (n Node) start(behind, upstream string, connections int, deadline time.Duration) *exec.Cmd {
	cmd := exec.Command(n.program, n.server)
	cmd.Env = []string{"NODE_ENV=production", "HOST=127.0.0.1", "PORT=0", "UPSTREAM=" + behind}
	cmd.Env = append(cmd.Env, "DEADLINE_MS="+strconv.FormatInt(deadline.Milliseconds(), 10))
	if behind == contract.GRPC {
		cmd.Env = append(cmd.Env, "GRPC_SERVER="+upstream, "UPSTREAM_CONNECTIONS=1")
	} else {
		cmd.Env = append(cmd.Env, "REST_SERVER="+upstream, "UPSTREAM_CONNECTIONS="+strconv.Itoa(connections))
	}
	// It gets only those variables of our environment that a program may need to start: no other
	// may change what is measured.
	for _, name := range []string{"PATH", "HOME"} {
		cmd.Env = append(cmd.Env, name+"="+os.Getenv(name))
	}
	return cmd
}
