package wiretax_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wiretax/wiretax/bench/plan"
)

// substitutes are what the test runs for a line of README's blocks. A line that is not here
// runs as it stands; "" says that it does not run, with the reason beside it.
var substitutes = map[string]string{
	"make loadtest":               "make -n loadtest",               // two minutes
	"make loadtest PLAN=standard": "make -n loadtest PLAN=standard", // a quarter of an hour
	"make bench-engine":           "make -n bench-engine",           // most of an hour
	"make bench-tools":            "make -n bench-tools",            // more than an hour
	"make test":                   "",                               // this test is part of it
	"make bench":                  "make -n bench",                  // nine minutes; some of them run
	"make bench BENCH='Encode/codec=(json|protobuf)$$/message=Recommendation'": "make bench COUNT=1 BENCH='Encode/codec=(json|protobuf)$$/message=Recommendation'",
	// No Docker engine is part of the set-up; a test of dashboards holds the file against
	// the programs' flags and ports.
	"docker compose up --detach":                    "",
	"docker compose --profile loadtest up loadtest": "",
	"docker compose --profile loadtest down":        "",
}

// listeners are the flags of README's services that say where they listen, with the ports
// that README finds them at.
var listeners = map[string]string{
	"bin/wiretax serve all":       "--grpc 127.0.0.1:50051 --grpc-admin 127.0.0.1:9101 --rest 127.0.0.1:8080 --rest-admin 127.0.0.1:9102",
	"bin/wiretax serve gateway":   "--listen 127.0.0.1:3002 --admin 127.0.0.1:9103",
	"bin/wiretax serve order":     "--listen 127.0.0.1:8061 --admin 127.0.0.1:9111",
	"bin/wiretax serve product":   "--listen 127.0.0.1:8062 --admin 127.0.0.1:9112",
	"bin/wiretax serve inventory": "--listen 127.0.0.1:8063 --admin 127.0.0.1:9113",
}

// tinyPlan and tinyCatalog make a run of a few seconds on books that no one wrote.
const (
	tinyPlan = `
name: tiny
operations: [{name: Recommend, rate: 200}]
blocks: 1
warmup_seconds: 0.1
window_seconds: 0.2
`
	tinyCatalog = `book_id,title,authors,average_rating,ratings_1,ratings_2,ratings_3,ratings_4,ratings_5
1,The First Row,Ann Author,4.00,0,0,1,0,1
2,Zweite Zeile – größer,"Bea Buch, Cem Çelik",3.00,0,0,2,0,0
3,The Third Row,Ann Author,5.00,0,0,0,0,1
4,The Last Row,Dee Done,2.00,0,1,0,0,0
`
)

// TestREADMECommands pastes each of README's blocks into a shell of its own, which stops at
// the first line that fails. A block ends all that it has started.
func TestREADMECommands(t *testing.T) {
	clone := cloneTree(t)
	write(t, filepath.Join(clone, "books.csv"), tinyCatalog)
	write(t, filepath.Join(clone, "tiny.yaml"), tinyPlan)
	git(t, clone, "init", "--quiet")
	git(t, clone, "add", "--all")
	git(t, clone, "-c", "user.name=test", "-c", "user.email=test@example.invalid", "commit", "--quiet", "--message", "all")

	free := freePorts(t)
	for _, block := range append(readmeBlocks(t), "make loadtest CATALOG=books.csv PLAN=tiny.yaml") {
		var lines []string
		for _, line := range strings.Split(block, "\n") {
			if substitute, ok := substitutes[line]; ok {
				line = substitute
			}
			lines = append(lines, free(line))
		}
		pasteBlock(t, clone, strings.Join(lines, "\n"))
	}
	// The plans that run here give no verdicts, so even RESULTS.md stays as it is.
	if left := git(t, clone, "status", "--porcelain"); left != "" {
		t.Errorf("the commands changed the clone:\n%s", left)
	}
}

// readmeBlocks are README's sh blocks.
func readmeBlocks(t *testing.T) (blocks []string) {
	t.Helper()
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(read(t, "README.md"), -1) {
		blocks = append(blocks, strings.TrimSpace(block[1]))
	}
	if len(blocks) < 10 {
		t.Fatalf("README has %d blocks of commands, want many more: %q", len(blocks), blocks)
	}
	return blocks
}

// freePorts returns what puts free ports in the place of README's into a line of a block:
// others may hold README's.
func freePorts(t *testing.T) func(line string) string {
	t.Helper()
	ports := make(map[string]string)
	for _, port := range regexp.MustCompile(`:\d+`).FindAllString(strings.Join(slices.Collect(maps.Values(listeners)), " ")+" :3000", -1) {
		l := listenBelowEphemeral(t)
		defer l.Close() // when all are chosen, so that they differ
		_, chosen, _ := net.SplitHostPort(l.Addr().String())
		ports[port] = ":" + chosen
	}
	return func(line string) string {
		for command, flags := range listeners {
			line = strings.Replace(line, command, command+" "+flags, 1)
		}
		if strings.HasPrefix(line, "node ") {
			line = "PORT=3000 GRPC_SERVER=localhost:50051 REST_SERVER=localhost:8080 " + line
		}
		line = regexp.MustCompile(`(localhost|127\.0\.0\.1)(:\d+)`).ReplaceAllStringFunc(line, func(address string) string {
			host, port, _ := strings.Cut(address, ":")
			if chosen, ok := ports[":"+port]; ok {
				return host + chosen
			}
			return address
		})
		return strings.Replace(line, "PORT=3000", "PORT="+strings.TrimPrefix(ports[":3000"], ":"), 1)
	}
}

