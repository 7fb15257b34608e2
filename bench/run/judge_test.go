package run

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/bench/window"
	"github.com/wiretax/wiretax/contract"
)

func number(v float64) *float64 { return &v }

// validTrial returns a trial without faults: 1,000 requests in a second, 1 ms each.
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

// A trial has further gates than those of its window. stranger marks the trial of a service that
// is not ours.
const stranger = "http://stranger/"

func TestGatesOfATrial(t *testing.T) {
	for _, test := range []struct {
		name     string
		spoil    func(*record.Trial, *load.Result)
		reason   string // part of it; "" is a valid trial
		warnings int
	}{
		{"nothing", func(*record.Trial, *load.Result) {}, "", 0},
		{"redial", func(r *record.Trial, _ *load.Result) { r.ConnectionsOpened = 17 }, "17 connections were opened instead of 16", 0},
		{"redial after a timeout", func(r *record.Trial, _ *load.Result) {
			r.ConnectionsOpened, r.Errors = 17, record.Errors{Total: 1, ByKind: map[string]int64{contract.Timeout: 1}}
		}, "", 1},
		{"a stranger's redial", func(r *record.Trial, _ *load.Result) { r.ConnectionsOpened, r.Target = 17, stranger }, "", 1},
		{"a connection less", func(r *record.Trial, _ *load.Result) { r.ConnectionsOpened = 15 }, "15 connections were opened instead of 16", 0},
		{"busy neighbours", func(r *record.Trial, _ *load.Result) {
			r.SystemCPUSeconds, r.PacerCPUSeconds = number(0.95), number(0.02)
		}, "", 1},
		{"steal", func(r *record.Trial, _ *load.Result) { r.StealShare = 0.01 }, "", 1},
		{"CPU not measured", func(r *record.Trial, _ *load.Result) { r.ServerCPUSeconds, r.ClientCPUSeconds = nil, nil }, "", 0},
	} {
		trial, result := validTrial()
		test.spoil(&trial, &result)
		judge(&trial, trial.Target != stranger, &result, window.Surroundings{}, othersShare(&trial), 1)
		got := strings.Join(trial.Reasons, "; ")
		if (got == "") != (test.reason == "") || !strings.Contains(got, test.reason) {
			t.Errorf("%s: reasons = %q, want %q", test.name, got, test.reason)
		}
		if len(trial.Warnings) != test.warnings {
			t.Errorf("%s: warnings = %q, want %d", test.name, trial.Warnings, test.warnings)
		}
	}
}

// A trial's reasons and warnings carry the kinds of failures and an example.
func TestFailuresOfATrialCarryAnExample(t *testing.T) {
	errors := record.Errors{
		Total: 40, ByKind: map[string]int64{"status 503": 5, "status 400": 30, "timeout": 5},
		Examples: map[string]string{"status 503": "no room", "status 400": "want 200 to 299; the answer is \"no\""},
	}
	const want = `40 of 1000 requests failed: 30 × status 400, 5 × status 503, 5 × timeout; status 400: want 200 to 299; the answer is "no"`
	for _, valid := range []bool{true, false} {
		trial, result := validTrial()
		trial.Errors = errors
		if trial.Mode = "closed"; !valid {
			trial.Completed = 960
		}
		judge(&trial, true, &result, window.Surroundings{}, othersShare(&trial), 1)
		told := trial.Reasons
		if valid {
			told = trial.Warnings
		}
		if !slices.Equal(told, []string{want}) {
			t.Errorf("valid %v: reasons %q, warnings %q, want %q alone", valid, trial.Reasons, trial.Warnings, want)
		}
	}
}

// What the client was doing when requests never ended is kept beside the trial, whose reasons name
// the file.
func TestGoroutinesOfRequestsThatNeverEnded(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	folder, err := record.Create(dir, record.Manifest{})
	if err != nil {
		t.Fatal(err)
	}
	trial := record.Trial{ID: "b001-GetBook-rest"}
	if err := keepGoroutines(folder, &trial, nil); err != nil || len(trial.Reasons) > 0 {
		t.Errorf("without goroutines: %v, reasons %q, want neither", err, trial.Reasons)
	}
	if err := keepGoroutines(folder, &trial, []byte("goroutine 1")); err != nil {
		t.Fatal(err)
	}
	const name = "b001-GetBook-rest.goroutines.txt"
	want := []string{"some requests never ended: the stacks of the client's goroutines are in " + name}
	if got, err := os.ReadFile(filepath.Join(dir, name)); !slices.Equal(trial.Reasons, want) || err != nil || string(got) != "goroutine 1" {
		t.Errorf("reasons %q, file %q, %v, want %q and the goroutines", trial.Reasons, got, err, want)
	}
	if err := folder.Close(record.Manifest{}); err != nil {
		t.Fatal(err)
	}
}

// What moves all arms of a block alike makes none of them void; what moves one does that one.
func TestOtherMeans(t *testing.T) {
	drift := func(i int) float64 { return 1 + 2*max(0, 1-float64(i)/30) }
	arms := make([]*slicedArm, 3)
	for k := range arms {
		a := &slicedArm{}
		a.trial.Slices = &record.Slices{}
		a.trial.SliceMeans = make([]float64, load.Parts)
		for i := range a.trial.SliceMeans {
			a.trial.SliceMeans[i] = 1e-4 * float64(k+1) * drift(i) * (1 + 0.02*math.Sin(2.4*float64(i+k)))
		}
		arms[k] = a
	}
	fillOtherMeans(arms)
	if got, want := arms[0].trial.Slices.OtherMeans[49], 1e-4*math.Sqrt(6); math.Abs(got/want-1) > 0.03 {
		t.Errorf("the others of the first arm have a mean of %v, want %v", got, want)
	}
	for k, a := range arms {
		if s := stat.SteadyBeside(a.trial.SliceMeans, a.trial.OtherMeans()); !s.Known || !s.Steady {
			t.Errorf("all drift: arm %d has %+v, want steady", k, s)
		}
	}
	for i := range arms[1].trial.SliceMeans {
		arms[1].trial.SliceMeans[i] *= drift(i)
	}
	arms[2].failed = errNothingStarted // and says nothing of the others
	fillOtherMeans(arms)
	for k, want := range []bool{true, false} {
		if s := stat.SteadyBeside(arms[k].trial.SliceMeans, arms[k].trial.OtherMeans()); !s.Known || s.Steady != want {
			t.Errorf("the second drifts: arm %d has %+v, want steady %v", k, s, want)
		}
	}
}
