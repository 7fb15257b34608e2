package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/single"
	"github.com/wiretax/wiretax/cmd/selfcheck/stall"
	"github.com/wiretax/wiretax/terminal"
)

// loaded returns the JSON that a load wrote.
func loaded(t *testing.T, text string) record.Load {
	t.Helper()
	var l record.Load
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		t.Fatalf("the result is no JSON object: %v\n%s", err, text)
	}
	return l
}

// stalling serves a stall of 100 ms in every 500 ms over HTTP and gRPC.
func stalling(t *testing.T) (httpURL, grpcURL string) {
	t.Helper()
	s, err := stall.New(stall.Config{Every: 500 * time.Millisecond, Stall: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	listen := func(serve func(net.Listener) error) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go serve(l)
		return l.Addr().String()
	}
	return "http://" + listen(s.Serve) + stall.Path, "grpc://" + listen(s.ServeGRPC) + stall.Method
}

// The keys that issues and other people's scripts use.
var loadKeys = []string{
	"target", "mode", "arrivals", "client", "client_kind", "client_reason", "offered_rps", "achieved_rps", "duration_seconds",
	"requests", "completed", "errors", "response_seconds", "service_seconds", "lag_seconds",
	"connection_wait_seconds", "client_cpu_seconds", "pacer_cpu_seconds", "peak_rss_bytes",
	"bytes_sent", "bytes_received", "connections_opened", "valid", "warnings",
}

func TestLoadSeesTheWholeStall(t *testing.T) {
	httpURL, grpcURL := stalling(t)
	for _, args := range [][]string{
		{httpURL, "--connections", "64"},
		{httpURL, "--connections", "4", "--http2"},
		{grpcURL, "--data", "{}"},
	} {
		args = append([]string{"load"}, append(args, "--rate", "200", "--arrivals", "uniform", "--duration", "1s", "--warmup", "0s", "--json", "-")...)
		got := wiretax(t, t.TempDir(), args...)
		if got.code != 0 {
			t.Fatalf("wiretax %v: exit %d\n%s", args, got.code, got.stderr)
		}
		var keys map[string]json.RawMessage
		if err := json.Unmarshal([]byte(got.stdout), &keys); err != nil {
			t.Fatalf("wiretax %v: stdout is not one object: %v", args, err)
		}
		for _, key := range loadKeys {
			if _, ok := keys[key]; !ok {
				t.Errorf("wiretax %v: the object has no %q", args, key)
			}
		}
		l := loaded(t, got.stdout)
		if l.Requests != 200 || l.Completed != 200 || l.Errors.Total != 0 {
			t.Errorf("wiretax %v: requests, completed, errors = %d, %d, %v, want 200, 200, none", args, l.Requests, l.Completed, l.Errors)
		}
		// A fifth of the requests fell into a stall, evenly over its 100 ms: nine in ten
		// of all took less than half of it, and the longest nearly all of it. A generator
		// that waits for answers sends few in a stall. Machines only add to these.
		if p90 := *l.Response.P90; p90 < 0.045 {
			t.Errorf("wiretax %v: p90 = %v s, want 0.05 or more: requests were held back in the stall", args, p90)
		}
		if longest := *l.Response.Max; longest < 0.09 {
			t.Errorf("wiretax %v: max = %v s, want nearly the 0.1 of the stall", args, longest)
		}
		if !strings.Contains(got.stderr, "p99") || strings.Contains(got.stderr, "\x1b") {
			t.Errorf("wiretax %v: the summary for people is not on stderr, or has control characters:\n%q", args, got.stderr)
		}
	}
}

func TestLoadWritesItsFiles(t *testing.T) {
	httpURL, _ := stalling(t)
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("load.json", strings.Repeat("an older and longer file\n", 1000))
	got := wiretax(t, dir, "load", httpURL, "--callers", "3", "--requests", "60", "--warmup", "0s", "--json", "load.json", "--hlog", "load.hlog")
	others := strings.Count(got.stderr, "\n") == 1 && strings.Contains(got.stderr, " beside this one (pid") // it may say so
	if got.code != 0 || got.stderr != "" && !others {
		t.Fatalf("exit %d\n%s", got.code, got.stderr)
	}
	for _, line := range strings.Split(got.stdout, "\n") {
		if n := len([]rune(line)); n > terminal.Columns {
			t.Errorf("a line of the summary has %d columns: %q", n, line)
		}
	}
	l := loaded(t, string(read(t, filepath.Join(dir, "load.json"))))
	if l.Mode != "closed" || l.Requests != 60 || l.OfferedRPS != nil || l.Response.P99 != nil {
		t.Errorf("mode %s, %d requests, offered %v, p99 %v, want closed, 60, null, null (too few)", l.Mode, l.Requests, l.OfferedRPS, l.Response.P99)
	}
	log := hdrhistogram.NewHistogramLogReader(bytes.NewReader(read(t, filepath.Join(dir, "load.hlog"))))
	counts := make(map[string]int64)
	for {
		h, err := log.NextIntervalHistogram()
		if err != nil {
			t.Fatal(err)
		}
		if h == nil {
			break
		}
		counts[h.Tag()] += h.TotalCount()
	}
	if counts[record.TagIntended] != 60 || counts[record.TagService] != 60 {
		t.Errorf("the log holds %v, want 60 of intended and of service", counts)
	}
}

// The first line says which client drove the target, and why.
func TestLoadNamesItsClient(t *testing.T) {
	_, rest := startServe(t, "rest")
	url := "http://" + rest.Listen + "/v1/books/1"
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "client lean: it can drive the target"},
		{[]string{"--client", "native"}, "client native: asked for by --client"},
		{[]string{"--client", "lean", "--warmup", "100ms"}, "client lean: asked for by --client"},
		{[]string{"--header", "Connection: close"}, "client native: lean cannot drive the target: the header Connection asks to close\n       the connection after each request"},
	} {
		args := append([]string{"load", url, "--callers", "2", "--requests", "30", "--warmup", "0s"}, test.args...)
		got := wiretax(t, t.TempDir(), args...)
		if !strings.HasPrefix(got.stdout, test.want+"\n"+url+"\n") || got.code != 0 {
			t.Errorf("wiretax %v: exit %d, %q\n%s\nwant first %q", args, got.code, got.stderr, got.stdout, test.want)
		}
	}
}

