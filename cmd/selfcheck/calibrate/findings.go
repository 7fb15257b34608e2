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

// findings count the results of runs of a stack against its twin.
type findings struct {
	runs, trials, valid, lateTail int
	// verdicts are those on headline metrics; wrong ones say that a stack differs from
	// itself. wrongRuns are the runs with at least one.
	verdicts, wrong, wrongRuns int
	// names are the names of the wrong verdicts.
	names []string
	// reasons are why trials were invalid.
	reasons []string
	// steal and lag are of every trial.
	steal, lag []float64
	// halves are half the widths of the intervals of every figure that has a verdict, as shares, by
	// kind of metric.
	halves map[string][]float64
}

const header = "| run | stack | valid trials | of them late in the tail | steal, median | lag p99, median | widest interval, ±: p50, CPU, bytes | false verdicts |\n" +
	"| ---: | --- | ---: | ---: | ---: | ---: | ---: | --- |"

// verdicts are the words for verdicts. Figures that are missing, or not headlines of the plan,
// have other words.
var verdicts = []string{
	"better", "worse", "materially better", "materially worse", "equivalent", "inconclusive", "unstable",
}

// figures is the part of docs/results/figures.json that is read here.
type figures struct {
	Runs []struct {
		Operations []struct {
			Name    string
			Metrics []struct {
				Metric, Verdict string
				Lo, Hi          float64
			}
		}
	}
}

// read reads the only run of the folder, and its report.
func read(dir string) (findings, error) {
	f := findings{runs: 1, halves: make(map[string][]float64)}
	folders, err := filepath.Glob(filepath.Join(dir, "results", "*"))
	if err != nil || len(folders) != 1 {
		return f, fmt.Errorf("read %s: it holds %d runs, want one", dir, len(folders))
	}
	run, err := record.Open(folders[0])
	if err != nil {
		return f, err
	}
	for i := range run.Trials {
		f.addTrial(&run.Trials[i])
	}
	text, err := os.ReadFile(filepath.Join(dir, "docs", "results", "figures.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil // without a valid trial there is no report
	}
	if err != nil {
		return f, err
	}
	var report figures
	if err := json.Unmarshal(text, &report); err != nil {
		return f, fmt.Errorf("read the figures of %s: %w", dir, err)
	}
	for _, op := range report.Runs[0].Operations {
		for _, m := range op.Metrics {
			if slices.Contains(verdicts, m.Verdict) {
				f.addVerdict(op.Name, m.Metric, m.Verdict, m.Lo, m.Hi)
			}
		}
	}
	f.wrongRuns = min(f.wrong, 1)
	return f, nil
}

func (f *findings) addTrial(trial *record.Trial) {
	f.trials++
	switch {
	case !trial.Valid:
		f.reasons = append(f.reasons, trial.ID+": "+strings.Join(trial.Reasons, "; "))
	case trial.LateTail:
		f.lateTail++
		fallthrough
	default:
		f.valid++
	}
	f.steal = append(f.steal, trial.StealShare)
	if lag := trial.Lag.P99; lag != nil {
		f.lag = append(f.lag, *lag)
	}
}

func (f *findings) addVerdict(operation, metric, verdict string, lo, hi float64) {
	f.verdicts++
	if strings.Contains(verdict, "better") || strings.Contains(verdict, "worse") {
		f.wrong++
		f.names = append(f.names, operation+" "+metric+" "+verdict)
	}
	if kind := kindOf(metric); lo > 0 {
		f.halves[kind] = append(f.halves[kind], math.Sqrt(hi/lo)-1)
	}
}

func kindOf(metric string) string {
	_, kind, _ := strings.Cut(metric, "_")
	return kind // p50, cpu, bytes
}

func (f *findings) add(u findings) {
	f.runs += u.runs
	f.trials += u.trials
	f.valid += u.valid
	f.lateTail += u.lateTail
	f.verdicts += u.verdicts
	f.wrong += u.wrong
	f.wrongRuns += u.wrongRuns
	f.names = append(f.names, u.names...)
	f.reasons = append(f.reasons, u.reasons...)
	f.steal = append(f.steal, u.steal...)
	f.lag = append(f.lag, u.lag...)
}

func (f *findings) row(run int, stack string) string {
	wrong := "none"
	if len(f.names) > 0 {
		wrong = strings.Join(f.names, ", ")
	}
	widest := func(kind string) string { return percent(largest(f.halves[kind])) }
	return fmt.Sprintf("| %d | %s | %d of %d | %d | %s | %.0f µs | %s, %s, %s | %s |", run, stack, f.valid, f.trials, f.lateTail,
		percent(median(f.steal)), 1e6*median(f.lag), widest("p50"), widest("cpu"), widest("bytes"), wrong)
}

func (f *findings) summary() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%d runs: %d of %d trials valid (%s), %d of them late in the tail; %d of %d verdicts false (%s), in %d runs.\n",
		f.runs, f.valid, f.trials, share(f.valid, f.trials), f.lateTail, f.wrong, f.verdicts, share(f.wrong, f.verdicts), f.wrongRuns)
	for _, reason := range f.reasons {
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
