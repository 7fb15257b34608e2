package engine

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"google.golang.org/grpc"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/cmd/selfcheck/stall"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// TestMain lets the test binary be what its name or its first argument says: a child of this
// program, or a fake of a program that it runs.
func TestMain(m *testing.M) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	args := os.Args[1:]
	fake, ok := map[string]func(context.Context, []string) error{
		wiretax: fakeWiretax, ghz: fakeGhz, vegeta: fakeVegeta,
		"announces-nonsense": announceNonsense, "never-ends": neverEnd, "stalls-only": stallOnly,
	}[filepath.Base(os.Args[0])]
	switch {
	case ok:
	case len(args) > 0 && args[0] == Command:
		fake = func(ctx context.Context, args []string) error { return Run(ctx, args[1:], os.Stdout, os.Stderr) }
	case len(args) > 0 && args[0] == stall.Command:
		fake = stallOnly
	default:
		// A child that was built with the race detector would take a second to exit.
		os.Setenv("GORACE", "atexit_sleep_ms=0")
		os.Exit(m.Run())
	}
	if err := fake(ctx, args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// fakes returns a folder of programs which all are this test binary.
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
	return dir
}

// fakeWiretax serves the one book, or prints a window in which all bounds are reached.
func fakeWiretax(ctx context.Context, args []string) error {
	switch args[0] {
	case "serve":
		return serveBook(ctx, args[1])
	case "load":
		return printLoad(args[1:])
	}
	return fmt.Errorf("unknown command %q", args[0])
}

func serveBook(ctx context.Context, stack string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if stack == "grpc" {
		s := grpc.NewServer()
		catalogv1.RegisterCatalogServiceServer(s, oneBook{})
		go s.Serve(l)
	} else {
		go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"id":1}`) }))
	}
	fmt.Printf("{\"listen\":%q}\n", l.Addr())
	<-ctx.Done()
	return nil
}

type oneBook struct {
	catalogv1.UnimplementedCatalogServiceServer
}

func (oneBook) GetBook(context.Context, *catalogv1.GetBookRequest) (*catalogv1.Book, error) {
	return &catalogv1.Book{Id: 1}, nil
}

// printLoad takes the flags of wiretax load that the table needs, and no others.
func printLoad(args []string) error {
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	rate := flags.Float64("rate", 0, "")
	connections := flags.Int("connections", 0, "")
	requests := flags.Int64("requests", 0, "")
	for _, name := range []string{"json", "data", "arrivals", "seed", "callers", "duration", "warmup", "timeout"} {
		flags.String(name, "", "")
	}
	// The standard library wants flags first; wiretax takes them anywhere.
	target := args[slices.IndexFunc(args, func(a string) bool { return strings.Contains(a, "://") })]
	if err := flags.Parse(slices.DeleteFunc(args, func(a string) bool { return a == target })); err != nil {
		return err
	}
	truths := map[int]truth{10: tenConnections, 1: oneConnection}
	want, ok := truths[*connections]
	if !ok {
		want = enoughConnections
	}
	lag50, lag99, cpu, pacer := 50e-6, 200e-6, 1e-6, 1e-9
	w := record.Load{PeakRSSBytes: 20e6, Window: record.Window{
		Target: target, AchievedRPS: *rate, Completed: max(*requests, 1000), Requests: 1000, Valid: true,
		Response: record.Quantiles{P90: &want.p90, P99: &want.p99}, Lag: record.Quantiles{P50: &lag50, P99: &lag99},
		ClientCPUSeconds: &cpu, PacerCPUSeconds: &pacer,
	}}
	return json.NewEncoder(os.Stdout).Encode(w)
}

// fakeGhz sends nothing, and prints what ghz prints after a thousand answers.
func fakeGhz(_ context.Context, args []string) error {
	for _, needed := range []string{"--insecure", "--call", "--format"} {
		if !slices.Contains(args, needed) {
			return fmt.Errorf("%q lacks %s", args, needed)
		}
	}
	fmt.Println(`{"count":1000,"total":1000000000,"average":1000000,"fastest":1,"slowest":9,
"statusCodeDistribution":{"OK":1000},
"latencyDistribution":[{"percentage":50,"latency":1000000},{"percentage":90,"latency":6200000},{"percentage":99,"latency":959000000}]}`)
	return nil
}

// fakeVegeta sends nothing, or reports.
func fakeVegeta(_ context.Context, args []string) error {
	switch args[0] {
	case "attack":
		return nil
	case "report":
		fmt.Println(`{"latencies":{"mean":1000000,"50th":1000000,"90th":2900000,"95th":3000000,"99th":564000000,"max":600000000,"min":1},
"requests":1000,"duration":999000000,"wait":1000000,"status_codes":{"200":1000}}`)
		return nil
	}
	return errors.New("unknown command")
}

func announceNonsense(context.Context, []string) error {
	fmt.Println("hello")
	fmt.Fprintln(os.Stderr, "the cause")
	return nil
}

// neverEnd ignores requests to end, and prints that it runs.
func neverEnd(context.Context, []string) error {
	signal.Ignore(syscall.SIGTERM)
	fmt.Println(`{"listen":"nowhere"}`)
	// Its parent's death would close this, if that did not kill it first.
	bufio.NewReader(os.Stdin).ReadBytes(0)
	select {}
}

// stallOnly is this program without the bare loop.
func stallOnly(ctx context.Context, args []string) error {
	if args[0] != stall.Command {
		return errors.New("it knows no bare loop")
	}
	return stall.Run(ctx, args[1:], os.Stdout, os.Stderr)
}
