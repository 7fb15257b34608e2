package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/perf/benchfmt"
)

// TestMain lets the test binary be a fake of a program that rounds runs, by its name.
func TestMain(m *testing.M) {
	fake, ok := map[string]func(args []string) error{
		"bench.test": fakeBenchmarks, "wiretax": fakeWiretax, "benchstat": fakeBenchstat,
	}[filepath.Base(os.Args[0])]
	if !ok {
		// A child that was built with the race detector would take a second to exit.
		os.Setenv("GORACE", "atexit_sleep_ms=0")
		os.Exit(m.Run())
	}
	if err := fake(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var fakeNames = []string{"BenchmarkEncode", "BenchmarkCall", "BenchmarkStream"}

// failVariable names the fake's benchmark that fails, hangVariable one that prints
// half a line and does not end.
const failVariable, hangVariable = "FAKE_FAIL", "FAKE_HANG"

// fakeBenchmarks prints a result of each benchmark that -test.bench matches and -test.skip
// does not.
func fakeBenchmarks(args []string) error {
	if slices.Contains(args, "-test.list") {
		fmt.Println(strings.Join(fakeNames, "\n"))
		return nil
	}
	value := func(flag string) string {
		if i := slices.Index(args, flag); i >= 0 {
			return args[i+1]
		}
		return ""
	}
	if os.Getenv(programVariable) == "" || filepath.Base(must(os.Getwd())) != "bench" {
		return errors.New("it does not run where it should, or knows no program to ask")
	}
	fmt.Printf("-test.shuffle %s\ngoos: linux\npkg: fake\n", value("-test.shuffle"))
	wanted, skipped := regexp.MustCompile(value("-test.bench")), regexp.MustCompile(value("-test.skip"))
	for _, name := range fakeNames {
		if !wanted.MatchString(name) || skipped.MatchString(name) {
			continue
		}
		switch name {
		case os.Getenv(failVariable):
			return fmt.Errorf("%s: out of luck", name)
		case os.Getenv(hangVariable):
			fmt.Print("BenchmarkHalf/stack=rest-2\t1")
			time.Sleep(time.Hour)
		}
		key := "/stack=rest"
		if name == "BenchmarkEncode" {
			key = "/codec=json"
		}
		fmt.Printf("%s%s-2 \t 10\t 100 ns/op\t 1 took-%s\n", name, key, value("-test.benchtime"))
	}
	fmt.Println("PASS")
	return nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func fakeWiretax([]string) error {
	fmt.Println("wiretax version 0123456789ab-dirty")
	return nil
}

func fakeBenchstat(args []string) error {
	fmt.Println("a table by", args)
	return nil
}

// programs returns a folder of the fakes beside an empty folder bench.
func programs(t *testing.T, names ...string) (dir string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "bench"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// rounds runs a command line with the fakes and returns the raw file, "" if there is none.
func rounds(t *testing.T, ctx context.Context, args ...string) (raw, stdout, stderr string, err error) {
	t.Helper()
	return roundsIn(t, ctx, programs(t, "bench.test", "wiretax", "benchstat"), args...)
}

func roundsIn(t *testing.T, ctx context.Context, dir string, args ...string) (raw, stdout, stderr string, err error) {
	t.Helper()
	var out, errs bytes.Buffer
	err = run(ctx, append([]string{"-bin", dir, "-folder", filepath.Join(dir, "bench"), "-out", filepath.Join(dir, "results", "bench")}, args...), &out, &errs)
	return rawFile(t, dir), out.String(), errs.String(), err
}

func rawFile(t *testing.T, dir string) string {
	files, _ := filepath.Glob(filepath.Join(dir, "results", "bench", "*.txt"))
	if len(files) > 1 {
		t.Errorf("it left %v, want one file", files)
	}
	if len(files) == 0 {
		return ""
	}
	text, _ := os.ReadFile(files[0]) // it may go meanwhile
	return string(text)
}

func TestRounds(t *testing.T) {
	raw, stdout, stderr, err := rounds(t, t.Context(), "-count", "5", "-seed", "3")
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	var results []*benchfmt.Result
	units := 0
	for reader := benchfmt.NewReader(strings.NewReader(raw), "raw"); reader.Scan(); {
		switch r := reader.Result().(type) {
		case *benchfmt.Result:
			results = append(results, r.Clone())
		case *benchfmt.UnitMetadata:
			units++
		default:
			t.Errorf("%v", r)
		}
	}
	if len(results) != 15 || units != 13 {
		t.Errorf("%d results and %d units, want 3 in each of 5 rounds, and 13:\n%s", len(results), units, raw)
	}
	for _, r := range results {
		want := "took-500ms"
		if strings.HasPrefix(string(r.Name), "Encode") {
			want = "took-100ms"
		}
		if _, ok := r.Value(want); !ok || r.GetConfig("wiretax-build") != "0123456789ab-dirty" || r.GetConfig("cpus") == "" {
			t.Errorf("%s: %+v, want %s of the build that was asked", r.Name, r, want)
		}
	}
	for _, part := range []string{"a table by [-col /stack@(rest ", "a table by [-col /codec@(json "} {
		if !strings.Contains(stdout, part) {
			t.Errorf("stdout lacks %q:\n%s", part, stdout)
		}
	}
	if !strings.Contains(stderr, "rounds: 5, of -bench . with seed 3") || !strings.Contains(stderr, "round 5 of 5") {
		t.Errorf("stderr does not tell of the seed, or of all rounds:\n%s", stderr)
	}
}

// TestOrder checks that the seed decides the order, and that it changes from round to round.
func TestOrder(t *testing.T) {
	order := func(seed int) string {
		raw, _, _, err := rounds(t, t.Context(), "-count", "8", "-seed", strconv.Itoa(seed))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(regexp.MustCompile(`(?m)^(# round|-test.shuffle|Benchmark\w+).*$`).FindAllString(raw, -1), "\n")
	}
	first := order(1)
	if first != order(1) {
		t.Error("the same seed gives another order")
	}
	if first == order(2) {
		t.Error("another seed gives the same order")
	}
	seen := make(map[string]bool)
	for _, round := range strings.Split(first, "# round ")[1:] {
		seen[strings.Join(regexp.MustCompile(`(?m)^Benchmark\w+`).FindAllString(round, -1), " ")] = true
	}
	if len(seen) < 3 {
		t.Errorf("8 rounds have %d orders, want several: %v", len(seen), seen)
	}
}

func TestBenchOfSome(t *testing.T) {
	raw, stdout, _, err := rounds(t, t.Context(), "-count", "2", "-bench", "Encode")
	if err != nil || strings.Count(raw, "\nBenchmark") != 2 || strings.Contains(stdout, "/stack") {
		t.Errorf("-bench Encode: %v\n%s\n%s", err, raw, stdout)
	}
}

// TestStopped checks that an interrupt keeps whole lines, and shows the tables of them.
func TestStopped(t *testing.T) {
	t.Setenv(hangVariable, "BenchmarkStream")
	ctx, cancel := context.WithCancel(t.Context())
	dir := programs(t, "bench.test", "wiretax", "benchstat")
	go func() { // until the last benchmark of the round hangs
		defer cancel()
		for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			if strings.Count(rawFile(t, dir), "pkg: fake\n") == len(fakeNames) {
				return
			}
		}
	}()
	seed := uint64(1)
	for order, _ := shuffle(fakeNames, seed, 1); order[2] != "BenchmarkStream"; order, _ = shuffle(fakeNames, seed, 1) {
		seed++
	}
	raw, stdout, stderr, err := roundsIn(t, ctx, dir, "-seed", strconv.FormatUint(seed, 10))
	if err == nil || !strings.Contains(err.Error(), "round 1 of 8, BenchmarkStream: interrupted") {
		t.Errorf("run() = %v, want it to say where it was interrupted", err)
	}
	if strings.Contains(raw, "Half") || strings.Count(raw, "\nBenchmark") != 2 || !strings.HasSuffix(raw, "\n") {
		t.Errorf("the raw output is not the whole lines of two benchmarks:\n%s", raw)
	}
	if strings.Count(stdout, "a table by") != 2 || !strings.Contains(stderr, "what was recorded is kept in "+dir) {
		t.Errorf("what was recorded is not shown:\n%s\n%s", stdout, stderr)
	}
}

func TestFailed(t *testing.T) {
	t.Setenv(failVariable, "BenchmarkCall")
	_, _, _, err := rounds(t, t.Context(), "-bench", "Call")
	if err == nil || !strings.Contains(err.Error(), "round 1 of 8, BenchmarkCall: ") || !strings.Contains(err.Error(), "out of luck") {
		t.Errorf("a benchmark that fails: %v, want it named with what it said", err)
	}
}

func TestBadInput(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-count", "0"}, "-count 0"},
		{[]string{"-count", "x"}, "count"},
		{[]string{"-bench", "("}, `-bench "("`},
		{[]string{"-bench", ""}, `-bench ""`},
		{[]string{"-bench", "Fly"}, "-bench Fly matches neither BenchmarkEncode, BenchmarkCall"},
		{[]string{"-fast"}, "-fast"},
		{[]string{"now"}, `"now"`},
		{[]string{"-bin", "none"}, "-bin none has no bench.test"},
		{[]string{"-out", filepath.Join("rounds_test.go", "x")}, "-out rounds_test.go/x"},
	} {
		raw, _, _, err := rounds(t, t.Context(), test.args...)
		if err == nil || !errors.As(err, new(badInput)) || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("rounds %v = %v, want bad input on one line with %s", test.args, err, test.want)
		}
		if raw != "" {
			t.Errorf("rounds %v left %q", test.args, raw)
		}
	}
}
