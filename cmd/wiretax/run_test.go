package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// onlyRun opens the one run folder below dir.
func onlyRun(t *testing.T, dir string) *record.Run {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(dir, "results", "*"))
	if err != nil || len(folders) != 1 {
		t.Fatalf("results holds %v (%v), want one run", folders, err)
	}
	run, err := record.Open(folders[0])
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func wantNoProcesses(t *testing.T) {
	t.Helper()
	if left := processes(t, "serve"); len(left) > 0 {
		t.Errorf("services are left running: %v", left)
	}
}

// validPairs counts the blocks in which both rest and grpc have a valid trial of an operation.
func validPairs(run *record.Run, operation string) (n int) {
	type inBlock struct {
		block int
		stack string
	}
	valid := make(map[inBlock]bool)
	for _, t := range run.Trials {
		if t.Operation == operation && t.Tool == record.Wiretax && t.Valid {
			valid[inBlock{t.Block, t.Stack}] = true // of either arm of the baseline
		}
	}
	for block := 1; block <= run.Manifest.Plan.Blocks; block++ {
		if valid[inBlock{block, "rest"}] && valid[inBlock{block, "grpc"}] {
			n++
		}
	}
	return n
}

// TestSmoke is a user's first two minutes, as make loadtest PLAN=smoke begins them.
func TestSmoke(t *testing.T) {
	dir, got := untilValid(t, "", "", "run", "smoke", "--dir", ".", "--verdicts-only")
	if got.code != 0 {
		t.Fatalf("wiretax run smoke: exit %d\n%s", got.code, got.stderr)
	}
	wantNoProcesses(t)
	answer := got.stdout
	if strings.HasPrefix(answer, "A/A differs") { // as chance and noise may have it
		_, answer, _ = strings.Cut(answer, "\n")
	}
	if n := strings.Count(answer, "\n"); n != 5 {
		t.Errorf("the answer has %d lines, want 5:\n%s", n, answer)
	}
	if strings.Contains(got.stderr, "\r") || strings.Contains(got.stderr, "\x1b") {
		t.Errorf("stderr is no terminal and got control characters: %q", got.stderr)
	}
	if !strings.Contains(got.stderr, " left") {
		t.Errorf("progress does not say the time left:\n%s", got.stderr)
	}
	run := onlyRun(t, dir)
	if !run.Manifest.Complete || run.Manifest.Catalog.Books != 10_000 {
		t.Errorf("manifest: complete %v, %d books, want true, 10000", run.Manifest.Complete, run.Manifest.Catalog.Books)
	}
	checkSmokeTrials(t, run)
	// Noise may have voided a trial; its block then has no pair.
	for share, comparison := range map[string]string{"10": "GetBook-rate-10pct", "50": "GetBook-rate-50pct"} {
		row := regexp.MustCompile(fmt.Sprintf(`\nGetBook at %s %% of capacity: \d+/s \(REST .*, gRPC .*\)\n  rest           %d `, share, validPairs(run, comparison)))
		if !row.MatchString(got.stderr) {
			t.Errorf("stderr has no table with %s:\n%s", row, got.stderr)
		}
	}
	if p, err := plan.Load(filepath.Join(run.Dir, run.PlanFile())); err != nil || !reflect.DeepEqual(p, run.Manifest.Plan) {
		t.Errorf("the plan in the run folder is %+v, %v, want that of the manifest, %+v", p, err, run.Manifest.Plan)
	}

	if _, err := os.Stat(filepath.Join(dir, "RESULTS.md")); err == nil {
		t.Error("a plan without verdicts wrote RESULTS.md into --dir")
	}
	results := read(t, filepath.Join(run.Dir, "RESULTS.md"))
	links := regexp.MustCompile(`\]\((docs/[^)]+)\)`).FindAllSubmatch(results, -1)
	if len(links) == 0 {
		t.Error("RESULTS.md shows no picture")
	}
	for _, link := range links {
		read(t, filepath.Join(run.Dir, string(link[1])))
	}
	for range 2 {
		if second := wiretax(t, dir, "report", run.Dir); second.code != 0 {
			t.Fatalf("wiretax report: exit %d\n%s", second.code, second.stderr)
		}
		if !bytes.Equal(read(t, filepath.Join(dir, "RESULTS.md")), results) {
			t.Error("the same run folder gave another RESULTS.md")
		}
	}
}

