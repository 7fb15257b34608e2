package run

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

// freePort returns one that nobody listens on now.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// answering returns the URL of a server that answers everything.
func answering(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	return server.URL
}

func pairConfig(t *testing.T, pair plan.Pair) Config {
	t.Helper()
	p, err := plan.Complete(plan.Plan{
		Name: "test", Pairs: []plan.Pair{pair}, Blocks: 2, Warmup: 0.1, Window: 0.1, Connections: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	cpus, err := meter.AllowedCPUs()
	if err != nil {
		t.Fatal(err)
	}
	server, client, _ := meter.Split(cpus)
	return Config{
		Plan: p, Binary: os.Args[0], ServerCPUs: server, ClientCPUs: client, Progress: io.Discard,
		Dir: filepath.Join(t.TempDir(), "run"), Manifest: record.Manifest{Run: "run"},
	}
}

func TestPairs(t *testing.T) {
	url := answering(t)
	address := freePort(t)
	c := pairConfig(t, plan.Pair{
		Name: "cart", Rate: plan.PerSecond(300),
		A: plan.Target{
			URL: "http://" + address + "/", Expect: []string{"$.id=7"}, Headers: []string{"Authorization: secret"},
			Start: fmt.Sprintf("TOKEN=secret %s=%s '%s'", serveAt, address, os.Args[0]),
		},
		B: plan.Target{URL: url},
	})
	if err := Run(context.Background(), c); err != nil {
		t.Fatalf("Run() = %v", err)
	}
	run, err := record.Open(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	arms := make(map[string]int)
	for _, trial := range run.Trials {
		arms[trial.Arm]++
		if trial.Completed == 0 || trial.Errors.Total != 0 || trial.Operation != "cart" {
			t.Errorf("%s: operation %s, %d completed, errors %v, reasons %q", trial.ID, trial.Operation, trial.Completed, trial.Errors, trial.Reasons)
		}
		if started := trial.Stack == "a"; (trial.ServerCPUSeconds != nil) != started {
			t.Errorf("%s: server CPU = %v; it is known of a only", trial.ID, trial.ServerCPUSeconds)
		} else if trial.PeakInWindow != started || trial.LiveHeapBytes != nil || trial.ConnectionMemoryBytes != nil || len(trial.Warnings) > 0 && strings.Contains(trial.Warnings[0], "memory") {
			t.Errorf("%s: memory %v, %v, %v, warnings %q; only the peak is known, of a", trial.ID, trial.PeakInWindow, trial.LiveHeapBytes, trial.ConnectionMemoryBytes, trial.Warnings)
		}
		if trial.Stack == "a" && trial.MessageBytesReceived != 8 {
			t.Errorf("%s: answers of %v bytes, want 8", trial.ID, trial.MessageBytesReceived)
		}
	}
	if arms["a"] != 2 || arms["b"] != 2 || arms["b-aa"] != 2 || len(arms) != 3 {
		t.Errorf("trials by arm = %v, want 2 each of a, b, b-aa", arms)
	}
	text, err := os.ReadFile(filepath.Join(c.Dir, "manifest.json"))
	if err != nil || strings.Contains(string(text), "secret") || !strings.Contains(string(text), "Authorization") {
		t.Errorf("the manifest (%v) must name the header and keep all secrets to itself:\n%s", err, text)
	}
	if conn, err := net.Dial("tcp", address); err == nil {
		conn.Close()
		t.Errorf("the service that was started still listens on %s", address)
	}
}

// A service is measured, and has ended afterwards, however a command starts it.
func TestStartCommands(t *testing.T) {
	url := answering(t)
	for name, start := range map[string]string{
		"a child of the shell":      `%[2]s & wait`,
		"in the background":         `%[2]s &`,
		"a daemon":                  `(setsid sh -c '%[1]s "$0" &' %[3]s >/dev/null 2>&1 &)`,
		"a shell that ignores TERM": `trap '' TERM; %[2]s; sleep 600`,
	} {
		t.Run(name, func(t *testing.T) {
			address := freePort(t)
			environment := serveAt + "=" + address
			command := fmt.Sprintf(start, environment, environment+" '"+os.Args[0]+"'", os.Args[0])
			c := pairConfig(t, plan.Pair{
				Name: "p", Rate: plan.PerSecond(200), A: plan.Target{URL: "http://" + address + "/", Start: command}, B: plan.Target{URL: url},
			})
			c.Plan.Blocks = 1
			if err := Run(t.Context(), c); err != nil {
				t.Fatalf("Run() = %v", err)
			}
			run, err := record.Open(c.Dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, trial := range run.Trials {
				if trial.Completed == 0 || trial.Errors.Total != 0 {
					t.Errorf("%s: %d completed, errors %v, reasons %q", trial.ID, trial.Completed, trial.Errors, trial.Reasons)
				}
				if cpu := trial.ServerCPUSeconds; trial.Stack == "a" && (cpu == nil || *cpu <= 0 || trial.PeakRSSBytes == 0) {
					t.Errorf("%s: the service used %v s of CPU and %d bytes, want some", trial.ID, cpu, trial.PeakRSSBytes)
				}
			}
			if conn, err := net.Dial("tcp", address); err == nil {
				conn.Close()
				t.Errorf("the service still listens on %s", address)
			}
		})
	}
}

func TestPairsThatCannotBeMeasured(t *testing.T) {
	url := answering(t)
	busy := strings.TrimPrefix(url, "http://")
	for _, test := range []struct {
		name string
		a    plan.Target
		want string
	}{
		{"a wrong answer", plan.Target{URL: url, Expect: []string{"length=5"}}, "p.a: request 1: "},
		{"a command that ends", plan.Target{URL: "http://" + freePort(t) + "/", Start: "echo no such shop >&2; exit 3"}, "p.a ended: exit status 3; its log ends with: no such shop"},
		{"a command that logs much", plan.Target{
			URL:   "http://" + freePort(t) + "/",
			Start: `for i in $(seq 30); do echo "line $i"; done; printf '\033[31mno\033[0m \007such\tport\r\n\n' >&2; kill -SEGV $$`,
		}, "p.a ended: exit status 139 (signal: segmentation fault); its log ends with: line 22 | line 23 | line 24 | line 25 | line 26 | line 27 | line 28 | line 29 | line 30 | no such port"},
		{"a port that is taken", plan.Target{URL: url, Start: "true"}, "something listens on " + busy},
		{"a pid that is gone", plan.Target{URL: url, PID: 1 << 22}, "process 4194304"},
	} {
		c := pairConfig(t, plan.Pair{Name: "p", Rate: plan.PerSecond(100), A: test.a, B: plan.Target{URL: url}})
		err := Run(context.Background(), c)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Count(err.Error(), "p.a") != 1 {
			t.Errorf("%s: Run() = %v, want %q in it, and the side once", test.name, err, test.want)
		}
	}
}
