package tools

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/toolbench"
	"github.com/wiretax/wiretax/cmd/selfcheck/responder"
	"github.com/wiretax/wiretax/contract"
)

// tiny are options for fakes, which end at once.
func tiny(bin string) options {
	return options{
		tables: tableNames(), protocols: protocolNames(), bin: bin,
		blocks: 3, length: time.Second, rates: []float64{5000, 10_000, 20_000, 40_000}, requests: 10_000, sample: time.Millisecond,
	}
}

// measured measures with fakes and returns the result as its file has it.
func measured(t *testing.T, o options) (r *toolbench.Result, stdout, stderr string) {
	t.Helper()
	o.json = filepath.Join(t.TempDir(), "results", "tools.json")
	var out, log bytes.Buffer
	b, err := newBench(o, &out, &log)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.measure(t.Context()); err != nil {
		t.Fatalf("measure() = %v\n%s", err, &log)
	}
	if r, err = toolbench.Open(o.json); err != nil {
		t.Fatal(err)
	}
	return r, out.String(), log.String()
}

func TestAllTables(t *testing.T) {
	r, stdout, stderr := measured(t, tiny(fakes(t, wiretax, wrk, ab, h2load, ghz, vegeta, fortio)))
	if !slices.Equal(r.Missing, []string{hey, k6}) || !strings.HasPrefix(stderr, "not installed, and left out: hey, k6\n") {
		t.Errorf("missing are %q, on stderr %q", r.Missing, stderr[:min(len(stderr), 100)])
	}
	if r.Build != "v0.1.0-dirty" || !r.Complete || r.Tools[0] != (record.Module{Path: wrk, Version: "1.2.3"}) {
		t.Errorf("build %q, complete %v, tools %+v", r.Build, r.Complete, r.Tools)
	}
	var groups []string
	for _, g := range r.Groups {
		var names []string
		for _, c := range g.Costs {
			names = append(names, c.Tool)
			if len(c.Samples) != 3 || len(c.Faults) > 0 || c.Samples[2].Block != 3 {
				t.Errorf("%+v: %s has samples %+v, faults %q", g.Work, c.Tool, c.Samples, c.Faults)
			}
			if _, ok := c.PerRequest(); !ok {
				t.Errorf("%+v: %s has no CPU time of a request", g.Work, c.Tool)
			}
		}
		groups = append(groups, g.Protocol+" "+g.Server+": "+strings.Join(names, ", "))
	}
	both, http := "wiretax lean, wiretax native, ", "wrk, ab, vegeta, fortio"
	if want := []string{
		"HTTP/1.1 service: " + both + http, "HTTP/1.1 responder: " + both + http,
		"h2c service: " + both + "h2load", "h2c service: " + both + "h2load, vegeta",
		"h2c responder: " + both + "h2load", "h2c responder: " + both + "h2load, vegeta",
		"gRPC service: " + both + "h2load, ghz", "gRPC service: " + both + "h2load, ghz",
		"gRPC responder: " + both + "h2load, ghz", "gRPC responder: " + both + "h2load, ghz",
	}; !slices.Equal(groups, want) {
		t.Errorf("groups are\n%s\nwant\n%s", strings.Join(groups, "\n"), strings.Join(want, "\n"))
	}
	checkRates(t, r)
	if len(r.Lags) != 4 || len(r.Lags[3].Samples) != 3 {
		t.Errorf("lags are %+v, want three of both clients over HTTP/1.1 and gRPC", r.Lags)
	}
	if c := r.Lags[0].Against(&r.Lags[1]); c.N != 3 || c.Ratio < 0.333 || c.Ratio > 0.334 {
		t.Errorf("the lag is %+v of the native one's, want a third", c)
	}
	for _, m := range r.Memories {
		if m.Completed != 10_000 || m.PeakBytes < 1<<20 || len(m.Readings) == 0 || m.Server != answerer {
			t.Errorf("memory is %+v", m)
		}
	}
	if len(r.Memories) != 3 || !strings.Contains(stdout, "### Memory over many requests") {
		t.Errorf("%d memories, printed\n%s", len(r.Memories), stdout)
	}
}

