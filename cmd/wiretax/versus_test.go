package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

// TestVersus compares our own services as strangers would compare theirs: one that is started by
// a command, and one that runs already.
func TestVersus(t *testing.T) {
	server, rest := startServe(t, "rest")
	address := freeAddress(t)
	dir, got := untilValid(t, "", "", "versus",
		"grpc://"+address+"/catalog.v1.CatalogService/GetBook", "http://"+rest.Listen+"/v1/books/7",
		"--rate", "200", "--blocks", "3", "--warmup", "200ms", "--window", "300ms", "--connections", "4",
		"--data-a", `{"id":7}`, "--expect-a", "$.id=7", "--expect-b", "$.id=7",
		"--start-a", fmt.Sprintf("exec '%s' serve grpc --listen %s --admin 127.0.0.1:0", binary, address),
		"--pid-b", fmt.Sprint(server.Process.Pid))
	if got.code != 0 {
		t.Fatalf("wiretax versus: exit %d\n%s", got.code, got.stderr)
	}
	if n := strings.Count(got.stdout, "\n"); n != 5 || !strings.Contains(got.stdout, "A/B") {
		t.Errorf("the answer has %d lines, want 5 with ratios A/B:\n%s", n, got.stdout)
	}
	run := onlyRun(t, dir)
	for _, trial := range run.Trials {
		if trial.Completed == 0 || trial.Errors.Total > 0 || trial.ServerCPUSeconds == nil || *trial.ServerCPUSeconds <= 0 {
			t.Errorf("%s: %d completed, errors %v, server CPU %v; reasons %q", trial.ID, trial.Completed, trial.Errors, trial.ServerCPUSeconds, trial.Reasons)
		}
	}
	if len(run.Trials) != 9 || !run.Manifest.Complete {
		t.Errorf("%d trials, complete %v, want 3 blocks of a, b, b-aa", len(run.Trials), run.Manifest.Complete)
	}
	results := string(read(t, filepath.Join(run.Dir, "RESULTS.md")))
	for _, word := range []string{"gRPC over REST", "catalog embedded", "make loadtest"} {
		if strings.Contains(results, word) {
			t.Errorf("RESULTS.md speaks of %q, which has no place beside strangers' services", word)
		}
	}
	if _, err := net.Dial("tcp", address); err == nil {
		t.Errorf("the service that was started is still there")
	}
	checkReproduction(t, dir, results, run)
}

// checkReproduction runs the command that RESULTS.md gives. Whether its trials are valid depends
// on the machine; they must be of the same plan.
func checkReproduction(t *testing.T, dir, results string, run *record.Run) {
	t.Helper()
	_, command, _ := strings.Cut(results, "\n## How to reproduce\n\n```sh\n")
	command, _, found := strings.Cut(command, "\n```")
	args := strings.Fields(command)
	if !found || len(args) != 3 || args[0] != "wiretax" {
		t.Fatalf("RESULTS.md says to run %q, want wiretax versus PLAN.yaml", command)
	}
	wiretax(t, dir, append(args[1:], "--out", "again", "--dir", "again")...)
	folders, _ := filepath.Glob(filepath.Join(dir, "again", "*", "manifest.json"))
	if len(folders) != 1 {
		t.Fatalf("%s made the run folders %q, want one", command, folders)
	}
	second, err := record.Open(filepath.Dir(folders[0]))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(run.Manifest.Plan, second.Manifest.Plan, cmpopts.EquateEmpty()); diff != "" || len(second.Trials) != len(run.Trials) {
		t.Errorf("%s gives %d trials of another plan (-want +got):\n%s", command, len(second.Trials), diff)
	}
}

func TestPairName(t *testing.T) {
	for address, want := range map[string]string{
		"grpc://h:1/catalog.v1.CatalogService/GetBook": "GetBook",
		"grpcs://h:1/a.B/Do_It":                        "Do-It",
		"http://h/v1/cart/7?x=1":                       "v1-cart-7",
		"https://h/":                                   "",
		"http://h":                                     "",
		"grpc://h:1":                                   "",
		"http://h/bücher/%20":                          "b-cher",
		"http://h/" + strings.Repeat("a", 100):         strings.Repeat("a", plan.MaxName),
		"%":                                            "",
	} {
		if got := pairName(address); got != want {
			t.Errorf("pairName(%q) = %q, want %q", address, got, want)
		}
	}
}

// The plan of a versus with headers is kept without their values, and says so when it is run.
func TestVersusKeepsNoSecrets(t *testing.T) {
	_, rest := startServe(t, "rest")
	url := "http://" + rest.Listen + "/healthz"
	dir, got := untilValid(t, "", "", "versus", url, url, "--rate", "50", "--blocks", "1", "--warmup", "100ms", "--window", "300ms",
		"--header-a", "X-Token: 12345", "--header-b", "X-Token: 67890")
	if got.code != 0 {
		t.Fatalf("wiretax versus: exit %d\n%s", got.code, got.stderr)
	}
	run := onlyRun(t, dir)
	name := filepath.Join(run.Dir, run.PlanFile())
	for _, secret := range []string{"12345", "67890"} {
		if strings.Contains(string(read(t, name)), secret) || strings.Contains(string(read(t, filepath.Join(run.Dir, "RESULTS.md"))), secret) {
			t.Errorf("the plan or RESULTS.md keeps %s", secret)
		}
	}
	got = wiretax(t, dir, "versus", name)
	if got.code != exitBadInput || !strings.Contains(got.stderr, "pairs[0].a.headers[0]: \"X-Token: (not kept)\" lacks its value; put it back; also pairs[0].b.headers[0]") {
		t.Errorf("wiretax versus %s: exit %d, %q, want that both values are missing", name, got.code, got.stderr)
	}
}