func TestLoadOfOurServices(t *testing.T) {
	_, rest := startServe(t, "rest")
	_, grpc := startServe(t, "grpc")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "ids.jsonl"), []byte("{\"id\":1}\n{\"id\":2}\n\n{\"id\":3}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	method := "grpc://" + grpc.Listen + "/catalog.v1.CatalogService/GetBook"
	for _, test := range []struct {
		args   []string
		code   int
		errors map[string]int64
	}{
		{[]string{"http://" + rest.Listen + "/v1/books/1", "--expect", "$.id=1"}, 0, nil},
		{[]string{method, "--data", "@ids.jsonl", "--order", "shuffle", "--expect", "$.title"}, exitBadInput, nil},
		{[]string{method, "--data", "@ids.jsonl", "--order", "shuffle"}, 0, nil},
		{[]string{method, "--data", `{"id":1}`, "--expect", "$.id=1"}, 0, nil},
		{[]string{method, "--data", `{"ident":1}`}, exitBadInput, nil},
		{[]string{"grpc://" + grpc.Listen + "/catalog.v1.CatalogService/Nothing"}, exitBadInput, nil},
		{[]string{"grpc://" + grpc.Listen + "/catalog.v1.CatalogService/ListBooks"}, exitBadInput, nil},
		{[]string{"http://" + rest.Listen + "/v1/books/0", "--expect", "status=404"}, 0, nil},
		{[]string{"http://" + rest.Listen + "/v1/books/0"}, exitNoFigures, map[string]int64{"status 404": 30}},
		{[]string{method, "--data", `{"id":-1}`}, exitNoFigures, map[string]int64{"code NotFound": 30}},
		{[]string{method, "--data", `{"id":-1}`, "--expect", "status=NotFound"}, 0, nil},
	} {
		args := append([]string{"load"}, append(test.args, "--callers", "2", "--requests", "30", "--warmup", "0s", "--json", "-")...)
		got := wiretax(t, dir, args...)
		if got.code != test.code {
			t.Errorf("wiretax %v: exit %d, want %d\n%s", args, got.code, test.code, got.stderr)
			continue
		}
		if test.code == exitBadInput {
			continue
		}
		l := loaded(t, got.stdout)
		if len(l.Errors.ByKind) != len(test.errors) {
			t.Errorf("wiretax %v: errors %v, want %v", args, l.Errors.ByKind, test.errors)
		}
		for kind, n := range test.errors {
			if l.Errors.ByKind[kind] != n {
				t.Errorf("wiretax %v: errors %v, want %v", args, l.Errors.ByKind, test.errors)
			}
		}
	}
}