// checkRates knows what the fakes do: 10,000/s of wiretax are valid, ghz and vegeta do 400 requests
// whatever the rate.
func checkRates(t *testing.T, r *toolbench.Result) {
	t.Helper()
	found := make(map[string][]toolbench.Step)
	for _, rate := range r.Rates {
		found[rate.Protocol+" "+rate.Server+" "+rate.Tool] = rate.Steps
		if highest, ok := rate.HighestHonest(); ok != (rate.Server == answerer && strings.HasPrefix(rate.Tool, wiretax)) || ok && highest != 10_000 {
			t.Errorf("%+v: the highest honest rate is %v, %v", rate, highest, ok)
		}
		if (rate.Capacity > 0) != (rate.Server == service) {
			t.Errorf("%+v: the capacity is looked for of the service only", rate)
		}
	}
	if len(found) != 2*(3+2+3) {
		t.Errorf("%d rows of rates, want 16", len(found))
	}
	steps := found["gRPC responder wiretax lean"]
	if len(steps) != 3 || steps[1].Attempts != 1 || steps[2].Attempts != 2 || steps[2].Why != "the client used 85 % of its CPU, above 80 %" {
		t.Errorf("the lean client has steps %+v, want two honest ones and one that failed twice", steps)
	}
	// 90 % of what 45,915 requests in 1.0018 s make are never reached.
	if steps := found["HTTP/1.1 service wiretax native"]; len(steps) != 1 || steps[0].Offered != 22_916 {
		t.Errorf("at the service the native client has steps %+v, want one at half the capacity", steps)
	}
	if steps := found["gRPC responder ghz"]; len(steps) != 1 || steps[0].Why != "achieved 400 of 5000 requests/s offered" {
		t.Errorf("ghz has steps %+v", steps)
	}
}

// A tool that fails in a block has no sample there, and the others have theirs.
func TestToolThatFails(t *testing.T) {
	o := tiny(fakes(t, wiretax, wrk, ab))
	o.tables, o.protocols = []string{"cpu"}, []string{"http1"}
	t.Setenv("TOOLS_TEST_FAIL", ab)
	r, stdout, _ := measured(t, o)
	for _, c := range r.Groups[0].Costs {
		want := 3
		if c.Tool == ab {
			want = 0
			if len(c.Faults) != 3 || c.Faults[0] != "run ab: exit status 1; its log ends with: apr_socket_recv: Connection reset by peer (104)" {
				t.Errorf("ab has faults %q", c.Faults)
			}
		}
		if len(c.Samples) != want {
			t.Errorf("%s has %d samples, want %d", c.Tool, len(c.Samples), want)
		}
	}
	if !strings.Contains(stdout, "[^1]: run ab: exit status 1") {
		t.Errorf("the tables do not say why ab has no figures:\n%s", stdout)
	}
}

// A service that does not start leaves the rows that need it without figures, and is an error.
func TestServiceThatFails(t *testing.T) {
	o := tiny(fakes(t, wiretax))
	o.blocks, o.protocols = 1, []string{contract.GRPC}
	t.Setenv("TOOLS_TEST_FAIL", contract.GRPC)
	var out bytes.Buffer
	b, err := newBench(o, &out, new(bytes.Buffer))
	if err != nil {
		t.Fatal(err)
	}
	// Two clients in two groups, in one row of rates and in one of lags.
	if err := b.measure(t.Context()); err == nil || err.Error() != "measure: 8 windows of wiretax failed; the tables say why" {
		t.Errorf("measure() = %v", err)
	}
	if n := strings.Count(out.String(), "its log ends with: out of ports"); n < 3 {
		t.Errorf("the tables say %d times why there are no figures:\n%s", n, &out)
	}
	if len(b.result.Memories) != 1 || b.result.Memories[0].Completed == 0 {
		t.Errorf("memory, which needs no service, is %+v", b.result.Memories)
	}
}

