package wiretax_test

import (
	"bufio"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wiretax/wiretax/bench/plan"
)

// substitutes are what the test runs for a command of README. A command that is not here
// runs as it stands; "" says that it does not run, with the reason beside it.
var substitutes = map[string]string{
	"make loadtest":                   "make -n loadtest",               // two minutes; the smoke plan runs
	"make loadtest PLAN=standard":     "make -n loadtest PLAN=standard", // a quarter of an hour
	"make loadtest PLAN=streams":      "make -n loadtest PLAN=streams",  // nine minutes
	"make loadtest PLAN=work":         "make -n loadtest PLAN=work",     // four minutes
	"make loadtest PLAN=gateway":      "make -n loadtest PLAN=gateway",  // six minutes
	"make loadtest PLAN=chain":        "make -n loadtest PLAN=chain",    // seven minutes
	"make fuzz":                       "make -n fuzz",                   // half a minute for each target
	"make loadtest CATALOG=books.csv": "make loadtest CATALOG=books.csv PLAN=tiny.yaml",
	"make bench-engine":               "make -n bench-engine", // most of an hour
	"make test":                       "",                     // this test is part of it
	"make bench":                      "make -n bench",        // nine minutes; some of them run
	"make bench BENCH='Encode/codec=(json|protobuf)$$/message=Recommendation'": "make bench COUNT=1 BENCH='Encode/codec=(json|protobuf)$$/message=Recommendation'",
	// No Docker engine is part of the set-up; a test of dashboards holds the file against
	// the programs' flags and ports.
	"docker compose up":                             "",
	"docker compose --profile loadtest up loadtest": "",
}

// defaults are where README finds what `wiretax serve` starts.
var defaults = map[string]address{
	"grpc":    {"localhost:50051", "localhost:9101"},
	"rest":    {"localhost:8080", "localhost:9102"},
	"gateway": {"localhost:3002", "localhost:9103"},
	// These as --via rest has them.
	"order":     {"localhost:8061", "localhost:9111"},
	"product":   {"localhost:8062", "localhost:9112"},
	"inventory": {"localhost:8063", "localhost:9113"},
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

func TestREADMECommands(t *testing.T) {
	clone := cloneTree(t)
	write(t, filepath.Join(clone, "books.csv"), tinyCatalog)
	write(t, filepath.Join(clone, "tiny.yaml"), tinyPlan)
	git(t, clone, "init", "--quiet")
	git(t, clone, "add", "--all")
	git(t, clone, "-c", "user.name=test", "-c", "user.email=test@example.invalid", "commit", "--quiet", "--message", "all")

	// What README starts listens on its ports, which others may hold: use free ones.
	ports := map[string]string{}
	for _, line := range readmeCommands(t) {
		substitute, ok := substitutes[line]
		if !ok {
			substitute = line
		}
		for port, free := range ports {
			substitute = strings.ReplaceAll(substitute, port, free)
		}
		substitute = strings.TrimSuffix(substitute, " &")
		if substitute == "wiretax serve all" {
			// It has a test of its own; here each service has to have a free port.
			for _, stack := range []string{"grpc", "rest"} {
				at := serve(t, clone, stack)
				ports[defaults[stack].Listen], ports[defaults[stack].Admin] = at.Listen, at.Admin
			}
			continue
		}
		if flags, ok := strings.CutPrefix(substitute, "wiretax serve "); ok {
			words := strings.Fields(flags)
			by, ok := defaults[words[0]]
			if !ok {
				t.Fatalf("README: %s: the test knows no addresses of it", line)
			}
			at := serve(t, clone, words...)
			ports[by.Listen], ports[by.Admin] = at.Listen, at.Admin
			continue
		}
		if program, ok := strings.CutPrefix(substitute, "node "); ok {
			gateway := command(clone, "node", program)
			gateway.Env = append(gateway.Env, "PORT=0", "GRPC_SERVER="+ports["localhost:50051"], "REST_SERVER="+ports["localhost:8080"])
			ports["localhost:3000"] = announced(t, gateway).Listen
			continue
		}
		if substitute != "" {
			// curl takes any answer for a good one, unless it is told not to.
			shell(t, clone, strings.Replace(substitute, "curl -s", "curl -sS --fail", 1))
		}
	}
	// The plans that run here give no verdicts, so even RESULTS.md stays as it is.
	if left := git(t, clone, "status", "--porcelain"); left != "" {
		t.Errorf("the commands changed the clone:\n%s", left)
	}
}

// readmeCommands are the lines of README's sh blocks.
func readmeCommands(t *testing.T) []string {
	t.Helper()
	var commands []string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(read(t, "README.md"), -1) {
		commands = append(commands, strings.Split(strings.TrimSpace(block[1]), "\n")...)
	}
	if len(commands) < 10 {
		t.Fatalf("README has %d commands, want many more: %q", len(commands), commands)
	}
	return commands
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

// shell runs a command line as a person would, with the clone's bin/ in the path. Like a
// person it tries again where the noise of the machine has voided every trial.
func shell(t *testing.T, dir, line string) {
	t.Helper()
	var out []byte
	var err error
	for range 4 {
		out, err = command(dir, "bash", "-o", "pipefail", "-c", line).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "no trial is valid") {
			break
		}
		t.Logf("%s: all trials were voided:\n%s", line, out)
	}
	if err != nil {
		t.Fatalf("README: %s: %v\n%s", line, err, out)
	}
	t.Logf("%s: %d bytes", line, len(out))
}

func command(dir, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"))
	return cmd
}

type address struct{ Listen, Admin string }

// serve starts a service, with flags, on free ports until the test ends.
func serve(t *testing.T, dir string, words ...string) address {
	t.Helper()
	shell(t, dir, "make build")
	args := append([]string{"serve"}, append(words, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")...)
	return announced(t, command(dir, filepath.Join(dir, "bin", "wiretax"), args...))
}

// announced starts a program until the test ends, and returns the addresses that it prints.
func announced(t *testing.T, cmd *exec.Cmd) address {
	t.Helper()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = t.Output()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // it ends with a test that is killed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		t.Fatalf("%s: no announcement: %v", cmd, err)
	}
	var at address
	if err := json.Unmarshal(line, &at); err != nil {
		t.Fatalf("%s: %v", cmd, err)
	}
	for _, printed := range []string{at.Listen, at.Admin} {
		if _, _, err := net.SplitHostPort(printed); err != nil {
			t.Fatalf("%s announced %s", cmd, line)
		}
	}
	return at
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
