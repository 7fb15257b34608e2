package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/wiretax/wiretax/serving"
)

// startServe starts `wiretax serve` on free ports and reads what it announces.
func startServe(t *testing.T, stack string, args ...string) (*exec.Cmd, serving.Ready) {
	t.Helper()
	cmd := exec.Command(binary, append([]string{"serve", stack, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, args...)...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		t.Fatalf("serve %s: no serving.Ready: %v", stack, err)
	}
	var at serving.Ready
	if err := json.Unmarshal(line, &at); err != nil {
		t.Fatalf("serve %s: serving.Ready %q: %v", stack, line, err)
	}
	return cmd, at
}

// startLogging starts a command and returns the lines that it prints, and its logs, which are whole
// when it has ended.
func startLogging(t *testing.T, args ...string) (cmd *exec.Cmd, lines *json.Decoder, logs *strings.Builder) {
	t.Helper()
	cmd, logs = exec.Command(binary, args...), new(strings.Builder)
	cmd.Stderr = logs
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd, json.NewDecoder(stdout), logs
}

// TestServeAll checks that one command serves two services, which end together and without an
// error.
func TestServeAll(t *testing.T) {
	free := "127.0.0.1:0"
	cmd, lines, logs := startLogging(t, "serve", "all", "--grpc", free, "--grpc-admin", free, "--rest", free, "--rest-admin", free)
	at := make(map[string]serving.Ready)
	for range 2 {
		var a serving.Ready
		if err := lines.Decode(&a); err != nil {
			t.Fatal(err)
		}
		at[a.Service] = a
	}
	for _, service := range []string{"grpc", "rest"} {
		if status, body := fetch(t, "http://"+at[service].Admin+"/readyz"); status != http.StatusOK {
			t.Errorf("%s: readyz = %d %q", service, status, body)
		}
	}
	if status, _ := fetch(t, "http://"+at["rest"].Listen+"/v1/books/1"); status != http.StatusOK {
		t.Errorf("book 1 over REST: status %d", status)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("after Ctrl-C: %v, want exit 0", err)
	}
	for service, a := range at {
		if strings.Contains(logs.String(), a.Listen) {
			t.Errorf("%s: its log says again that it listens at %s:\n%s", service, a.Listen, logs.String())
		}
	}
}

// The profile of earlier versions works, with a warning, and stands in no help.
func TestServeWithTheEarlierProfile(t *testing.T) {
	for _, profile := range []string{"matched", "tuned"} {
		cmd, lines, logs := startLogging(t, "serve", "grpc", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--profile", profile)
		var at serving.Ready
		if err := lines.Decode(&at); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("after Ctrl-C: %v, want exit 0", err)
		}
		warns := strings.Count(logs.String(), `"level":"WARN"`)
		if want := map[string]int{"matched": 1}[profile]; warns != want || strings.Contains(logs.String(), "goes away") != (want == 1) {
			t.Errorf("serve --profile %s logs %d warnings, want %d:\n%s", profile, warns, want, logs.String())
		}
		if workers := strings.Contains(does(at.Ledger, serving.AspectGoroutines), "stream workers"); workers != (profile == "tuned") || !strings.Contains(does(at.Ledger, serving.AspectWindows), "1 MiB a stream") {
			t.Errorf("serve --profile %s says of its windows and goroutines %v", profile, at.Ledger)
		}
	}
	help := wiretax(t, t.TempDir(), "serve", "grpc", "--help").stdout
	if !strings.Contains(help, "tuned") || strings.Contains(help, "matched") {
		t.Errorf("help of serve does not list the profiles that there are:\n%s", help)
	}
}

func TestServe(t *testing.T) {
	for _, stack := range []string{"grpc", "rest"} {
		t.Run(stack, func(t *testing.T) {
			t.Parallel()
			cmd, at := startServe(t, stack)
			if at.Service != stack || at.Books != 10_000 || at.TLS {
				t.Errorf("serving.Ready = %+v, want service %s, 10000 books, no TLS", at, stack)
			}
			for _, address := range []string{at.Listen, at.Admin} {
				if !strings.HasPrefix(address, "127.0.0.1:") {
					t.Errorf("%s is not on loopback", address)
				}
			}
			for path, want := range map[string]string{
				"/healthz":                       "ok",
				"/readyz":                        "ready",
				"/metrics":                       "wiretax_requests_total{",
				"/debug/pprof/":                  "goroutine",
				"/debug/pprof/goroutine?debug=1": "goroutine profile:",
			} {
				if status, body := fetch(t, "http://"+at.Admin+path); status != http.StatusOK || !strings.Contains(body, want) {
					t.Errorf("GET %s = %d %.80q, want 200 with %q", path, status, body, want)
				}
			}
			var memory serving.Memory
			response, err := http.Post("http://"+at.Admin+serving.MemoryPath, "", nil)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			// The catalog of 10,000 books is some megabytes.
			if err := json.NewDecoder(response.Body).Decode(&memory); err != nil || memory.LiveHeapBytes < 4<<20 || memory.StackBytes < 1<<10 || memory.Goroutines < 3 {
				t.Errorf("POST %s = %+v, %v, want a heap with the catalog, and stacks", serving.MemoryPath, memory, err)
			}
			if status, _ := fetch(t, "http://"+at.Admin+serving.MemoryPath); status != http.StatusMethodNotAllowed {
				t.Errorf("GET %s = %d, want 405: reading costs a collection", serving.MemoryPath, status)
			}
			if stack == "rest" {
				if status, body := fetch(t, "http://"+at.Listen+"/v1/books/1"); status != http.StatusOK || !strings.Contains(body, "Stieg Larsson") {
					t.Errorf("GET /v1/books/1 = %d %.80q, want the book", status, body)
				}
			}
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("serve %s ended with %v after SIGTERM, want exit 0", stack, err)
			}
		})
	}
}

// A service with a catalog announces how many books there are, and does so once.
func TestServeAnnouncesItsBooks(t *testing.T) {
	for _, test := range []struct {
		service string
		books   bool
	}{{"grpc", true}, {"rest", true}, {"gateway", false}} {
		ctx, cancel := context.WithCancel(t.Context())
		var announced, log bytes.Buffer
		out := writerFunc(func(p []byte) (int, error) { cancel(); return announced.Write(p) })
		if err := execute(ctx, []string{"serve", test.service, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, out, &log); err != nil {
			t.Fatalf("serve %s: %v", test.service, err)
		}
		if line := announced.String(); strings.Contains(line, `"books":10000`) != test.books || strings.Contains(line, `"books":0`) {
			t.Errorf("serve %s announces %s, want books: %v", test.service, line, test.books)
		}
		if strings.Contains(log.String(), `"listen":`) {
			t.Errorf("serve %s logs what it has announced: %s", test.service, &log)
		}
	}
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}
