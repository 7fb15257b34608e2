package report

import (
	"math"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

func TestAbsurdRecords(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*record.Trial)
		want  string
	}{
		{"block 0", func(t *record.Trial) { t.Block = 0 }, "block 0 of 10"},
		{"beyond the plan", func(t *record.Trial) { t.Block = 11 }, "block 11 of 10"},
		{"more completed than sent", func(t *record.Trial) { t.Completed = t.Requests + 1 }, "completed of 401 beside 400 requests"},
		{"more errors than requests", func(t *record.Trial) { t.Errors.Total = 1 }, "errors of 1 beside 400 completed of 400 requests"},
		{"negative requests", func(t *record.Trial) { t.Requests = -1 }, "requests of -1"},
		{"negative errors", func(t *record.Trial) { t.Errors.ByKind = map[string]int64{"eof": -2} }, "errors of -2"},
		{"negative server CPU", func(t *record.Trial) { *t.ServerCPUSeconds = -3 }, "server_cpu_seconds of -3"},
		{"negative client CPU", func(t *record.Trial) { *t.ClientCPUSeconds = -1e-300 }, "client_cpu_seconds of -1e-300"},
		{"negative pacer CPU", func(t *record.Trial) { t.PacerCPUSeconds = reporttest.Pointer(-1.0) }, "pacer_cpu_seconds of -1"},
		{"negative bytes", func(t *record.Trial) { *t.BytesReceived = -5 }, "bytes_received of -5"},
		{"negative message", func(t *record.Trial) { t.MessageBytesSent = -5 }, "message_bytes_sent of -5"},
		{"a negative heap", func(t *record.Trial) { t.LiveHeapBytes = reporttest.Pointer(int64(-1)) }, "live_heap_bytes of -1"},
		{"negative memory of a connection", func(t *record.Trial) { t.ConnectionMemoryBytes = reporttest.Pointer(-0.5) }, "connection_memory_bytes of -0.5"},
		{"negative segments", func(t *record.Trial) { t.SegmentsIn = -1 }, "segments_in of -1"},
		{"negative connections", func(t *record.Trial) { t.ConnectionsOpened = -1 }, "connections_opened of -1"},
		{"negative time", func(t *record.Trial) { *t.Response.P50 = -1e-3 }, "response_seconds of -0.001"},
		{"negative lag", func(t *record.Trial) { t.Lag.Max = reporttest.Pointer(-1.0) }, "lag_seconds of -1"},
		{"negative wait", func(t *record.Trial) { t.Wait.Count = -1 }, "connection_wait_seconds.count of -1"},
		{"negative slice", func(t *record.Trial) { t.SliceMeans = []float64{1, -1} }, "slice_means_seconds of -1"},
		{"negative duration", func(t *record.Trial) { t.DurationSeconds = -1 }, "duration_seconds of -1"},
		{"negative rate", func(t *record.Trial) { t.AchievedRPS = -1 }, "achieved_rps of -1"},
		{"not a number", func(t *record.Trial) { t.OfferedRPS = math.NaN() }, "offered_rps of NaN"},
		{"negative process", func(t *record.Trial) {
			t.Processes = []record.Process{{Name: "order", CPUSeconds: reporttest.Pointer(-1.0)}}
		}, "cpu_seconds of a process of -1"},
		{"negative hop", func(t *record.Trial) { t.Hops = []record.Hop{{BytesSent: -2}} }, "bytes_sent of a hop of -2"},
		{"a hop without a number", func(t *record.Trial) { t.Hops = []record.Hop{{}, {BytesReceived: math.Inf(1)}} }, "bytes_received of a hop of +Inf"},
		{"negative group", func(t *record.Trial) { t.Groups.Sums[3].AnswerBytes = -2 }, "request_groups with -2"},
		{"negative number of requests", func(t *record.Trial) { t.Groups.Distinct = -1 }, "distinct of -1"},
		{"stolen twice over", func(t *record.Trial) { t.StealShare = 1.5 }, "steal_share of 1.5"},
	} {
		l := reporttest.Quick()
		run := &record.Run{Manifest: reporttest.Listed(l.Manifest), Trials: l.Trials()}
		c.spoil(&run.Trials[1])
		_, err := Compose([]*record.Run{run}, nil, nil)
		if err == nil || !strings.Contains(err.Error(), "run 20261123-020000-quick: trial t002: "+c.want+" cannot be") {
			t.Errorf("%s: Compose = %v, want it to name trial t002 and %q", c.name, err, c.want)
		} else if strings.ContainsRune(err.Error(), '\n') {
			t.Errorf("%s: the error has several lines: %q", c.name, err)
		}
	}
}

func TestAbsurdPlan(t *testing.T) {
	for _, blocks := range []int{-1, 0, math.MaxInt} {
		run := &record.Run{Manifest: reporttest.Listed(reporttest.Quick().Manifest)}
		run.Manifest.Plan.Blocks = blocks
		if _, err := Compose([]*record.Run{run}, nil, nil); err == nil || !strings.Contains(err.Error(), "blocks; a plan has") {
			t.Errorf("%d blocks: Compose = %v, want a refusal", blocks, err)
		}
	}
}

