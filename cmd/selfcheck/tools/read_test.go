package tools

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// toolNamed returns a tool of the table.
func toolNamed(t *testing.T, name string) *tool {
	t.Helper()
	i := slices.IndexFunc(tools, func(t tool) bool { return t.name == name })
	if i < 0 {
		t.Fatalf("there is no tool %s", name)
	}
	return &tools[i]
}

// The files are what the installed versions printed: against our service, with a wrong request,
// and against a service that was stopped meanwhile.
func TestReadWhatTheToolsPrint(t *testing.T) {
	for _, test := range []struct {
		tool, file        string
		completed, failed int64
		seconds           float64
	}{
		{lean, "wiretax-ok.json", 45915, 0, 1.001789324},
		{wrk, "wrk-ok.txt", 35956, 0, 1.01},
		{wrk, "wrk-bad.txt", 0, 49074, 1.10},
		{wrk, "wrk-broken.txt", 5072, 50 + 61041, 2.04},
		{ab, "ab-ok.txt", 31206, 0, 1},
		{ab, "ab-bad.txt", 0, 56541, 1},
		{h2load, "h2load-ok.txt", 14402, 0, 1},
		{h2load, "h2load-bad.txt", 0, 29781, 1},
		{ghz, "../../../../bench/generator/testdata/ghz-some-failed.json", 40, 20, 0.122263839},
		{hey, "hey-ok.txt", 13524, 0, 1.0159},
		{hey, "hey-bad.txt", 0, 42282, 1.0031},
		{hey, "hey-broken.txt", 275, 11374, 1.0059},
		{fortio, "fortio-ok.json", 40629, 0, 1.000908424},
		{k6, "k6-ok.json", 6729, 0, 1.005648882},
		{k6, "k6-bad.json", 0, 16009, 1.001017136},
	} {
		text, err := os.ReadFile(filepath.Join("testdata", test.file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := toolNamed(t, test.tool).read(t.Context(), "", &job{dir: t.TempDir()}, text)
		if err != nil || got.completed != test.completed || got.failed != test.failed || fmt.Sprintf("%.6f", got.seconds) != fmt.Sprintf("%.6f", test.seconds) {
			t.Errorf("%s: read(%s) = %d completed, %d failed in %v s, %v, want %d, %d in %v s",
				test.tool, test.file, got.completed, got.failed, got.seconds, err, test.completed, test.failed, test.seconds)
		}
		if (got.load != nil) != (toolNamed(t, test.tool).program == wiretax) {
			t.Errorf("%s: read(%s) has a load %v", test.tool, test.file, got.load)
		}
	}
}

func TestReadTimesOfWrk(t *testing.T) {
	for text, want := range map[string]float64{
		"  5 requests in 100.21ms, 1.0MB read\n": 0.10021,
		"  5 requests in 10.02s, 1.0MB read\n":   10.02,
		"  5 requests in 1.50m, 1.0MB read\n":    90,
	} {
		got, err := readWrk(t.Context(), "", nil, []byte(text))
		if err != nil || fmt.Sprintf("%.5f", got.seconds) != fmt.Sprintf("%.5f", want) || got.completed != 5 {
			t.Errorf("readWrk(%q) = %+v, %v, want 5 in %v s", text, got, err, want)
		}
	}
}

// What a tool does not print is an error, not a figure.
func TestReadGarbage(t *testing.T) {
	for _, tool := range tools {
		if tool.name == vegeta {
			continue // its report is another program's
		}
		for _, text := range []string{"", "{", "[]", "requests: ten\n", "Total: soon\n"} {
			got, err := tool.read(t.Context(), "", &job{dir: t.TempDir()}, []byte(text))
			if err == nil {
				t.Errorf("%s: read(%q) = %+v, want an error", tool.name, text, got)
			}
		}
	}
}

// Every tool is asked for the same work in every kind of job that it does.
func TestArguments(t *testing.T) {
	var got strings.Builder
	for _, kind := range []struct {
		name string
		job  job
	}{
		{"closed HTTP/1.1", job{protocol: http1, connections: 50, length: window}},
		{"closed h2c, 10 connections", job{protocol: h2c, connections: 10, length: window}},
		{"closed h2c, 1 connection", job{protocol: h2c, connections: 1, length: window}},
		{"closed gRPC, 10 connections", job{protocol: overGRPC, connections: 10, length: window}},
		{"closed gRPC, 1 connection", job{protocol: overGRPC, connections: 1, length: window}},
		{"open HTTP/1.1", job{protocol: http1, connections: 50, length: window, warmup: window / 10, rate: 35000}},
		{"open h2c", job{protocol: h2c, connections: 10, length: window, warmup: window / 10, rate: 35000}},
		{"open gRPC", job{protocol: overGRPC, connections: 10, length: window, warmup: window / 10, rate: 35000}},
		{"many gRPC", job{protocol: overGRPC, connections: 10, requests: 10_000_000}},
	} {
		kind.job.address = "host:1"
		fmt.Fprintf(&got, "# %s\n", kind.name)
		for _, tool := range tools {
			if tool.does(&kind.job) {
				fmt.Fprintf(&got, "%s: %s %s\n", tool.name, tool.program, strings.Join(tool.args(&kind.job), " "))
			}
		}
	}
	golden(t, "arguments.txt", got.String())
}
