package tools

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/record"
)

var update = flag.Bool("update", false, "rewrite the golden files under testdata")

const window = 10 * time.Second

// golden compares a text with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run go test ./cmd/selfcheck/tools -update to accept, and read the difference\n got %s\nwant %s", path, got, want)
	}
}

// printed is what the fake of a tool prints.
var printed = map[string]string{
	wrk: "testdata/wrk-ok.txt", ab: "testdata/ab-ok.txt", h2load: "testdata/h2load-ok.txt",
	ghz: "../../../bench/generator/testdata/ghz-all-ok.json", vegeta: "../../../bench/generator/testdata/vegeta-all-ok.json",
	hey: "testdata/hey-ok.txt", fortio: "testdata/fortio-ok.json", k6: "testdata/k6-ok.json",
}

// packageFolder is the variable with the folder of this package: fakes run in a job's folder.
const packageFolder = "TOOLS_TEST_FOLDER"

// TestMain lets the test binary be what its name or its first argument says: a child of this
// program, or a fake of a program that it runs.
func TestMain(m *testing.M) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	name, args := filepath.Base(os.Args[0]), os.Args[1:]
	var err error
	switch {
	case name == wiretax:
		err = fakeWiretax(ctx, args)
	case printed[name] != "":
		err = fakeTool(name, args)
	case len(args) > 0 && args[0] == Command:
		err = Run(ctx, args[1:], os.Stdout, os.Stderr)
	default:
		folder, wdErr := os.Getwd()
		if wdErr != nil {
			panic(wdErr)
		}
		os.Setenv(packageFolder, folder)
		// A child that was built with the race detector would take a second to exit.
		os.Setenv("GORACE", "atexit_sleep_ms=0")
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// fakes returns a folder of programs which all are this test binary, and hides all others.
func fakes(t *testing.T, names ...string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range names {
		if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", "")
	return dir
}

// fakeTool prints what a tool printed once.
func fakeTool(name string, args []string) error {
	switch {
	case slices.Contains(args, "-v") || slices.Contains(args, "-V") || slices.Contains(args, "--version"):
		fmt.Println(name, "1.2.3")
		return errors.New("wrk fails after that")
	case name == vegeta && args[0] == "attack":
		return nil // its report prints
	case name == ab && os.Getenv("TOOLS_TEST_FAIL") == ab:
		return errors.New("apr_socket_recv: Connection reset by peer (104)")
	}
	text, err := os.ReadFile(filepath.Join(os.Getenv(packageFolder), printed[name]))
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(text)
	return err
}

// fakeWiretax serves nothing, or prints what a load printed once. Up to a rate of 10,000 its figures
// are valid.
func fakeWiretax(ctx context.Context, args []string) error {
	switch args[0] {
	case "version":
		fmt.Println("wiretax version v0.1.0-dirty")
		return nil
	case "serve":
		if os.Getenv("TOOLS_TEST_FAIL") == args[1] {
			return errors.New("out of ports")
		}
		fmt.Println(`{"listen":"127.0.0.1:1"}`)
		<-ctx.Done()
		return nil
	}
	text, err := os.ReadFile(filepath.Join(os.Getenv(packageFolder), "testdata", "wiretax-ok.json"))
	if err != nil {
		return err
	}
	var l record.Load
	if err := json.Unmarshal(text, &l); err != nil {
		return err
	}
	if i := slices.Index(args, "--rate"); i >= 0 {
		rate, err := strconv.ParseFloat(args[i+1], 64)
		if err != nil {
			return err
		}
		lag50, lag99 := 40e-6, 900e-6
		if slices.Contains(args, "lean") {
			lag99 = 300e-6
		}
		l.Lag = record.Quantiles{Count: 1000, P50: &lag50, P99: &lag99}
		l.AchievedRPS = rate
		if l.Valid = rate <= 10_000; !l.Valid {
			l.Warnings = []string{"the client used 85 % of its CPU, above 80 %"}
		}
	}
	if i := slices.Index(args, "--requests"); i >= 0 {
		if l.Completed, err = strconv.ParseInt(args[i+1], 10, 64); err != nil {
			return err
		}
	}
	return json.NewEncoder(os.Stdout).Encode(l)
}