// startLoad starts a load that would go on for an hour against a service which answers so
// many requests and then nothing any more, and waits until it answers nothing.
func startLoad(t *testing.T, answers int64) (cmd *exec.Cmd, stdout *bytes.Buffer) {
	t.Helper()
	release := make(chan struct{})
	frozen := make(chan struct{}, 1)
	left := make(chan struct{}, answers)
	for range answers {
		left <- struct{}{}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-left:
			io.WriteString(w, "ok")
		default:
			select {
			case frozen <- struct{}{}:
			default:
			}
			select {
			case <-release:
			case <-r.Context().Done():
			}
		}
	}))
	t.Cleanup(func() { close(release); server.Close() })
	cmd, stdout = exec.Command(binary, "load", server.URL, "--rate", "200", "--duration", "1h", "--warmup", "0s", "--json", "-"), new(bytes.Buffer)
	cmd.Stdout = stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	select {
	case <-frozen:
	case <-time.After(30 * time.Second):
		t.Fatal("no load came")
	}
	return cmd, stdout
}

func TestFirstInterruptOfALoadGivesAPartialResult(t *testing.T) {
	cmd, stdout := startLoad(t, 50)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit %d after Ctrl-C, want %d", code, exitInterrupted)
	}
	l := loaded(t, stdout.String())
	if l.Completed != 50 || l.Valid || l.Requests != l.Completed+l.Errors.Total {
		t.Errorf("completed %d, valid %v, %d requests, errors %v, want 50, false, no request lost", l.Completed, l.Valid, l.Requests, l.Errors)
	}
	if l.Response.Count != 50 {
		t.Errorf("%d response times, want the 50 that were answered and none of those given up", l.Response.Count)
	}
}

func TestSecondInterruptOfALoadEndsItAtOnce(t *testing.T) {
	cmd, stdout := startLoad(t, 0)
	ended := make(chan struct{})
	go func() {
		cmd.Wait()
		close(ended)
	}()
	// The first waits a second for what is in flight, in which the others come.
	for tick := time.NewTicker(5 * time.Millisecond); ; {
		cmd.Process.Signal(os.Interrupt)
		select {
		case <-tick.C:
			continue
		case <-ended:
		}
		tick.Stop()
		break
	}
	if cmd.ProcessState.ExitCode() != exitInterrupted || stdout.Len() > 0 {
		t.Errorf("after the second Ctrl-C it ended with %v and %d bytes of result, want at once, with none", cmd.ProcessState, stdout.Len())
	}
}

// Only what the caller can correct is bad input.
func TestLoadErrors(t *testing.T) {
	_, _, refused := single.Load(t.Context(), single.Config{Target: plan.Target{URL: "http://127.0.0.1:1"}, Connections: 1, Timeout: time.Second, Callers: 1})
	for _, test := range []struct {
		err  error
		code int
	}{
		{refused, exitBadInput},
		{fmt.Errorf("start pacer: %w", errors.New("no timers")), exitFailed},
		{errors.New("read /proc/self/stat: no such process"), exitFailed},
	} {
		if got := exitCode(loadError(test.err), io.Discard); got != test.code {
			t.Errorf("a load that ends with %q: exit %d, want %d", test.err, got, test.code)
		}
	}
}
