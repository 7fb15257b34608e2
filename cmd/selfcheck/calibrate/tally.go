package calibrate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
)

// tally counts what runs of a stack against its twin gave.
type tally struct {
	runs, trials, valid, lateTail int
	// verdicts are those on headline metrics; wrong ones say that a stack differs from
	// itself. wrongRuns are the runs with at least one.
	verdicts, wrong, wrongRuns int
	// names are the wrong ones.
	names []string
	// reasons are why trials were invalid.
	reasons []string
	// steal and lag are of every trial.
	steal, lag []float64
	// floors are of every figure that has a verdict, by kind of metric.
	floors map[string][]float64
}

const header = "| run | stack | valid trials | of them late in the tail | steal, median | lag p99, median | largest floor: p50, CPU, bytes | false verdicts |\n" +
	"| ---: | --- | ---: | ---: | ---: | ---: | ---: | --- |"

// verdicts are those that were reached; the others are on figures that are missing, or on no
// headline of the plan.
var verdicts = []string{
	"better", "worse", "materially better", "materially worse", "equivalent", "inconclusive", "unstable",
}

// figures is what docs/results/figures.json holds of what is wanted here.
type figures struct {
	Runs []struct {
		Operations []struct {
			Name    string
			Metrics []struct {
				Metric, Verdict string
				Floor           float64
			}
		}
	}
}

// read takes the only run of the folder, and its report.
func read(dir string) (tally, error) {
	t := tally{runs: 1, floors: make(map[string][]float64)}
	folders, err := filepath.Glob(filepath.Join(dir, "results", "*"))
	if err != nil || len(folders) != 1 {
		return t, fmt.Errorf("read %s: it holds %d runs, want one", dir, len(folders))
	}
	run, err := record.Open(folders[0])
	if err != nil {
		return t, err
	}
	for i := range run.Trials {
		t.addTrial(&run.Trials[i])
	}
	text, err := os.ReadFile(filepath.Join(dir, "docs", "results", "figures.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return t, nil // no trial was valid, so that there is no report
	}
	if err != nil {
		return t, err
	}
	var f figures
	if err := json.Unmarshal(text, &f); err != nil {
		return t, fmt.Errorf("read the figures of %s: %w", dir, err)
	}
	for _, op := range f.Runs[0].Operations {
		for _, m := range op.Metrics {
			if slices.Contains(verdicts, m.Verdict) {
				t.addVerdict(op.Name, m.Metric, m.Verdict, m.Floor)
			}
		}
	}
	t.wrongRuns = min(t.wrong, 1)
	return t, nil
}

func (t *tally) addTrial(trial *record.Trial) {
	t.trials++
	switch {
	case !trial.Valid:
		t.reasons = append(t.reasons, trial.ID+": "+strings.Join(trial.Reasons, "; "))
	case trial.LateTail:
		t.lateTail++
		fallthrough
	default:
		t.valid++
	}
	t.steal = append(t.steal, trial.StealShare)
	if lag := trial.Lag.P99; lag != nil {
		t.lag = append(t.lag, *lag)
	}
}

func (t *tally) addVerdict(operation, metric, verdict string, floor float64) {
	t.verdicts++
	if strings.Contains(verdict, "better") || strings.Contains(verdict, "worse") {
		t.wrong++
		t.names = append(t.names, operation+" "+metric+" "+verdict)
	}
	if kind := kindOf(metric); floor >= 1 {
		t.floors[kind] = append(t.floors[kind], floor-1)
	}
}

func kindOf(metric string) string {
	_, kind, _ := strings.Cut(metric, "_")
	return kind // p50, cpu, bytes
}

func (t *tally) add(u tally) {
	t.runs += u.runs
	t.trials += u.trials
	t.valid += u.valid
	t.lateTail += u.lateTail
	t.verdicts += u.verdicts
	t.wrong += u.wrong
	t.wrongRuns += u.wrongRuns
	t.names = append(t.names, u.names...)
	t.reasons = append(t.reasons, u.reasons...)
	t.steal = append(t.steal, u.steal...)
	t.lag = append(t.lag, u.lag...)
}

func (t *tally) row(run int, stack string) string {
	wrong := "none"
	if len(t.names) > 0 {
		wrong = strings.Join(t.names, ", ")
	}
	floor := func(kind string) string { return percent(largest(t.floors[kind])) }
	return fmt.Sprintf("| %d | %s | %d of %d | %d | %s | %.0f µs | %s, %s, %s | %s |", run, stack, t.valid, t.trials, t.lateTail,
		percent(median(t.steal)), 1e6*median(t.lag), floor("p50"), floor("cpu"), floor("bytes"), wrong)
}

func (t *tally) summary() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%d runs: %d of %d trials valid (%s), %d of them late in the tail; %d of %d verdicts false (%s), in %d runs.\n",
		t.runs, t.valid, t.trials, share(t.valid, t.trials), t.lateTail, t.wrong, t.verdicts, share(t.wrong, t.verdicts), t.wrongRuns)
	for _, reason := range t.reasons {
		fmt.Fprintf(&b, "- invalid: %s\n", reason)
	}
	return b.String()
}

func share(part, whole int) string {
	if whole == 0 {
		return "none"
	}
	return percent(float64(part) / float64(whole))
}

func percent(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100*v)
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func largest(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	return slices.Max(values)
}