// checkSmokeTrials looks at what must be true of every trial on the noisiest machine.
func checkSmokeTrials(t *testing.T, run *record.Run) {
	t.Helper()
	arms := make(map[string]int)
	for _, trial := range run.Trials {
		arms[trial.Arm+" "+trial.Tool]++
		if trial.Tool != record.Wiretax {
			if trial.Completed == 0 {
				t.Errorf("%s: %s completed nothing: %v", trial.ID, trial.Tool, trial.Reasons)
			}
			continue
		}
		if n := trial.Errors.ByKind["wrong answer"]; n > 0 {
			t.Errorf("%s: %d wrong answers", trial.ID, n)
		}
		if trial.ConnectionsOpened != 16 {
			t.Errorf("%s: %d connections, want 16", trial.ID, trial.ConnectionsOpened)
		}
		if trial.Requests == 0 || trial.ServerCPUSeconds == nil || trial.ClientCPUSeconds == nil || trial.BytesReceived == nil {
			t.Errorf("%s: requests %d, or a measurement is missing", trial.ID, trial.Requests)
		}
		var grouped record.RequestSum
		for _, sum := range trial.Groups.Sums {
			grouped.Add(sum)
		}
		if mean := float64(grouped.AnswerBytes) / float64(grouped.Completed); grouped.Completed != trial.Completed || mean != trial.MessageBytesReceived {
			t.Errorf("%s: the groups of %d requests come to %+v, want %d completed with answers of %v bytes", trial.ID, trial.Groups.Distinct, grouped, trial.Completed, trial.MessageBytesReceived)
		}
		if want := map[bool]int{false: 512, true: 1}[trial.Operation == record.EmptyRequest]; trial.Groups.Distinct != want {
			t.Errorf("%s: %d different requests, want %d", trial.ID, trial.Groups.Distinct, want)
		}
		if h, err := run.Histogram(trial.ID, record.TagIntended); err != nil || h == nil || h.TotalCount() != trial.Response.Count {
			t.Errorf("%s: histogram on disk: %v, want %d samples", trial.ID, err, trial.Response.Count)
		}
	}
	for arm, want := range map[string]int{
		"rest wiretax": 12, "grpc wiretax": 12, // two operations at two loads, and beside each at the higher one the empty request
		"rest-aa wiretax": 8, "rest vegeta": 2, "grpc ghz": 2, // which run at the lowest load alone
	} {
		if arms[arm] != want {
			t.Errorf("%d trials of %s, want %d", arms[arm], arm, want)
		}
	}
}

// slowPlan has two long blocks, so that a test can step in when the first is on record. Its timeout is what
// a frozen service costs, several times.
const slowPlan = `
name: slow
operations: [{name: GetBook, rate: 500}]
blocks: 2
warmup_seconds: 0.2
window_seconds: 1
timeout_seconds: 1
`

// startSlow starts a run of slowPlan and waits until its first trial is on record.
func startSlow(t *testing.T) (cmd *exec.Cmd, stderr *bytes.Buffer, dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "slow.yaml"), []byte(slowPlan), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd, stderr = startRecording(t, dir, `"id":`, "run", "slow.yaml")
	return cmd, stderr, dir
}

// startRecording starts a command in a folder that records a run there, and waits until its trials hold a text.
func startRecording(t *testing.T, dir, text string, args ...string) (cmd *exec.Cmd, stderr *bytes.Buffer) {
	t.Helper()
	cmd, stderr = exec.Command(binary, args...), new(bytes.Buffer)
	cmd.Dir, cmd.Stderr = dir, stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	await(t, "a record of "+text, func() bool {
		files, _ := filepath.Glob(filepath.Join(dir, "results", "*", "trials.jsonl"))
		return len(files) == 1 && bytes.Contains(read(t, files[0]), []byte(text))
	})
	return cmd, stderr
}

// await looks again and again until done, for half a minute.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for tick := time.Tick(5 * time.Millisecond); !done(); {
		select {
		case <-tick:
		case <-deadline:
			t.Fatalf("waited half a minute for %s", what)
		}
	}
}

