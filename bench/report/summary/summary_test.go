package summary

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

// drawnTimes are n requests of about 300 µs with a long tail, sent about 50 µs late.
func drawnTimes(n int) record.Times {
	r := rand.New(rand.NewPCG(5, uint64(n)))
	times := record.NewTimes()
	for range n {
		service := 300e3 * math.Exp(0.4*r.NormFloat64())
		if r.IntN(200) == 0 {
			service *= 12
		}
		lag := 50e3 * math.Exp(0.5*r.NormFloat64())
		_ = times.Service.RecordValue(int64(service))
		_ = times.Lag.RecordValue(int64(lag))
		_ = times.Response.RecordValue(int64(service + lag))
	}
	return times
}

// openLoad is an open loop of n requests that all went well.
func openLoad(n int) (record.Load, record.Times) {
	times := drawnTimes(n)
	l := record.Load{
		Window: record.Window{
			Target: "grpc://127.0.0.1:50051/shop.v1.Cart/Get", Mode: "open", Arrivals: "poisson", Client: "grpc-go",
			AchievedRPS: float64(n) / 10, WarmupSeconds: 1, DurationSeconds: 10, ElapsedSeconds: 10.001,
			Requests: int64(n), Completed: int64(n),
			ClientCPUSeconds: reporttest.Pointer(97e-6 * float64(n)), PacerCPUSeconds: reporttest.Pointer(12e-6 * float64(n)),
			BytesSent: reporttest.Pointer(int64(141 * n)), BytesReceived: reporttest.Pointer(int64(1107 * n)),
			SegmentsOut: int64(2 * n), SegmentsIn: int64(n + n/25),
			MessageBytesSent: 64, MessageBytesReceived: 1024,
			ConnectionsPlanned: 16, ConnectionsOpened: 16, Valid: true,
		},
		OfferedRPS: reporttest.Pointer(float64(n) / 10), Arrivals: reporttest.Pointer("poisson"), TimeoutSeconds: 2, PeakRSSBytes: 25 << 20,
	}
	fill(&l, times)
	return l, times
}

func fill(l *record.Load, times record.Times) {
	l.Response, l.Service = record.Summarize(times.Response), record.Summarize(times.Service)
	l.Lag, l.Wait = record.Summarize(times.Lag), record.Summarize(times.Wait)
}

// stranger is a load on a target that means no good.
func stranger() (record.Load, record.Times) {
	l, times := openLoad(500)
	l.Target = "http://me:secret@127.0.0.1:8080/\x1b[2J\x1b]0;owned\a\u202e" + strings.Repeat("long/", 40)
	l.Client, l.Valid = "net/http\r\nINVALID", false
	l.Errors = record.Errors{Total: 78, ByKind: map[string]int64{
		"status 503": 40, "reset": 9, "timeout": 8, "wrong \x1b[31manswer": 7, strings.Repeat("漢字", 60): 6,
		"eof": 3, "refused": 2, "tls": 1, "dns": 1, "other": 1,
	}}
	l.Errors.Examples = map[string]string{
		"status 503":           "want 200 to 299; the answer is " + strings.Repeat("\x1b[2J\u202e{\"a\":1}", 20),
		"wrong \x1b[31manswer": "$.id is 1, want 8", "refused": "never shown\nINVALID: ",
	}
	l.Completed -= 78
	l.Warnings = []string{
		"the target said \x9b31m\x00 and " + strings.Repeat("went on ", 20) + strings.Repeat("w", 200),
		"78 of 500 requests failed",
	}
	return l, times
}

func stepped() (record.Load, record.Times) {
	l, times := openLoad(7000)
	for i, step := range []float64{1000, 2000, 4000} {
		w := l.Window
		w.OfferedRPS, w.AchievedRPS, w.Requests, w.Completed = step, step, int64(step), int64(step)
		w.SliceMeans, w.Valid = reporttest.Repeat(50, 3e-4), true
		if i == 2 {
			w.AchievedRPS, w.Valid, w.Completed = 3100, false, 3100
			w.Errors.Total = 900
			w.Response.P99, w.Wait.P99, w.Wait.Count = reporttest.Pointer(1.9), reporttest.Pointer(1.7), 4000
			for j := range 10 {
				w.SliceMeans[j] /= 10
			}
		}
		if i == 1 {
			w.LateTail = true
			for j := range 10 {
				w.SliceMeans[j] *= 0.6
			}
		}
		l.Steps = append(l.Steps, w)
	}
	l.Valid = false
	late := "generator lag p99 above 1 ms, which is shown and drops nothing"
	l.Warnings = []string{"at 4000/s: achieved 3100 of 4000 requests/s offered, below 99 %", late, late, record.WhatToDo + "lower the rate to what the service can do"}
	return l, times
}