func TestVersusOfAPlan(t *testing.T) {
	_, rest := startServe(t, "rest")
	url := "http://" + rest.Listen
	text := fmt.Sprintf(`
name: shop
pairs:
  - {name: book, rate: 100, a: {url: '%[1]s/v1/books/1'}, b: {url: '%[1]s/v1/books/2'}}
  - {name: history, rate: 100, a: {url: '%[1]s/v1/books/1/rating-history?days=7'}, b: {url: '%[1]s/v1/books/1/rating-history?days=70'}}
blocks: 1
warmup_seconds: 0.1
window_seconds: 0.2
`, url)
	dir, got := untilValid(t, "shop.yaml", text, "versus", "shop.yaml", "--dir", "out")
	if got.code != 0 {
		t.Fatalf("wiretax versus shop.yaml: exit %d\n%s", got.code, got.stderr)
	}
	operations := make(map[string]int)
	for _, trial := range onlyRun(t, dir).Trials {
		operations[trial.Operation]++
	}
	if operations["book"] != 3 || operations["history"] != 3 {
		t.Errorf("trials by pair = %v, want 3 each of book and history", operations)
	}
	read(t, filepath.Join(dir, "out", "RESULTS.md"))
}

// A target that dies during a run spoils its trial and no other.
func TestVersusWithAServiceThatIsKilled(t *testing.T) {
	other, rest := startServe(t, "rest")
	dir := t.TempDir()
	address := freeAddress(t)
	var stderr bytes.Buffer
	cmd := exec.Command(binary, "versus", "http://"+address+"/healthz", "http://"+rest.Listen+"/healthz",
		"--rate", "100", "--blocks", "1", "--warmup", "1s", "--window", "1s", "--connections", "8", "--timeout", "500ms",
		"--start-a", fmt.Sprintf("exec '%s' serve rest --listen %s --admin 127.0.0.1:0", binary, address))
	cmd.Dir, cmd.Stderr = dir, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, "the trial of a", func() bool {
		for _, pid := range processes(t, "serve") {
			open, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
			if pid != other.Process.Pid && len(open) > 14 { // the eight connections among them
				return syscall.Kill(pid, syscall.SIGKILL) == nil
			}
		}
		return false
	})
	cmd.Wait()
	run := onlyRun(t, dir)
	if len(run.Trials) != 3 || !run.Manifest.Complete {
		t.Fatalf("%d trials, complete %v, want 3, true\n%s", len(run.Trials), run.Manifest.Complete, &stderr)
	}
	for _, trial := range run.Trials {
		killed := strings.Contains(strings.Join(trial.Reasons, "; "), "signal: killed")
		if killed != (trial.Arm == "a") || trial.Requests != trial.Completed+trial.Errors.Total {
			t.Errorf("%s: reasons %q, %d requests, %d completed, errors %v; want only a killed, and none lost",
				trial.ID, trial.Reasons, trial.Requests, trial.Completed, trial.Errors)
		}
	}
}

// A program that is killed cannot end anything any more, but leaves nothing running, however its
// service was started.
func TestKilledVersusLeavesNothing(t *testing.T) {
	_, other := startServe(t, "rest")
	serve := "'" + binary + "' serve rest --listen %s --admin 127.0.0.1:0"
	for name, start := range map[string]string{
		"as a daemon": "(setsid " + serve + " >/dev/null 2>&1 &)",
		"by a shell":  serve + "; exit 1",
	} {
		address := freeAddress(t)
		cmd := exec.Command(binary, "versus", "http://"+address+"/healthz", "http://"+other.Listen+"/healthz",
			"--rate", "100", "--blocks", "1", "--warmup", "30s", "--start-a", fmt.Sprintf(start, address))
		cmd.Dir = t.TempDir()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cmd.Process.Kill() })
		serving := func() bool {
			conn, err := net.Dial("tcp", address)
			if err == nil {
				conn.Close()
			}
			return err == nil
		}
		await(t, "the service", serving)
		cmd.Process.Kill()
		cmd.Wait()
		await(t, name+": the service's end", func() bool {
			return !serving() && len(processes(t, "serve")) == 1 && len(processes(t, "watch-service")) == 0
		})
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// A target that fails under load leaves nothing to compare, whatever the other does.
func TestVersusWithoutAFigure(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/a" && asked.Add(1) > 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	old := []byte("<!-- Made by wiretax report from run folders. Do not edit: the next report replaces it. -->\n\nfigures\n")
	if err := os.WriteFile(filepath.Join(dir, "RESULTS.md"), old, 0o644); err != nil {
		t.Fatal(err)
	}
	got := wiretax(t, dir, "versus", server.URL+"/a", server.URL+"/b",
		"--rate", "100", "--blocks", "2", "--warmup", "100ms", "--window", "300ms", "--connections", "2")
	if got.code != exitNoFigures || !strings.Contains(got.stderr, "wiretax: no ") {
		t.Errorf("wiretax versus: exit %d, want %d and a reason\n%s", got.code, exitNoFigures, got.stderr)
	}
	if run := onlyRun(t, dir); len(run.Trials) != 6 {
		t.Errorf("%d trials are kept, want 6", len(run.Trials))
	}
	if left := read(t, filepath.Join(dir, "RESULTS.md")); !bytes.Equal(left, old) {
		t.Errorf("RESULTS.md was overwritten with nothing to say:\n%s", left)
	}
}
