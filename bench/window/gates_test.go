package window

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

func number(v float64) *float64 { return &v }

// validTrial returns a trial that nothing is wrong with: 1,000 requests in a second, 1 ms each.
func validTrial() (record.Trial, load.Result) {
	trial := record.Trial{Window: record.Window{
		Mode:     "open",
		Requests: 1000, Completed: 1000, DurationSeconds: 1, OfferedRPS: 1000, AchievedRPS: 999,
		Errors:             record.Errors{ByKind: map[string]int64{}},
		Lag:                record.Quantiles{P90: number(0.1e-3), P99: number(0.2e-3)},
		Service:            record.Quantiles{Count: 1000, Mean: number(1e-3)},
		ClientCPUSeconds:   number(0.4),
		ConnectionsPlanned: 16, ConnectionsOpened: 16,
	}, ServerCPUSeconds: number(0.3), ServerCPUs: "1"}
	return trial, load.Result{MeanInFlight: 1, Elapsed: time.Second}
}

// few turns a trial into one of 14 requests in a second, with the numbers of those that were
// answered in time, and at all.
func few(t *record.Trial, l *load.Result, inTime, answered int64) {
	t.Requests, t.Completed, t.Service.Count = 14, answered, answered
	t.OfferedRPS, t.AchievedRPS, l.MeanInFlight = 14, float64(inTime), float64(answered)*1e-3
}