func TestKilledServiceInvalidatesItsTrial(t *testing.T) {
	cmd, stderr, dir := startSlow(t)
	var victim []int
	await(t, "the next trial's service", func() bool {
		victim = processes(t, "serve")
		return len(victim) == 1
	})
	if err := syscall.Kill(victim[0], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	// On a busy machine the other trials may be invalid too, which does not end the run.
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() != exitNoFigures {
		t.Fatalf("the run ended with %v, want it to go on\n%s", err, stderr)
	}
	wantNoProcesses(t)
	run := onlyRun(t, dir)
	if len(run.Trials) != 10 || !run.Manifest.Complete {
		t.Fatalf("%d trials, complete %v, want 10, true", len(run.Trials), run.Manifest.Complete)
	}
	killed := slices.IndexFunc(run.Trials, func(trial record.Trial) bool {
		return slices.ContainsFunc(trial.Reasons, func(r string) bool { return strings.Contains(r, "signal: killed") })
	})
	if killed < 0 || run.Trials[killed].Valid {
		t.Errorf("no trial is invalid because its service was killed: %+v", run.Trials)
	}
	if !strings.Contains(stderr.String(), "signal: killed") {
		t.Errorf("stderr does not say what happened:\n%s", stderr)
	}
}

func TestInterruptKeepsWhatWasRecorded(t *testing.T) {
	cmd, stderr, dir := startSlow(t)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit %d after Ctrl-C, want %d", code, exitInterrupted)
	}
	wantNoProcesses(t)
	run := onlyRun(t, dir)
	if run.Manifest.Complete || !strings.HasPrefix(run.Manifest.Stopped, "interrupted, after ") || !strings.Contains(run.Manifest.Stopped, "of 10 trials") || len(run.Trials) == 0 {
		t.Errorf("manifest: complete %v, stopped %q, %d trials", run.Manifest.Complete, run.Manifest.Stopped, len(run.Trials))
	}
	counted := fmt.Sprintf("%d of 10 trials", len(run.Trials))
	for _, part := range []string{"incomplete", run.Manifest.Run, "wiretax report --dir", "`wiretax run --resume " + filepath.Join("results", run.Manifest.Run) + "` goes on", counted} {
		if !strings.Contains(stderr.String(), part) {
			t.Errorf("stderr does not mention %q:\n%s", part, stderr)
		}
	}
	if _, err := os.Stat(filepath.Join(run.Dir, "RESULTS.md")); err == nil {
		t.Error("an incomplete run wrote RESULTS.md")
	}
	if !strings.HasPrefix(run.Manifest.Stopped, "interrupted, after "+counted) {
		t.Errorf("stopped: %q, want it interrupted after %s", run.Manifest.Stopped, counted)
	}
	if got := wiretax(t, dir, "report", run.Dir); got.code != 0 || !strings.Contains(got.stdout, "Incomplete run") || !strings.Contains(got.stdout, counted) {
		t.Errorf("wiretax report of it: exit %d, %q, want 0 and that it is incomplete, with %s", got.code, got.stdout, counted)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestFrozenServiceDoesNotHangTheRun(t *testing.T) {
	cmd, stderr, dir := startSlow(t)
	await(t, "a service with the next trial's connections", func() bool {
		for _, service := range processes(t, "serve") {
			open, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", service))
			if len(open) > 16 {
				return syscall.Kill(service, syscall.SIGSTOP) == nil
			}
		}
		return false
	})
	// On a busy machine the other trials may be invalid too, which does not end the run.
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() != exitNoFigures {
		t.Fatalf("the run ended with %v, want it to go on\n%s", err, stderr)
	}
	wantNoProcesses(t)
	run := onlyRun(t, dir)
	if len(run.Trials) != 10 || !run.Manifest.Complete || !slices.ContainsFunc(run.Trials, func(trial record.Trial) bool { return !trial.Valid }) {
		t.Errorf("%d trials, complete %v, want 10, one of them invalid, true: %+v", len(run.Trials), run.Manifest.Complete, run.Trials)
	}
}

// TestRunWithoutAValidTrial asks for a rate that no machine keeps on one CPU, under a profile that is
// about to go away.
func TestRunWithoutAValidTrial(t *testing.T) {
	dir := t.TempDir()
	plan := "name: hopeless\noperations: [{name: GetBook, rate: 200000}]\nblocks: 1\nwarmup_seconds: 0.1\nwindow_seconds: 0.2\ntimeout_seconds: 0.1\nprofile: matched\n"
	if err := os.WriteFile(filepath.Join(dir, "hopeless.yaml"), []byte(plan), 0o644); err != nil {
		t.Fatal(err)
	}
	got := wiretax(t, dir, "run", "hopeless.yaml")
	if got.code != exitNoFigures {
		t.Errorf("wiretax run hopeless.yaml: exit %d, want %d", got.code, exitNoFigures)
	}
	if last := got.stderr[strings.LastIndex(strings.TrimSpace(got.stderr), "\n")+1:]; !strings.Contains(last, "no trial is valid") || !strings.Contains(last, "lower the rate") {
		t.Errorf("the last line on stderr is %q, want it to say that no trial is valid and what to do", last)
	}
	if n := strings.Count(got.stderr, "wiretax: "+contract.ProfileWarning("matched")+"\n"); n != 1 {
		t.Errorf("stderr warns %d times of the plan's profile, want once:\n%s", n, got.stderr)
	}
	run := onlyRun(t, dir)
	if _, err := os.Stat(filepath.Join(run.Dir, "RESULTS.md")); err == nil {
		t.Error("a run without a valid trial wrote RESULTS.md")
	}
	if len(run.Trials) != 5 {
		t.Errorf("%d trials are kept, want 5", len(run.Trials))
	}
	wantNoProcesses(t)
}