// A manifest whose list of arms was edited gives neither a report nor an export.
func TestAbsurdArms(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*record.Manifest)
		want  string
	}{
		{"none", func(m *record.Manifest) { m.Arms = nil }, "no arms"},
		{"empty", func(m *record.Manifest) { m.Arms = []record.Arm{} }, "no arms"},
		{"no comparison", func(m *record.Manifest) { m.Arms[1].Comparison = "" }, "arm 2 without a comparison"},
		{"no name", func(m *record.Manifest) { m.Arms[2].Name = "" }, "arm 3, of Recommend, without a name"},
		{"twice", func(m *record.Manifest) { m.Arms = append(m.Arms, m.Arms[0]) }, "arm rest of Recommend twice"},
	} {
		run := reporttest.Quick().Run(t)
		c.spoil(&run.Manifest)
		want := "run 20261123-020000-quick: its manifest lists " + c.want + "; the record was changed or damaged, measure again"
		if _, err := Compose([]*record.Run{run}, nil, nil); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: Compose = %v, want %q", c.name, err, want)
		}
		if _, err := Benchfmt([]*record.Run{run}); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: Benchfmt = %v, want %q", c.name, err, want)
		}
	}
}

// Trials of an arm that the manifest does not list are in no figure, and a warning says so.
func TestUnlistedTrials(t *testing.T) {
	run := reporttest.Quick().Run(t)
	run.Trials[0].Arm = "quic"
	for i := range 2 {
		run.Trials[i+1].Operation = "GetBooks"
	}
	extra := run.Trials[3]
	extra.ID, extra.Operation = "empty", record.EmptyRequest
	run.Trials = append(run.Trials, extra)
	text := string(compose(t, run).Markdown)
	for _, want := range []string{
		"1 trial left out: Recommend, arm quic, which the manifest does not list.",
		"1 trial left out: GetBooks, arm grpc, which the manifest does not list.",
		"1 trial left out: GetBooks, arm rest-aa, which the manifest does not list.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("RESULTS.md lacks %q", want)
		}
	}
	if n := strings.Count(text, "does not list"); n != 3 {
		t.Errorf("%d warnings of trials that are not listed, want 3", n)
	}
}

// A record that was tampered with steers neither the terminal nor the reader.
func TestControlCharactersStayOut(t *testing.T) {
	l := reporttest.Quick()
	l.Manifest.Plan.Name, l.Manifest.Stopped, l.Manifest.Complete = "quick\x1b[2J", "killed\x07 \u202e", false
	l.Manifest.Plan.Operations[0].Name = "Recommend\x1b]0;owned\x07"
	run := l.Run
	reporttest.Costs[l.Manifest.Plan.Operations[0].Name] = reporttest.Costs["Recommend"]
	defer delete(reporttest.Costs, l.Manifest.Plan.Operations[0].Name)
	l.Change = func(t *record.Trial) {
		t.Valid, t.Reasons = t.Block != 2, []string{"server: \x9b31m\x00"}
		t.Warnings = []string{"told \x1b[31m"}
	}
	r := compose(t, run(t))
	texts := map[string]string{"RESULTS.md": string(r.Markdown), "the answer": strings.Join(r.Answer(), "\n")}
	for name, content := range r.Files {
		texts[name] = string(content)
	}
	for name, text := range texts {
		if i := strings.IndexAny(text, "\x00\x07\x1b\u009b\u202e"); i >= 0 && !strings.HasSuffix(name, ".json") {
			t.Errorf("%s holds a control character: %q", name, text[max(0, i-20):i+10])
		}
	}
	r2 := l.Run(t)
	r2.Trials[0].ID, r2.Trials[0].Block = "\x1b[2J", 99
	if _, err := Compose([]*record.Run{r2}, nil, nil); err == nil || strings.ContainsRune(err.Error(), '\x1b') {
		t.Errorf("Compose = %q, want an error that steers no terminal", err)
	}
}

// CPU time that a worker process took with it costs the figures of server CPU, and not the
// report of the folder.
func TestLostServerCPU(t *testing.T) {
	l := reporttest.Quick()
	l.Change = func(t *record.Trial) {
		if t.Operation == "GetBook" && t.Arm == "grpc" && t.Block == 3 {
			*t.ServerCPUSeconds = -0.25
		}
	}
	r, err := judged.Judge(l.Run(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "not measured in 1 of 10 blocks"} {
		if f := r.Pairs[i].Figure(contract.ServerCPU); words.Why(f.Missing) != want {
			t.Errorf("server CPU of %s: %q, want %q", r.Pairs[i].Op.Name, words.Why(f.Missing), want)
		}
		if f := r.Pairs[i].Figure(contract.ClientCPU); f.N != 10 {
			t.Errorf("client CPU of %s is of %d blocks, want 10", r.Pairs[i].Op.Name, f.N)
		}
	}
	if want := "- GetBook, arm grpc, block 3: the CPU time of the service is not known: "; !strings.Contains(string(compose(t, r.Record).Markdown), want) {
		t.Errorf("RESULTS.md lacks %q", want)
	}
}