func summaries() map[string]func() (record.Load, record.Times) {
	return map[string]func() (record.Load, record.Times){
		"open": func() (record.Load, record.Times) { return openLoad(20_000) },
		"lean": func() (record.Load, record.Times) {
			l, times := openLoad(20_000)
			l.Client, l.PacerCPUSeconds = "lean, gRPC, undecoded", reporttest.Pointer(0.0)
			l.ClientKind, l.ClientReason = contract.LeanClient, "it can drive the target and costs little CPU time itself"
			return l, times
		},
		"native": func() (record.Load, record.Times) {
			l, times := openLoad(20_000)
			l.ClientKind, l.ClientReason = contract.NativeClient, "the lean client cannot drive the target: the header \x1b[31mConnection asks to close the connection after each request"
			return l, times
		},
		"tiny":     func() (record.Load, record.Times) { return openLoad(3) },
		"one":      func() (record.Load, record.Times) { return openLoad(1) },
		"stranger": stranger,
		"steps":    stepped,
		"closed": func() (record.Load, record.Times) {
			l, times := openLoad(5000)
			l.Mode, l.Window.Arrivals, l.Callers, l.OfferedRPS, l.Arrivals = "closed", "", 50, nil, nil
			l.PacerCPUSeconds, l.WarmupSeconds, l.TransportRetries = nil, 0, reporttest.Pointer(int64(3))
			times.Lag.Reset()
			times.Response.Reset()
			times.Response.Merge(times.Service)
			for i := range 5000 {
				_ = times.Wait.RecordValue(int64(1000 + 40*i))
			}
			fill(&l, times)
			l.SliceMeans = append(reporttest.Repeat(10, 9e-4), reporttest.Repeat(40, 3e-4)...)
			return l, times
		},
		"late tail": func() (record.Load, record.Times) {
			l, times := openLoad(5000)
			l.LateTail = true
			l.Warnings = []string{"generator lag p99 above 1 ms, which is shown and drops nothing"}
			return l, times
		},
		"only timeouts": func() (record.Load, record.Times) {
			l, times := openLoad(0)
			l.Requests, l.Valid = 40, false
			l.Errors = record.Errors{Total: 40, ByKind: map[string]int64{"timeout": 40}}
			l.Warnings = []string{"40 of 40 requests failed"}
			l.BytesSent, l.BytesReceived = reporttest.Pointer(int64(4000)), reporttest.Pointer(int64(0))
			for range 40 {
				_ = times.Response.RecordValue(2e9)
				_ = times.Service.RecordValue(2e9)
			}
			fill(&l, times)
			return l, times
		},
		"only errors": func() (record.Load, record.Times) {
			l, times := openLoad(0)
			l.Requests, l.Valid = 1_234_567, false
			l.Errors = record.Errors{Total: 1_234_567, ByKind: map[string]int64{"refused": 1_234_567}}
			l.ClientCPUSeconds, l.PacerCPUSeconds, l.BytesSent, l.BytesReceived = nil, nil, nil, nil
			l.MessageBytesSent, l.MessageBytesReceived = 0, 0
			return l, times
		},
	}
}

func TestSummaryGolden(t *testing.T) {
	for name, load := range summaries() {
		l, times := load()
		got := []byte(Of(&l, times, 0))
		path := filepath.Join("testdata", strings.ReplaceAll(name, " ", "-")+".txt")
		reporttest.Golden(t, path, got)
	}
}