// Without wiretax there is nothing to measure, and an interrupted measurement says so.
func TestNothingToMeasure(t *testing.T) {
	if _, err := newBench(tiny(fakes(t, wrk)), nil, nil); err == nil || err.Error() != "find wiretax: it is neither in -bin nor in PATH; make build makes it" {
		t.Errorf("newBench() without wiretax = %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	b, err := newBench(tiny(fakes(t, wiretax)), &out, new(bytes.Buffer))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.measure(ctx); err == nil || err.Error() != "interrupted: the tables are incomplete" || !strings.Contains(out.String(), "The measurement was interrupted") {
		t.Errorf("measure() = %v, printed\n%s", err, &out)
	}
}

func TestRunRefuses(t *testing.T) {
	for _, test := range []struct{ args, err string }{
		{"-tables speed", `-tables "speed" is unknown; use some of cpu,rate,lag,memory`},
		{"-protocols http3", `-protocols "http3" is unknown; use some of http1,h2c,grpc`},
		{"-rates 100,x", `-rates "x" is no rate; use 1 to 1000000`},
		{"-blocks 0", "-blocks 0 is out of range; use 1 to 1000"},
		{"-window 1ms", "-window 1ms is out of range; use 100ms to 1h"},
		{"-requests 1", "-requests 1 is out of range; use 1000 to 1000000000"},
		{"respond now", `selfcheck tools respond takes no arguments, got ["now"]`},
	} {
		err := Run(t.Context(), strings.Fields(test.args), new(bytes.Buffer), new(bytes.Buffer))
		if err == nil || err.Error() != test.err {
			t.Errorf("Run(%s) = %v, want %s", test.args, err, test.err)
		}
	}
	o, err := parse(nil, os.Stderr)
	if err != nil || o.blocks != 7 || o.requests != 10_000_000 || len(o.rates) != 8 || !slices.Equal(o.tables, tableNames()) {
		t.Errorf("parse() = %+v, %v", o, err)
	}
}

// A tool that does not judge itself has held a rate if it answered 99 % of it and none failed.
func TestJudge(t *testing.T) {
	j := &job{rate: 1000, length: 2 * time.Second}
	for _, test := range []struct {
		o    outcome
		want toolbench.Step
	}{
		{outcome{completed: 2000, seconds: 1.99}, toolbench.Step{Offered: 1000, Achieved: 1000, Honest: true}},
		{outcome{completed: 1980, seconds: 2}, toolbench.Step{Offered: 1000, Achieved: 990, Honest: true}},
		{outcome{completed: 1979, seconds: 2}, toolbench.Step{Offered: 1000, Achieved: 989.5, Why: "achieved 990 of 1000 requests/s offered"}},
		{outcome{completed: 2000, seconds: 4}, toolbench.Step{Offered: 1000, Achieved: 500, Why: "achieved 500 of 1000 requests/s offered"}},
		{outcome{completed: 1999, failed: 1, seconds: 2}, toolbench.Step{Offered: 1000, Achieved: 999.5, Why: "1 of 2000 requests failed"}},
		{outcome{load: &record.Load{Window: record.Window{Valid: true, AchievedRPS: 999}}}, toolbench.Step{Offered: 1000, Achieved: 999, Honest: true}},
		{outcome{load: &record.Load{Window: record.Window{AchievedRPS: 999, Warnings: []string{"late", "more"}}}}, toolbench.Step{Offered: 1000, Achieved: 999, Why: "late"}},
	} {
		if got := judge(j, test.o, nil); got != test.want {
			t.Errorf("judge(%+v) = %+v, want %+v", test.o, got, test.want)
		}
	}
}

// The tools that are installed get right answers from the responder, over every protocol, for a
// second each, all at once.
func TestInstalledToolsAgainstTheResponder(t *testing.T) {
	r, err := responder.Listen()
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- r.Serve() }()
	defer func() {
		r.Stop()
		if err := <-ended; err != nil {
			t.Errorf("Serve() = %v", err)
		}
		r.Close()
	}()
	b, err := newBench(tiny("../../../bin"), nil, nil)
	if err != nil {
		b = &bench{} // make build makes the programs of bin
	}
	b.paths = make(map[string]string)
	for _, tool := range tools {
		if path, err := b.Program(tool.program); err == nil {
			b.paths[tool.name] = path
		}
	}
	var all sync.WaitGroup
	defer all.Wait()
	for p, address := range map[protocol]string{http1: r.HTTP1, h2c: r.HTTP2, overGRPC: r.GRPC} {
		j := job{protocol: p, address: address, connections: protocols[p].connections[0], length: time.Second}
		if _, _, err := net.SplitHostPort(address); err != nil {
			t.Fatal(err)
		}
		for _, tool := range b.installed(&j) {
			all.Go(func() {
				o, f, err := b.run(t.Context(), tool, j, 0)
				if err != nil || o.failed > 0 || o.completed < 100 || f.CPU <= 0 {
					t.Errorf("%s over %s: %+v in %v of CPU, %v, want many answers and no failure", tool.name, protocols[p].title, o, f.CPU, err)
				}
			})
		}
	}
}