func TestGates(t *testing.T) {
	for _, test := range []struct {
		name     string
		spoil    func(*record.Trial, *load.Result)
		reason   string // part of it; "" is a valid trial
		warnings int
	}{
		{"nothing", func(*record.Trial, *load.Result) {}, "", 0},
		{"no request", func(r *record.Trial, _ *load.Result) { r.Requests = 0 }, "no request", 0},
		{"stopped", func(_ *record.Trial, l *load.Result) { l.Stopped = true }, "stopped", 0},
		{"achieved at the limit", func(r *record.Trial, _ *load.Result) { r.AchievedRPS = 990 }, "", 0},
		{"achieved below it", func(r *record.Trial, _ *load.Result) { r.AchievedRPS = 989 }, "achieved 989 of 1000", 0},
		{"a slow service that keeps up", func(r *record.Trial, _ *load.Result) {
			r.AchievedRPS, r.SliceMeans = 920, slices.Repeat([]float64{0.08}, 50)
		}, "", 0},
		{"the last of a few requests, which are long", func(r *record.Trial, l *load.Result) { few(r, l, 13, 14) }, "", 0},
		{"the last two of a few requests", func(r *record.Trial, l *load.Result) { few(r, l, 12, 14) }, "achieved 12 of 14", 0},
		{"a failure among a few requests", func(r *record.Trial, l *load.Result) {
			few(r, l, 13, 13)
			r.Errors = record.Errors{Total: 1, ByKind: map[string]int64{"status 500": 1}}
		}, "achieved 13 of 14 requests/s offered, below 99 %: 1 of 14 requests failed: 1 × status 500", 0},
		{"a service that falls behind", func(r *record.Trial, _ *load.Result) {
			r.AchievedRPS = 900
			for i := range 50 {
				r.SliceMeans = append(r.SliceMeans, 0.05+0.01*float64(i))
			}
		}, "achieved 900 of 1000", 0},
		{"a warm-up that never ended", func(r *record.Trial, _ *load.Result) {
			r.SliceMeans = slices.Concat(slices.Repeat([]float64{0.08}, 20), slices.Repeat([]float64{0.002}, 30))
		}, "not steady: its beginning made the mean service time 1560 % longer, above 25 %; warm up longer, or until it is steady", 0},
		{"a slow beginning that is over soon", func(r *record.Trial, _ *load.Result) {
			r.SliceMeans = slices.Concat(slices.Repeat([]float64{0.003}, 5), slices.Repeat([]float64{0.001}, 45))
		}, "", 0},
		{"a slow beginning that is over soon and moves the mean", func(r *record.Trial, _ *load.Result) {
			r.SliceMeans = slices.Concat(slices.Repeat([]float64{0.004}, 5), slices.Repeat([]float64{0.001}, 45))
		}, "its beginning made the mean service time 30 % longer, above 25 %", 0},
		{"a ramp over the whole window", func(r *record.Trial, _ *load.Result) {
			for i := range 50 {
				r.SliceMeans = append(r.SliceMeans, 0.002-0.00002*float64(i))
			}
		}, "its beginning made the mean service time 30 % longer, above 15 %", 0},
		{"a ramp that rises to the end", func(r *record.Trial, _ *load.Result) {
			for i := range 50 {
				r.SliceMeans = append(r.SliceMeans, 0.001+0.00002*float64(i))
			}
		}, "without its beginning the mean service time is 23 % longer, above 15 %", 0},
		{"a ramp that hardly matters", func(r *record.Trial, _ *load.Result) {
			for i := range 50 {
				r.SliceMeans = append(r.SliceMeans, 0.0013-0.000006*float64(i))
			}
		}, "", 0},
		{"a warm-up that ends with the window", func(r *record.Trial, _ *load.Result) {
			r.SliceMeans = slices.Concat(slices.Repeat([]float64{0.08}, 43), slices.Repeat([]float64{0.001}, 7))
		}, "its beginning made the mean service time", 0},
		{"an unsteady closed loop", func(r *record.Trial, _ *load.Result) {
			r.Mode, r.SliceMeans = "closed", slices.Concat(slices.Repeat([]float64{0.002}, 30), slices.Repeat([]float64{0.001}, 20))
		}, "its beginning made the mean service time 60 % longer", 0},
		{"a service that slows down and keeps up", func(r *record.Trial, _ *load.Result) {
			r.SliceMeans = slices.Concat(slices.Repeat([]float64{0.001}, 25), slices.Repeat([]float64{0.004}, 25))
		}, "not steady: without its beginning the mean service time is 60 % longer", 0},
		{"too few parts to tell", func(r *record.Trial, _ *load.Result) {
			r.SliceMeans = slices.Concat(slices.Repeat([]float64{0.08}, 10), slices.Repeat([]float64{0.001}, 15))
		}, "", 0},
		{"a slow service of which little fails", func(r *record.Trial, _ *load.Result) {
			r.AchievedRPS, r.Errors = 500, record.Errors{Total: 1, ByKind: map[string]int64{"status 500": 1}}
		}, "achieved 500 of 1000 requests/s offered, below 99 %: the service did not keep up", 1},
		{"a slow service that fails", func(r *record.Trial, _ *load.Result) {
			r.AchievedRPS, r.Completed, r.SliceMeans = 950, 950, slices.Repeat([]float64{0.08}, 50)
			r.Errors = record.Errors{Total: 50, ByKind: map[string]int64{"status 500": 50}}
		}, "achieved 950 of 1000 requests/s offered, below 99 %: 50 of 1000 requests failed: 50 × status 500", 0},
		{"lag that is little beside the response", func(r *record.Trial, _ *load.Result) {
			r.Response = record.Quantiles{P50: number(0.3), P99: number(0.5)}
			r.Lag.P90, r.Lag.P99 = number(2e-3), number(4e-3)
		}, "", 0},
		{"a closed loop that fails", func(r *record.Trial, _ *load.Result) {
			r.Mode, r.Completed = "closed", 900
			r.Errors = record.Errors{Total: 100, ByKind: map[string]int64{"connection reset": 100}}
		}, "100 of 1000 requests failed: 100 × connection reset", 0},
		{"unfinished", func(r *record.Trial, _ *load.Result) {
			r.Errors = record.Errors{Total: 1, ByKind: map[string]int64{contract.Unfinished: 1}}
		}, "1 of 1000 requests failed: 1 × unfinished", 0},
		{"wrong answer", func(r *record.Trial, _ *load.Result) {
			r.Errors = record.Errors{Total: 2, ByKind: map[string]int64{"wrong answer": 2}}
		}, "2 of 1000 requests failed: 2 × wrong answer", 0},
		{"wrong answers, of which more may be", func(r *record.Trial, _ *load.Result) {
			r.Completed, r.Checked, r.Errors = 998, 9, record.Errors{Total: 2, ByKind: map[string]int64{"wrong answer": 2}}
		}, "2 × wrong answer; more may be wrong: only 9 of the other 998 answers were checked in full", 0},
		{"an answer that cannot be decoded", func(r *record.Trial, _ *load.Result) {
			r.Errors = record.Errors{Total: 1, ByKind: map[string]int64{"undecodable answer": 1}, Examples: map[string]string{"undecodable answer": "no JSON"}}
		}, "1 of 1000 requests failed: 1 × undecodable answer", 0},
		{"an answer of another protocol", func(r *record.Trial, _ *load.Result) {
			r.Errors = record.Errors{Total: 3, ByKind: map[string]int64{"malformed answer": 3}}
		}, "3 of 1000 requests failed: 3 × malformed answer", 0},
		{"a failure does not hide that requests were lost", func(r *record.Trial, l *load.Result) {
			r.Errors = record.Errors{Total: 1, ByKind: map[string]int64{"status 500": 1}}
			r.Service.Count, l.FailedTime, l.MeanInFlight = 999, time.Millisecond, 1.06
		}, "Little's law", 1},
		{"a failure that takes its time", func(r *record.Trial, l *load.Result) {
			r.Errors = record.Errors{Total: 1, ByKind: map[string]int64{"status 500": 1}}
			r.Service.Count, l.FailedTime, l.MeanInFlight = 999, time.Second, 1.999
		}, "", 1},
		{"one timeout", func(r *record.Trial, _ *load.Result) {
			r.Errors = record.Errors{Total: 1, ByKind: map[string]int64{contract.Timeout: 1}}
		}, "", 1},
		{"lag at the limit", func(r *record.Trial, _ *load.Result) { r.Lag.P99 = number(1e-3) }, "", 0},
		{"late tail", func(r *record.Trial, _ *load.Result) { r.Lag.P99 = number(1.01e-3) }, "", 1},
		{"p90 of lag at the limit", func(r *record.Trial, _ *load.Result) { r.Lag.P90 = number(1e-3) }, "", 0},
		{"p90 of lag above it", func(r *record.Trial, _ *load.Result) { r.Lag.P90, r.Lag.P99 = number(1.01e-3), number(3e-3) }, "lag p90 1.01 ms", 0},
		{"Little's law", func(_ *record.Trial, l *load.Result) { l.MeanInFlight = 1.06 }, "Little's law", 0},
		{"Little's law without the time of a request that never ended", func(r *record.Trial, l *load.Result) {
			r.Errors, l.MeanInFlight = record.Errors{Total: 1, ByKind: map[string]int64{contract.Unfinished: 1}}, 15
		}, "1 of 1000 requests failed: 1 × unfinished", 0},
		{"Little's law within 5 %", func(_ *record.Trial, l *load.Result) { l.MeanInFlight = 0.96 }, "", 0},
		{"generator behind", func(_ *record.Trial, l *load.Result) { l.Behind = true }, "fell behind its schedule", 0},
		{"busy client", func(r *record.Trial, _ *load.Result) { r.ClientCPUSeconds = number(0.81) }, "client used 81 %", 0},
		{"CPU not measured", func(r *record.Trial, _ *load.Result) { r.ServerCPUSeconds, r.ClientCPUSeconds = nil, nil }, "", 0},
	} {
		trial, result := validTrial()
		test.spoil(&trial, &result)
		w := &trial.Window
		reasons, _ := Judge(w, &result, 1, Surroundings{}, FailedHow(w))
		got := strings.Join(reasons, "; ")
		if (got == "") != (test.reason == "") || !strings.Contains(got, test.reason) {
			t.Errorf("%s: reasons = %q, want %q", test.name, got, test.reason)
		}
		if len(trial.Warnings) != test.warnings {
			t.Errorf("%s: warnings = %q, want %d", test.name, trial.Warnings, test.warnings)
		}
		if late := *trial.Lag.P99 > lagLimit(trial.Response.P99); test.reason != "no request" && trial.LateTail != late {
			t.Errorf("%s: LateTail = %v, want %v", test.name, trial.LateTail, late)
		}
	}
}

