package generator

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/bench/record"
)

// readWith has the tool read a text. That of ghz is its stdout; that of vegeta comes from
// `vegeta report`, which a script replaces.
func readWith(t *testing.T, tool, text string) (Figures, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "report"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	path := program(t, dir, tool, `[ "$*" = "report -type json results.gob" ] && cat report`)
	return named(t, tool).Read(context.Background(), path, dir, []byte(text))
}

func of(nanos time.Duration) *float64 {
	seconds := nanos.Seconds()
	return &seconds
}

func TestReadWhatTheToolsPrint(t *testing.T) {
	tests := []struct {
		tool, file string
		want       Figures
	}{
		{"ghz", "ghz-all-ok.json", Figures{
			Sent: 400, Completed: 400, Failures: map[string]int64{}, Seconds: 0.800982113,
			Latency: record.Quantiles{
				Count: 400, Min: of(272175), Mean: of(506970), P50: of(483329), P90: of(664358),
				P95: of(722053), P99: of(937564), Max: of(3350432),
			},
		}},
		{"ghz", "ghz-some-failed.json", Figures{
			Sent: 60, Completed: 40, Failures: map[string]int64{"code InvalidArgument": 20}, Seconds: 0.122263839,
		}},
		{"vegeta", "vegeta-all-ok.json", Figures{
			Sent: 400, Completed: 400, Failures: map[string]int64{}, Seconds: 0.798008677,
			Latency: record.Quantiles{
				Count: 400, Min: of(200368), Mean: of(381177), P50: of(366362), P90: of(509621),
				P95: of(545242), P99: of(618294), Max: of(1559479),
			},
		}},
		{"vegeta", "vegeta-some-failed.json", Figures{
			Sent: 100, Completed: 75, Failures: map[string]int64{"status 404": 25}, Seconds: 0.197807816,
		}},
	}
	for _, tt := range tests {
		text, err := os.ReadFile(filepath.Join("testdata", tt.file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := readWith(t, tt.tool, string(text))
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%s: Read(%s) = %v (-want +got):\n%s", tt.tool, tt.file, err, diff)
		}
	}
}

func TestReadCountsEveryFailure(t *testing.T) {
	tests := []struct {
		tool, text string
		sent, done int64
		want       map[string]int64
	}{
		{
			"ghz", `{"count":10,"statusCodeDistribution":{"OK":4,"DeadlineExceeded":5,"Unavailable":1}}`,
			10, 4, map[string]int64{"code DeadlineExceeded": 5, "code Unavailable": 1},
		},
		{"ghz", `{"count":2,"statusCodeDistribution":{"Unimplemented":2},"latencyDistribution":null}`, 2, 0, map[string]int64{"code Unimplemented": 2}},
		{
			"vegeta", `{"requests":10,"status_codes":{"200":4,"0":3,"503":2,"201":1}}`,
			10, 4, map[string]int64{"no answer": 3, "status 503": 2, "status 201": 1},
		},
	}
	for _, tt := range tests {
		got, err := readWith(t, tt.tool, tt.text)
		if err != nil || got.Sent != tt.sent || got.Completed != tt.done || !cmp.Equal(got.Failures, tt.want) {
			t.Errorf("%s: Read(%s) = %d sent, %d completed, %v, %v, want %d, %d, %v",
				tt.tool, tt.text, got.Sent, got.Completed, got.Failures, err, tt.sent, tt.done, tt.want)
		}
		if got.Latency != (record.Quantiles{}) {
			t.Errorf("%s: Read(%s) has latencies %+v, want none where a request failed", tt.tool, tt.text, got.Latency)
		}
	}
}

func TestQuantilesNeedTheirSamples(t *testing.T) {
	at := map[float64]time.Duration{50: 5, 90: 9, 95: 10, 99: 11}
	tests := []struct {
		n                  int64
		p50, p90, p95, p99 bool
	}{
		{1, false, false, false, false},
		{6, true, false, false, false},
		{36, true, true, false, false},
		{72, true, true, true, false},
		{367, true, true, true, false},
		{368, true, true, true, true},
	}
	for _, tt := range tests {
		q := quantiles(Figures{Sent: tt.n, Completed: tt.n}, 1, 2, 3, at)
		got := [...]bool{q.P50 != nil, q.P90 != nil, q.P95 != nil, q.P99 != nil}
		if want := [...]bool{tt.p50, tt.p90, tt.p95, tt.p99}; got != want || q.Min == nil || q.Mean == nil || q.Max == nil || q.P999 != nil {
			t.Errorf("quantiles(%d) = %+v, want p50, p90, p95, p99: %v, and no p999", tt.n, q, want)
		}
	}
	// Figures that a tool does not print stay empty.
	if q := quantiles(Figures{Sent: 1000, Completed: 1000}, 1, 2, 3, nil); q.P50 != nil || q.P99 != nil {
		t.Errorf("quantiles() without any printed = %+v, want none", q)
	}
}

func TestReadGarbage(t *testing.T) {
	for name := range tools {
		for _, text := range []string{"", "Summary:\n  Count: 10\n", `{"count":`, "[]", "{}", `{"count":0,"requests":0}`, `{"count":"ten","requests":"ten"}`} {
			got, err := readWith(t, name, text)
			if err == nil || !strings.HasPrefix(err.Error(), "read what "+name+" printed: ") || !cmp.Equal(got, Figures{}) {
				t.Errorf("%s: Read(%q) = %+v, %v, want an error that names the tool", name, text, got, err)
			}
		}
	}
}

func TestReadSaysWhyVegetaFailed(t *testing.T) {
	dir := t.TempDir()
	path := program(t, dir, "vegeta", "echo 'encode: can not detect encoding' >&2; exit 1")
	_, err := named(t, "vegeta").Read(context.Background(), path, dir, nil)
	if want := "read what vegeta printed: exit status 1: encode: can not detect encoding"; err == nil || err.Error() != want {
		t.Errorf("Read() of a vegeta that fails = %v, want %s", err, want)
	}
	if _, err := named(t, "vegeta").Read(context.Background(), path+"-", dir, nil); err == nil || !strings.HasPrefix(err.Error(), "read what vegeta printed: ") {
		t.Errorf("Read() without a vegeta = %v, want an error that names it", err)
	}
}
