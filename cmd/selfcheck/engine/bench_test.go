package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
)

// tinyLengths are for fakes, which answer at once.
func tinyLengths() lengths {
	const moment = 20 * time.Millisecond
	return lengths{
		warmup: time.Millisecond, every: 10 * moment, pause: moment, periods: 1,
		lag: moment, repetitions: 1, capacity: moment, rate: moment,
		cpu: moment, pairs: 2, toolPairs: 1, requests: 5000, ghzRequests: 1000, sample: time.Millisecond,
	}
}

func newTestBench(t *testing.T, bin string, out *bytes.Buffer, rows ...string) *bench {
	t.Helper()
	b, err := newBench(options{rows: rows, bin: bin, json: filepath.Join(t.TempDir(), "results", "engine.json"), lengths: tinyLengths()}, out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestWholeTable measures everything, with fakes for all programs but this one.
func TestWholeTable(t *testing.T) {
	var out bytes.Buffer
	// The soak needs a real service.
	rows := slices.DeleteFunc(groupNames(), func(name string) bool { return name == "soak" })
	b := newTestBench(t, fakes(t, wiretax, ghz, vegeta), &out, rows...)
	if err := b.measure(t.Context()); err != nil {
		t.Fatalf("measure() = %v\n%s", err, &out)
	}
	text, err := os.ReadFile(b.json)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Complete bool
		Rows     []Row
	}
	if err := json.Unmarshal(text, &file); err != nil || !file.Complete {
		t.Errorf("-json has %s, %v, want the whole table", text, err)
	}
	found := make(map[string]int)
	for _, r := range file.Rows {
		found[r.Group+" by "+r.Tool]++
		if r.Measured == "" || !strings.Contains(out.String(), r.Measured) {
			t.Errorf("row %+v measured nothing, or was not printed", r)
		}
		// The fake has only just begun, so its memory grows; the real loops are compared over
		// too short a time.
		if r.Tool == wiretax && r.Verdict != reached && r.Target != "" && r.Group != "memory" && r.Group != "cpu" {
			t.Errorf("row %+v, want it reached", r)
		}
	}
	for name, want := range map[string]int{
		"stall by wiretax": 4, "stall by bare loop": 1, "stall by ghz": 2, "stall by vegeta": 2, "lag by wiretax": 4,
		"rate by wiretax": 8, "rate by ghz": 3, "rate by vegeta": 3,
		"cpu by wiretax": 4, "cpu by ghz": 1, "cpu by vegeta": 1, "memory by wiretax": 1, "memory by ghz": 1,
	} {
		if found[name] != want {
			t.Errorf("%d rows of %s, want %d", found[name], name, want)
		}
	}
	if want := " of 19 targets reached"; !strings.Contains(out.String(), want) {
		t.Errorf("the table ends with %q, want %q", out.String()[max(0, out.Len()-100):], want)
	}
}

// TestMissingPrograms: a missing wiretax is an error, a missing outside tool a note.
func TestMissingPrograms(t *testing.T) {
	t.Setenv("PATH", "")
	var out bytes.Buffer
	err := newTestBench(t, fakes(t), &out, "memory").measure(t.Context())
	if err == nil || err.Error() != "measure: 1 rows could not be measured; their notes say why" {
		t.Errorf("measure() without wiretax = %v", err)
	}
	if want := "| not measured | find wiretax: it is neither in -bin nor in PATH; make build makes it |"; !strings.Contains(out.String(), want) {
		t.Errorf("table lacks %q:\n%s", want, &out)
	}
	out.Reset()
	if err := newTestBench(t, fakes(t, wiretax), &out, "memory").measure(t.Context()); err != nil {
		t.Errorf("measure() without ghz = %v", err)
	}
	if want := "| find ghz: it is neither in -bin nor in PATH; make build makes it |"; !strings.Contains(out.String(), want) {
		t.Errorf("table lacks %q:\n%s", want, &out)
	}
}

// TestNoTruthWithoutTheHold: without the bare loop the truth is unknown, so nothing is measured.
func TestNoTruthWithoutTheHold(t *testing.T) {
	var out bytes.Buffer
	b := newTestBench(t, fakes(t, "stalls-only"), &out, "stall")
	b.Self = filepath.Join(b.Folder, "stalls-only")
	if err := b.measure(t.Context()); err == nil || len(b.rows) != 1 || !strings.HasSuffix(b.rows[0].Note, "it knows no bare loop") {
		t.Errorf("measure() = %v, rows %+v, want one that was not measured", err, b.rows)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	b := newTestBench(t, fakes(t), &out, groupNames()...)
	if err := b.measure(ctx); err == nil || err.Error() != "interrupted: the table is incomplete" {
		t.Errorf("measure() = %v", err)
	}
	if len(b.rows) != 0 {
		t.Errorf("rows = %+v, want none", b.rows)
	}
}

// TestChildrenEnd asks a child to end that ignores it, and is then killed.
func TestChildrenEnd(t *testing.T) {
	b := newTestBench(t, fakes(t, "never-ends"), new(bytes.Buffer))
	path, err := b.Program("never-ends")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cmd := pinned.Child(ctx, path)
	cmd.WaitDelay = time.Millisecond
	stdin, err := cmd.StdinPipe() // held open
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if group, err := syscall.Getpgid(cmd.Process.Pid); err != nil || group != cmd.Process.Pid {
		t.Errorf("child %d is in process group %d, %v, want one of its own", cmd.Process.Pid, group, err)
	}
	if _, err := stdout.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := cmd.Wait(); err == nil {
		t.Error("Wait() = nil, want that it was killed")
	}
	if err := syscall.Kill(cmd.Process.Pid, 0); err != syscall.ESRCH {
		t.Errorf("child %d after Wait: %v, want that there is none", cmd.Process.Pid, err)
	}
}

func TestStartSaysWhatAServerAnnounced(t *testing.T) {
	b := newTestBench(t, fakes(t, "announces-nonsense"), new(bytes.Buffer))
	path, err := b.Program("announces-nonsense")
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Start(t.Context(), nil, path, "now")
	if want := `start announces-nonsense now: it announced "hello\n" instead of its address; its log ends with: the cause`; err == nil || err.Error() != want {
		t.Errorf("start() = %v, want %s", err, want)
	}
}

func TestDriveSaysWhyAClientFailed(t *testing.T) {
	b := newTestBench(t, fakes(t, wiretax), new(bytes.Buffer))
	path, err := b.Program(wiretax)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Drive(pinned.Child(t.Context(), path, "dance"), 0)
	if want := `run wiretax: exit status 1; its log ends with: unknown command "dance"`; err == nil || err.Error() != want {
		t.Errorf("drive() = %v, want %s", err, want)
	}
}