// Whatever a target says, a summary keeps to its columns and cannot steer the terminal.
func TestSummaryKeepsToItsColumns(t *testing.T) {
	for name, load := range summaries() {
		for _, asked := range []int{-1, 0, 1, 60, 72, 80, 500} {
			l, times := load()
			text := Of(&l, times, asked)
			room := min(max(asked, leastColumns), mostColumns)
			if asked <= 0 {
				room = mostColumns
			}
			if !utf8.ValidString(text) || !strings.HasSuffix(text, "\n") {
				t.Errorf("%s: not text that ends with a line end: %q", name, text)
			}
			for line := range strings.Lines(text) {
				line = strings.TrimSuffix(line, "\n")
				if page.Columns(line) > room {
					t.Errorf("%s: %d columns where %d were asked for: %q", name, page.Columns(line), asked, line)
				}
				for _, r := range line {
					if !unicode.IsGraphic(r) {
						t.Errorf("%s: %q reaches the terminal in %q", name, r, line)
					}
				}
			}
			if strings.Contains(text, "secret") {
				t.Errorf("%s: the summary shows a password", name)
			}
			if got := strings.Contains(text, "\nINVALID: "); got == l.Valid {
				t.Errorf("%s: valid is %v, and the summary says invalid: %v", name, l.Valid, got)
			}
		}
	}
}

func TestSummaryWithoutTimes(t *testing.T) {
	l, _ := openLoad(10)
	if got := Of(&l, record.Times{}, 80); strings.Contains(got, "█") {
		t.Errorf("a summary without times has a histogram:\n%s", got)
	}
	var nothing record.Load
	if got := Of(&nothing, record.NewTimes(), 80); !strings.Contains(got, "INVALID") {
		t.Errorf("a summary of nothing at all:\n%s", got)
	}
}

// Every time stands in one row, and the rows touch.
func TestBins(t *testing.T) {
	for name, values := range map[string][]int64{
		"none": nil, "one": {5}, "the least": {0, 1}, "equal": {700, 700, 700, 700},
		"close": {1_000_000, 1_001_000, 1_002_000}, "two": {1, record.HighestNanos},
		"many": {1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 6e10, 5, 55, 555, 5555},
	} {
		times := record.NewTimes()
		for _, v := range values {
			if err := times.Response.RecordValue(v); err != nil {
				t.Fatal(err)
			}
		}
		rows := bins(times)
		var sum int64
		for i, b := range rows {
			sum += b.count
			if b.hi < b.lo || i > 0 && math.Abs(b.lo/rows[i-1].hi-1) > 1e-9 {
				t.Errorf("%s: row %d runs from %v to %v, after %v", name, i, b.lo, b.hi, rows[max(0, i-1)].hi)
			}
		}
		if sum != int64(len(values)) || len(rows) > histogramRows || len(rows) > len(values) {
			t.Errorf("%s: %d rows hold %d times, want %d in at most %d", name, len(rows), sum, len(values), histogramRows)
		}
		if len(rows) > 0 && rows[len(rows)-1].count == 0 {
			t.Errorf("%s: the last row is empty: %+v", name, rows)
		}
	}
}

// FuzzSummary lets a target say anything at all.
func FuzzSummary(f *testing.F) {
	f.Add("http://h/", "eof", "a warning", int64(3), 1e-3, uint8(80))
	f.Add("\x1b[2J\u202e", "漢字\xff", strings.Repeat("w", 300), int64(-1), -1.0, uint8(1))
	f.Add("http://a:b@c", "\x00\n\r\t", "% % %", int64(math.MaxInt64), math.Inf(1), uint8(0))
	f.Fuzz(func(t *testing.T, target, kind, warning string, count int64, value float64, width uint8) {
		l := record.Load{Window: record.Window{
			Target: target, Client: warning, AchievedRPS: value, DurationSeconds: value, Requests: count, Completed: count,
			Errors: record.Errors{Total: count, ByKind: map[string]int64{kind: count, target: 1}}, Response: record.Quantiles{P50: &value},
			ClientCPUSeconds: &value, BytesSent: &count, MessageBytesSent: value, SliceMeans: reporttest.Repeat(50, value),
			Warnings: []string{warning, kind},
		}, Arrivals: &kind, Steps: []record.Window{{AchievedRPS: value}, {Wait: record.Quantiles{P99: &value}, Response: record.Quantiles{P99: &value}}}}
		for line := range strings.Lines(Of(&l, record.NewTimes(), int(width))) {
			line = strings.TrimSuffix(line, "\n")
			if page.Columns(line) > mostColumns || !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsGraphic(r) }) {
				t.Errorf("the summary holds the line %q", line)
			}
		}
	})
}