// listenBelowEphemeral listens on a port that the kernel gives to nobody who asks for any, as the
// connections and services of earlier blocks do: one of those would be taken now and then.
func listenBelowEphemeral(t *testing.T) net.Listener {
	t.Helper()
	const first, ephemeral = 16384, 32768
	var err error
	for range 100 {
		var l net.Listener
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", first+rand.IntN(ephemeral-first))); err == nil {
			return l
		}
	}
	t.Fatal(err)
	return nil
}

// TestREADMEPlan holds README's plan to being one, and to the defaults that it names.
func TestREADMEPlan(t *testing.T) {
	_, text, _ := strings.Cut(read(t, "README.md"), "```yaml\n")
	text, _, _ = strings.Cut(text, "```")
	want, err := plan.Parse([]byte(text))
	if err != nil {
		t.Fatalf("README's plan: %v", err)
	}
	spelled := regexp.MustCompile(`(?m)^# ([a-z_]+: )`).ReplaceAllString(text, "$1")
	if got, err := plan.Parse([]byte(spelled)); err != nil {
		t.Errorf("README's plan with its defaults spelled out: %v", err)
	} else if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(plan.Plan{}, "ToolBlocks")); diff != "" {
		t.Errorf("README's defaults differ from the real ones (-real +README):\n%s", diff)
	}
}

// TestREADMEPairs holds README's plan of pairs to being one.
func TestREADMEPairs(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(read(t, "README.md"), -1)
	if len(blocks) != 2 {
		t.Fatalf("README has %d plans, want one of the catalog and one of pairs", len(blocks))
	}
	if p, err := plan.Parse([]byte(blocks[1][1])); err != nil || len(p.Pairs) == 0 {
		t.Errorf("README's pairs: %v, %d of them", err, len(p.Pairs))
	}
}

// TestREADMEAnswer holds the answer of README to the one that the committed RESULTS.md
// gives; a load test since then may have rewritten the file in the working tree.
func TestREADMEAnswer(t *testing.T) {
	committed, err := exec.Command("git", "show", "HEAD:RESULTS.md").Output()
	if err != nil {
		committed = []byte(read(t, "RESULTS.md")) // no checkout, but an unpacked archive
	}
	_, results, _ := strings.Cut(string(committed), "## The answer\n")
	want, _, _ := strings.Cut(strings.TrimSpace(results), "\n\n")
	_, readme, _ := strings.Cut(read(t, "README.md"), "<!-- answer -->\n")
	got, _, _ := strings.Cut(readme, "\n<!-- /answer -->")
	if got != want || strings.Count(got, "\n") != 4 {
		t.Errorf("README's answer is\n%s\nwant the five lines of RESULTS.md\n%s", got, want)
	}
}

// cloneTree copies what git would carry: every file that is tracked or would be.
func cloneTree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	files := git(t, ".", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	for _, file := range strings.Split(strings.Trim(files, "\x00"), "\x00") {
		info, err := os.Stat(file)
		if err != nil {
			continue // removed and not committed yet
		}
		text := read(t, file)
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(file)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), info.Mode()); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// voided is what a run says in which the noise of the machine has left too few valid trials.
var voided = regexp.MustCompile("no trial is valid|no valid trial|never both valid")

// pasteBlock runs a block as a fresh shell does. Like a person it tries again where the noise
// of the machine has voided the trials.
func pasteBlock(t *testing.T, clone, block string) {
	t.Helper()
	for attempt := range 4 {
		out, err := bashBlock(t, clone, block)
		if err == nil {
			t.Logf("%s\n%d bytes", block, len(out))
			return
		}
		if attempt == 3 || !voided.MatchString(out) {
			t.Fatalf("README:\n%s\n%v\n%s", block, err, out)
		}
		t.Logf("trials were voided:\n%s", out)
	}
}

// bashBlock runs a block, and ends what it has left running, which is an error. curl takes
// any answer for a good one unless it is told not to, so here it is told.
func bashBlock(t *testing.T, clone, block string) (string, error) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	config := t.TempDir()
	write(t, filepath.Join(config, ".curlrc"), "fail\nshow-error\n")
	cmd := exec.CommandContext(ctx, "bash", "-e", "-o", "pipefail", "-c", block)
	cmd.Dir = clone
	cmd.Env = append(os.Environ(), "CURL_HOME="+config)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second // what is left running holds the output open
	out, err := cmd.CombinedOutput()
	if left := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); left == nil && (err == nil || errors.Is(err, exec.ErrWaitDelay)) {
		err = errors.New("it left something running")
	}
	return string(out), err
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %v: %v", args, err)
	}
	return string(out)
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