// What follows from a reason is not another reason: one line says what happened.
func TestOneReasonForOneFailure(t *testing.T) {
	growing := make([]float64, 50)
	for i := range growing {
		growing[i] = 0.001 * float64(i+1)
	}
	late := func(w *record.Window) {
		w.Lag.P90, w.Lag.P99, w.AchievedRPS, w.ClientCPUSeconds = number(0.2), number(0.3), 900, number(0.9)
	}
	for _, test := range []struct {
		name           string
		spoil          func(*record.Window)
		reason, remedy string // beginnings
	}{
		{"overload", func(w *record.Window) { w.AchievedRPS, w.SliceMeans = 500, growing },
			"achieved 500 of 1000 requests/s offered, below 99 %: the service did not keep up", "lower the rate"},
		{"overload over connections", func(w *record.Window) {
			w.AchievedRPS, w.SliceMeans, w.Response.P99, w.Wait.P99 = 500, growing, number(2), number(1.9)
		}, "achieved 500 of 1000 requests/s offered, below 99 %: requests waited for a connection or a stream, the p99 of the wait being 95 % of the response time's p99", "use more connections; if they do not help"},
		{"overload with timeouts", func(w *record.Window) {
			w.AchievedRPS, w.Completed, w.SliceMeans = 100, 100, growing
			w.Errors = record.Errors{Total: 900, ByKind: map[string]int64{contract.Timeout: 900}}
		}, "achieved 100 of 1000 requests/s offered, below 99 %: 900 of 1000 requests failed", "ask the service for less, or give requests more time"},
		{"nothing but wrong answers", func(w *record.Window) {
			w.AchievedRPS, w.Completed = 0, 0
			w.Errors = record.Errors{Total: 1000, ByKind: map[string]int64{contract.WrongAnswer: 1000}}
		}, "achieved 0 of 1000 requests/s offered, below 99 %: 1000 of 1000 requests failed", "correct the request"},
		{"a closed loop of wrong answers", func(w *record.Window) {
			w.Mode, w.Completed = "closed", 0
			w.Errors = record.Errors{Total: 1000, ByKind: map[string]int64{contract.WrongAnswer: 1000}}
		}, "1000 of 1000 requests failed", "correct the request"},
		{"a few that never finished", func(w *record.Window) {
			w.Errors = record.Errors{Total: 2, ByKind: map[string]int64{contract.Unfinished: 2}}
		}, "2 of 1000 requests failed", "ask the service for less"},
		{"a busy client that is late", late,
			"generator lag p90 200.00 ms, above 1 ms; achieved 900 of 1000 requests/s offered, below 99 %: the client used 90 % of its CPU", "lower the rate"},
	} {
		trial, result := validTrial()
		w := &trial.Window
		test.spoil(w)
		result.FailedTime = time.Duration(w.Errors.Total) * time.Millisecond // of 1,000 requests, each of which took 1 ms
		w.Service.Count = w.Requests - w.Errors.Total
		reasons, remedies := Judge(w, &result, 1, Surroundings{cpus: 2, client: 0.9}, Failed(w))
		if len(reasons) != 1 || !strings.HasPrefix(reasons[0], test.reason) || len(w.Warnings) > 0 {
			t.Errorf("%s: reasons %q, warnings %q, want only %q", test.name, reasons, w.Warnings, test.reason)
		}
		if len(remedies) != 1 || !strings.HasPrefix(remedies[0], test.remedy) {
			t.Errorf("%s: remedies %q, want only %q", test.name, remedies, test.remedy)
		}
	}
}

// If a service fails while the generator is late, the service comes first.
func TestFailuresBesideALateGenerator(t *testing.T) {
	trial, result := validTrial()
	w := &trial.Window
	w.Lag.P90, w.Lag.P99 = number(2e-3), number(4e-3)
	w.AchievedRPS, w.Completed, w.Service.Count = 200, 200, 200
	result.FailedTime = 800 * time.Millisecond
	w.Errors = record.Errors{Total: 800, ByKind: map[string]int64{"connection refused": 800}}
	reasons, remedies := Judge(w, &result, 1, Surroundings{cpus: 2, others: 0.9}, Failed(w))
	want := []string{
		"achieved 200 of 1000 requests/s offered, below 99 %: 800 of 1000 requests failed",
		"generator lag p90 2.00 ms, above 1 ms: other processes used 90 % of a CPU",
	}
	if !slices.Equal(reasons, want) || !strings.HasPrefix(Oftenest(remedies), "look at the service") {
		t.Errorf("reasons %q, remedies %q, want %q and the first one's remedy", reasons, remedies, want)
	}
}
