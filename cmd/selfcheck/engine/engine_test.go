package engine

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	o, err := parse(nil, os.Stderr)
	if err != nil || !slices.Equal(o.rows, groupNames()) || o.lengths != fullLengths() || o.bin != "bin" {
		t.Errorf("parse() = %+v, %v, want everything in full", o, err)
	}
	o, err = parse([]string{"-rows", "lag,stall", "-quick", "-requests", "7", "-ghz-requests", "5"}, os.Stderr)
	want := quickLengths()
	want.requests, want.ghzRequests = 7, 5
	if err != nil || !slices.Equal(o.rows, []string{"lag", "stall"}) || o.lengths != want {
		t.Errorf("parse() = %+v, %v, want %+v", o, err, want)
	}
}

func TestRunRefuses(t *testing.T) {
	for _, test := range []struct{ args, err string }{
		{"-rows lag,speed", `-rows "speed" is unknown; use some of stall,lag,rate,cpu,memory`},
		{"lag", `selfcheck engine takes flags only, got ["lag"]; see selfcheck engine -help`},
		{"-requests -1", "-requests -1, -ghz-requests 0: a count is above 0"},
		{"bare -stack soap", `run bare loop: unknown -stack "soap"; use grpc or rest`},
		{"bare -stack rest -address 127.0.0.1:1", "warm up bare loop:"},
	} {
		err := Run(t.Context(), strings.Fields(test.args), new(bytes.Buffer), new(bytes.Buffer))
		if err == nil || !strings.HasPrefix(err.Error(), test.err) {
			t.Errorf("Run(%s) = %v, want %s", test.args, err, test.err)
		}
	}
	var help bytes.Buffer
	if err := Run(t.Context(), []string{"-help"}, new(bytes.Buffer), &help); !errors.Is(err, flag.ErrHelp) || !strings.Contains(help.String(), "-quick") {
		t.Errorf("Run(-help) = %v, %s", err, &help)
	}
}

// TestGhzArguments checks that the address is the last argument, as ghz requires.
func TestGhzArguments(t *testing.T) {
	for _, test := range []struct {
		got  []string
		want string
	}{
		{ghzStall("host:1", 6000, "--async"), "--call grpc.health.v1.Health/Check --data {} --rps 200 --total 6000 --insecure --format json --async host:1"},
		{ghzClosed("host:1", "--total", "5"), `--call catalog.v1.CatalogService/GetBook --data {"id":1} --concurrency 50 --connections 16 --insecure --format json --total 5 host:1`},
	} {
		if got := strings.Join(test.got, " "); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

// TestLoadContract drives the real wiretax load, if only for a moment, by the flags that the
// table needs, and reads what it prints.
func TestLoadContract(t *testing.T) {
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, wiretax), "../../wiretax").CombinedOutput(); err != nil {
		t.Fatalf("build wiretax: %v\n%s", err, out)
	}
	b := newTestBench(t, bin, new(bytes.Buffer))
	s, err := b.launchStall(t.Context(), "-every", "100ms", "-stall", "20ms")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	for name, args := range map[string][]string{
		"open http":   {"http://" + s.Listen + "/stall", "--rate", "500", "--arrivals", "uniform", "--seed", "1", "--duration", "200ms", "--warmup", "10ms", "--timeout", "10s", "--connections", "4"},
		"open grpc":   {"grpc://" + s.announced.GRPC + "/grpc.health.v1.Health/Check", "--data", "{}", "--rate", "500", "--arrivals", "poisson", "--duration", "200ms", "--warmup", "10ms", "--connections", "2"},
		"closed grpc": {"grpc://" + s.announced.GRPC + "/grpc.health.v1.Health/Check", "--data", "{}", "--callers", "5", "--requests", "500", "--connections", "2"},
		"closed http": {"http://" + s.Listen + "/stall", "--callers", "5", "--duration", "200ms", "--warmup", "10ms", "--connections", "5"},
	} {
		w, err := b.wiretax(t.Context(), time.Minute, time.Millisecond, args...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if w.Completed != w.Requests || w.ClientCPUSeconds == nil || w.PacerCPUSeconds == nil || w.PeakRSSBytes == 0 || w.AchievedRPS == 0 || len(w.Memory.Readings) == 0 {
			t.Errorf("%s: %+v, want all answered, and the client's cost", name, w.Load)
		}
		if open := strings.HasPrefix(name, "open"); open && w.Lag.P50 == nil || w.Response.P90 == nil {
			t.Errorf("%s: lag %+v, response %+v, want quantiles", name, w.Lag, w.Response)
		}
	}
}
