package run

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/contract"
)

func testBooks() *catalog.Catalog { return generate.Catalog(1, 300) }

// catalogConfig returns a run of the plan against services that this program serves.
func catalogConfig(t *testing.T, p plan.Plan) Config {
	t.Helper()
	p.Name, p.Blocks, p.Warmup, p.Window, p.Connections = "test", 1, 0.1, 0.1, 2
	p, err := plan.Complete(p)
	if err != nil {
		t.Fatal(err)
	}
	cpus, err := meter.AllowedCPUs()
	if err != nil {
		t.Fatal(err)
	}
	server, client, _ := meter.Split(cpus)
	return Config{
		Plan: p, Binary: os.Args[0], BookIDs: testBooks().IDs(),
		ServerCPUs: server, ClientCPUs: client, Progress: io.Discard,
		Dir: filepath.Join(t.TempDir(), "run"), Manifest: record.Manifest{Run: "run"},
	}
}

func known(m *record.Metric, trial *record.Trial) bool {
	_, ok := m.Value(trial)
	return ok
}

// The trials are short here, and so may not count. But each must get an answer, over the planned
// connections, at the address that the settings call for.
func TestRunsOverStacksAndSettings(t *testing.T) {
	for _, test := range []struct {
		name string
		plan plan.Plan
		// arms are the trials by operation, with the beginning of what each drives.
		arms map[string]map[string]string
		// rows are what the ledger says of stacks, as "aspect of stack".
		rows map[string]string
	}{
		{"settings", plan.Plan{
			Stacks: []string{"rest-h2-pb", "grpc-json-twin"}, TLS: true, Compression: "gzip", Profile: "tuned",
			Operations: []plan.Operation{{Name: "worked", Operation: "GetBook", Rate: plan.PerSecond(100), Work: "cpu=50us,wait=1ms"}},
		}, map[string]map[string]string{
			"worked":            {"rest-h2-pb": "https://", "grpc-json-twin": "grpcs://", "rest-h2-pb-aa": "https://"},
			record.EmptyRequest: {"rest-h2-pb": "https://", "grpc-json-twin": "grpcs://"},
		}, map[string]string{
			"TLS of grpc-json-twin": "h2 by ALPN", "work beside the answer of rest-h2-pb": "cpu=50µs,wait=1ms",
			"buffers and windows of grpc-json-twin": "1 MiB", "encoding of grpc-json-twin": "JSON by a codec",
			"client: compression of grpc-json-twin": "gzip of the default level", "client: connections of rest-h2-pb": "2 of HTTP/2 over TLS 1.3",
			"process of rest-h2-pb": "fresh for every trial",
		}},
		{"streams", plan.Plan{
			Stacks: []string{"rest", "rest-ndjson", "grpc"},
			Operations: []plan.Operation{
				{Name: "ListBooks", Rate: plan.PerSecond(100), Items: 20}, {Name: "talk", Operation: "RealtimeRecommendations", Rate: plan.PerSecond(100), Streams: 5},
			},
		}, map[string]map[string]string{
			"ListBooks": {"rest": "http://", "rest-ndjson": "http://", "grpc": "grpc://", "rest-aa": "http://"},
			"talk":      {"rest": "ws://", "grpc": "grpc://", "rest-aa": "ws://"},
		}, map[string]string{
			"ListBooks of rest": "a page of books", "ListBooks of grpc": "one book a message", "RealtimeRecommendations of rest-ndjson": "",
			"client: connections of rest": "ListBooks: 2 of HTTP/1.1", "TLS of rest": "none",
		}},
	} {
		t.Setenv("TMPDIR", t.TempDir())
		c := catalogConfig(t, test.plan)
		if err := Run(t.Context(), c); err != nil {
			t.Fatalf("%s: Run() = %v", test.name, err)
		}
		left, err := os.ReadDir(os.TempDir())
		if err != nil || len(left) > 0 {
			t.Errorf("%s: the run leaves %v, %v in the temporary folder, want nothing", test.name, left, err)
		}
		run, err := record.Open(c.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, trial := range run.Trials {
			begin, ok := test.arms[trial.Operation][trial.Arm]
			delete(test.arms[trial.Operation], trial.Arm)
			if !ok || !strings.HasPrefix(trial.Target, begin) {
				t.Errorf("%s: %s drives %s, want %s…", test.name, trial.ID, trial.Target, begin)
			}
			planned := 2
			if begin == "ws://" {
				planned = 5
			}
			if trial.ConnectionsPlanned != planned || trial.ConnectionsOpened != int64(planned) || trial.Errors.Total > 0 || trial.Completed == 0 {
				t.Errorf("%s: %s opened %d of %d connections, %d planned, completed %d, errors %v, reasons %q", test.name, trial.ID,
					trial.ConnectionsOpened, planned, trial.ConnectionsPlanned, trial.Completed, trial.Errors, trial.Reasons)
			}
			for _, key := range []string{contract.Segments, contract.ServerMemory, contract.LiveHeap} {
				if m := record.MetricOf(key); !known(&m, &trial) {
					t.Errorf("%s: %s lacks %s, warnings %q", test.name, trial.ID, key, trial.Warnings)
				}
			}
			if failed := slices.ContainsFunc(trial.Reasons, func(reason string) bool { return strings.Contains(reason, "warm-up") }); failed {
				t.Errorf("%s: %s: %q", test.name, trial.ID, trial.Reasons)
			}
			perRequest := map[string]int64{"ListBooks": 20, "talk": 3}[trial.Operation]
			if trial.Items != trial.Completed*perRequest || (trial.FirstItem.Count > 0) != (perRequest > 0) {
				t.Errorf("%s: %s carried %d items in %d requests, %d of them timed, want %d each", test.name, trial.ID, trial.Items, trial.Completed, trial.FirstItem.Count, perRequest)
			}
			if served := trial.Service.P50; trial.Operation == "worked" && (served == nil || *served < 1e-3) {
				t.Errorf("%s: %s has a median of %v s beside work of 1 ms", test.name, trial.ID, served)
			}
		}
		for row, want := range test.rows {
			aspect, stack, _ := strings.Cut(row, " of ")
			if got := ledgerOf(run, aspect, stack); !strings.Contains(got, want) || (got == "") != (want == "") {
				t.Errorf("%s: the ledger says of %s %q, want %q", test.name, row, got, want)
			}
		}
		for op, arms := range test.arms {
			if len(arms) > 0 {
				t.Errorf("%s: %s was not measured on %v", test.name, op, arms)
			}
		}
	}
}
