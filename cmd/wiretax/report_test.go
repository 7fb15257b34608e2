package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/run"
	"github.com/wiretax/wiretax/contract"
)

// madeRun writes a run folder of one block into dir: REST valid, gRPC not.
func madeRun(t *testing.T, dir string) {
	t.Helper()
	m := record.Manifest{
		Run: "made", Complete: true,
		Plan: record.Plan{
			Name: "mine", Stacks: []string{"rest", "grpc"}, Blocks: 1,
			Operations: []record.Operation{{Name: "GetBook", Operation: "GetBook", Rate: record.Rate{PerSecond: 5}}},
		},
		Machine: record.Machine{OS: "linux", Arch: "amd64", Kernel: "6.1", CPUs: 2},
		Build:   record.Build{Version: "0123456789ab", Go: "1.26"},
	}
	m.Arms = record.Arms(m.Plan)
	w, err := record.Create(filepath.Join(dir, m.Run), m)
	if err != nil {
		t.Fatal(err)
	}
	for i, stack := range m.Plan.Stacks {
		sent, received := int64(1000), int64(8000)
		trial := record.Trial{
			ID: fmt.Sprintf("t%d", i+1), Block: 1, Arm: stack, Stack: stack, Operation: "GetBook", Tool: record.Wiretax,
			Window: record.Window{Requests: 10, Completed: 10, BytesSent: &sent, BytesReceived: &received, Valid: i == 0},
		}
		if err := w.Add(trial, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(m); err != nil {
		t.Fatal(err)
	}
}

// A run under the profile of earlier versions is reported, with a warning.
func TestReportOfTheEarlierProfile(t *testing.T) {
	dir := t.TempDir()
	madeRun(t, dir)
	file := filepath.Join(dir, "made", "manifest.json")
	manifest := strings.Replace(string(read(t, file)), `"stacks": [`, `"profile": "matched", "stacks": [`, 1)
	if err := os.WriteFile(file, []byte(manifest), 0o644); err != nil {
		t.Fatal(err)
	}
	want := "wiretax: made: " + contract.ProfileWarning("matched") + "\n"
	for _, args := range [][]string{{"report", "made"}, {"report", "--benchfmt", "made"}} {
		if got := wiretax(t, dir, args...); got.code != 0 || strings.Count(got.stderr, "goes away") != 1 || !strings.Contains(got.stderr, want) {
			t.Errorf("wiretax %v: exit %d, stderr %q, want 0 and once %q", args, got.code, got.stderr, want)
		}
	}
}

const madeBenchmarks = `wiretax-build: 0123456789ab
go-version: 1.26
kernel: 6.1
cpus: 2
goos: linux
goarch: amd64
# round 1 of 1
BenchmarkCall/stack=rest/op=GetBook/items=1/callers=1-2 10 100000 ns/op
`

func TestReportBenchfmt(t *testing.T) {
	dir := t.TempDir()
	madeRun(t, dir)
	got := wiretax(t, dir, "report", "--benchfmt", "made")
	for _, part := range []string{
		"wiretax-build: 0123456789ab\n", "Unit wire-B/op better=lower\n", "# run made: 1 of 2 trials; note: 1 are left out",
		"\nBenchmarkLoad/plan=mine/op=GetBook/stack=rest\t10\t900 wire-B/op\n",
	} {
		if !strings.Contains(got.stdout, part) {
			t.Errorf("wiretax report --benchfmt: exit %d, stdout lacks %q:\n%s%s", got.code, part, got.stdout, got.stderr)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "RESULTS.md")); err == nil {
		t.Error("--benchfmt wrote RESULTS.md")
	}
}

// A report says where it was written, and whose report it replaced.
func TestReportSaysWhatItWrote(t *testing.T) {
	dir := t.TempDir()
	madeRun(t, dir)
	const wrote = "wrote RESULTS.md, and 1 picture in docs/results\n"
	got := wiretax(t, dir, "report", "made")
	if got.code != 0 || got.stderr != wrote {
		t.Fatalf("wiretax report made: exit %d, stderr %q, want %q", got.code, got.stderr, wrote)
	}
	other := strings.ReplaceAll(string(read(t, filepath.Join(dir, "RESULTS.md"))), "`made`", "`other`")
	if err := os.WriteFile(filepath.Join(dir, "RESULTS.md"), []byte(other), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, want := wiretax(t, dir, "report", "made").stderr, wrote+"replaced RESULTS.md, which reported other\n"; got != want {
		t.Errorf("wiretax report over the report of another run: stderr %q, want %q", got, want)
	}
	const file = "made/manifest.json"
	if got := wiretax(t, dir, "report", "--dir", file, "made"); got.code != exitBadInput || !strings.Contains(got.stderr, file) {
		t.Errorf("wiretax report --dir %s: exit %d, %q, want %d", file, got.code, got.stderr, exitBadInput)
	}
}

// The command that shows a stopped run leaves the report of the current folder alone.
func TestStoppedRunIsReportedInItsFolder(t *testing.T) {
	dir := t.TempDir()
	madeRun(t, dir)
	folder := filepath.Join(dir, "made")
	var stderr strings.Builder
	broken := sayIncomplete(t.Context(), run.Config{Dir: folder}, errors.New("broken"), &stderr)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := sayIncomplete(stopped, run.Config{Dir: folder}, context.Canceled, &stderr); !errors.Is(err, errInterrupted) {
		t.Errorf("sayIncomplete of a run that was interrupted = %v", err)
	}
	for _, got := range []string{broken.Error(), stderr.String()} {
		if want := "`wiretax report --dir " + folder + " " + folder + "`"; !strings.Contains(got, want) {
			t.Errorf("sayIncomplete: %q, want it to hold %s", got, want)
		}
	}
}

// A run counts once, whatever paths name its folder and however often it was copied.
func TestReportOfOneRunTwice(t *testing.T) {
	dir := t.TempDir()
	madeRun(t, dir)
	if err := os.CopyFS(filepath.Join(dir, "copy"), os.DirFS(filepath.Join(dir, "made"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("made", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, second := range []string{"made", "./made", "made/", "link", "copy", filepath.Join(dir, "made")} {
		for _, args := range [][]string{{"report", "made", second}, {"report", "--benchfmt", "made", second}} {
			got := wiretax(t, dir, args...)
			want := "made and " + second + " are the same run, made; name it once\n"
			if got.code != exitBadInput || got.stdout != "" || !strings.HasSuffix(got.stderr, want) {
				t.Errorf("wiretax %v: exit %d, stdout %q, stderr %q, want %d, nothing and %q", args, got.code, got.stdout, got.stderr, exitBadInput, want)
			}
		}
	}
}

func TestReportBench(t *testing.T) {
	dir := t.TempDir()
	madeRun(t, dir)
	for name, text := range map[string]string{
		"bench.txt": madeBenchmarks, "other.txt": strings.Replace(madeBenchmarks, "0123456789ab", "ba9876543210", 1), "empty.txt": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for file, want := range map[string]string{
		"none.txt": "make bench", "other.txt": "wiretax-build (0123456789ab, ba9876543210)", "empty.txt": "empty.txt holds no result",
	} {
		got := wiretax(t, dir, "report", "--bench", file, "made")
		if got.code != exitBadInput || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, want) {
			t.Errorf("wiretax report --bench %s: exit %d, %q, want %d and one line with %q", file, got.code, got.stderr, exitBadInput, want)
		}
	}
	if got := wiretax(t, dir, "report", "--bench", "bench.txt", "made"); got.code != 0 {
		t.Fatalf("wiretax report --bench bench.txt: exit %d\n%s", got.code, got.stderr)
	}
	results := string(read(t, filepath.Join(dir, "RESULTS.md")))
	for _, part := range []string{"## Go benchmarks", "`bench.txt`", "--bench results/bench/bench.txt", "| GetBook | 1 | 1 | REST | 100 µs |"} {
		if !strings.Contains(results, part) {
			t.Errorf("RESULTS.md lacks %q:\n%s", part, results)
		}
	}
}

// A folder that the report cannot be written into is bad input, as in the commands that measure.
func TestReportInto(t *testing.T) {
	dir := t.TempDir()
	madeRun(t, dir)
	if err := os.MkdirAll(filepath.Join(dir, "own"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "own", "RESULTS.md"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ to, want string }{
		{"/proc/nope", "wiretax: --dir /proc/nope: no such file or directory; name a folder that can be written\n"},
		{"/proc", "wiretax: --dir /proc: no such file or directory; name a folder that can be written\n"},
		{"own", "wiretax: write report: own/RESULTS.md was not made by wiretax report; move it away first\n"},
	} {
		if got := wiretax(t, dir, "report", "made", "--dir", test.to); got.code != exitBadInput || got.stderr != test.want {
			t.Errorf("report --dir %s: exit %d, %q, want %d, %q", test.to, got.code, got.stderr, exitBadInput, test.want)
		}
	}
	if got := wiretax(t, dir, "report", "made", "--dir", "new/folder"); got.code != 0 {
		t.Errorf("report --dir new/folder: exit %d, %q", got.code, got.stderr)
	}
	read(t, filepath.Join(dir, "new", "folder", "RESULTS.md"))
}
