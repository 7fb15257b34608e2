package calibrate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// metrics are those of the table.
var metrics = []string{contract.ResponseP50, contract.ResponseP90, contract.ResponseP99, contract.ServerCPU, contract.ClientCPU}

// result is what a run gave.
type result struct {
	design string
	// planted is nil if the run compared a stack with its twin.
	planted *plantedWork
	// trials and valid count those of both arms that are compared.
	trials, valid int
	// blockSeconds is how long a block of one comparison took, with all that goes with it. 0: the run
	// was cut short, so that it is not known.
	blockSeconds float64
	comparisons  []comparison
}

// comparison is what a run gave for an operation at a load.
type comparison struct {
	load load
	// ratios are the logarithms of one arm over the other in each block, by metric.
	ratios map[string][]float64
	// cost is the server's CPU time per request of the arm without planted work, in seconds; 0 if no
	// trial of it is valid.
	cost float64
	// printed are the figures of the run's report, by metric.
	printed map[string]printed
}

// readAll reads the runs of a folder. leftOut says which of them cannot be read, and why.
func readAll(dir string) (results []result, leftOut []string, err error) {
	folders, err := filepath.Glob(filepath.Join(dir, "*", planFile))
	if err != nil {
		return nil, nil, err
	}
	for _, file := range folders {
		folder := filepath.Dir(file)
		run, err := openOnly(folder)
		if err != nil {
			leftOut = append(leftOut, fmt.Sprintf("%s: %v", filepath.Base(folder), err))
			continue
		}
		work, err := readWork(folder)
		if err != nil {
			return nil, nil, err
		}
		if work == nil && !isTwin(&run.Manifest.Plan) {
			continue // it measured what a request costs
		}
		r, err := readRun(run, work)
		if err != nil {
			return nil, nil, err
		}
		results = append(results, r)
	}
	if len(results) == 0 {
		return nil, nil, fmt.Errorf("read %s: it holds no runs%s", dir, strings.Join(append([]string{""}, leftOut...), "; "))
	}
	return results, leftOut, nil
}

// openOnly opens the only run folder that a run left.
func openOnly(dir string) (*record.Run, error) {
	folders, err := filepath.Glob(filepath.Join(dir, runsFolder, "*"))
	if err != nil {
		return nil, err
	}
	if len(folders) != 1 {
		return nil, fmt.Errorf("it left %d run folders, want one", len(folders))
	}
	return record.Open(folders[0])
}

// readWork reads the planted work of a run; nil if there is none.
func readWork(dir string) (*plantedWork, error) {
	text, err := os.ReadFile(filepath.Join(dir, workFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var w plantedWork
	if err := json.Unmarshal(text, &w); err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, workFile), err)
	}
	return &w, nil
}

// isTwin reports whether a plan compares a stack with its twin.
func isTwin(p *plan.Plan) bool { return len(p.Stacks) == 2 && p.Stacks[1] == p.Stacks[0]+twin }

// readRun reads a run, in which the second stack of the plan is compared with the first.
func readRun(run *record.Run, work *plantedWork) (result, error) {
	m := &run.Manifest
	r := result{design: m.Plan.Windows, planted: work}
	if r.design == "" {
		r.design = plan.SlicedWindows
	}
	report, err := readPrinted(run.Dir)
	if err != nil {
		return r, err
	}
	for _, arm := range m.Arms {
		if arm.Control || arm.Stack != m.Plan.Stacks[0] {
			continue
		}
		baseline, other := valid(run, arm.Comparison, arm.Name), valid(run, arm.Comparison, m.Plan.Stacks[1])
		r.valid += len(baseline) + len(other)
		r.comparisons = append(r.comparisons, comparison{
			load: loadOf(&arm), ratios: logRatios(baseline, other), cost: meanCost(baseline), printed: report[arm.Comparison],
		})
	}
	for i := range run.Trials {
		if t := &run.Trials[i]; isCompared(t, m.Plan.Stacks) {
			r.trials++
		}
	}
	if n := m.Plan.Blocks * len(r.comparisons); m.Complete && n > 0 {
		r.blockSeconds = m.Ended.Sub(m.Started).Seconds() / float64(n)
	}
	return r, nil
}

// isCompared reports whether a trial is one of the two arms that are compared.
func isCompared(t *record.Trial, stacks []string) bool {
	return t.Tool == record.Wiretax && t.Operation != record.EmptyRequest && slices.Contains(stacks, t.Arm)
}

// valid returns the valid trials of an arm by block.
func valid(run *record.Run, comparison, arm string) map[int]*record.Trial {
	found := make(map[int]*record.Trial)
	for i := range run.Trials {
		t := &run.Trials[i]
		if t.Valid && t.Tool == record.Wiretax && t.Operation == comparison && t.Arm == arm {
			found[t.Block] = t
		}
	}
	return found
}

// logRatios returns the logarithms of an arm over the baseline in the blocks in which both have a value, by
// metric. What a late generator may have spoiled counts too: to leave it out would depend on the arm.
func logRatios(baseline, other map[int]*record.Trial) map[string][]float64 {
	ratios := make(map[string][]float64)
	for _, key := range metrics {
		metric := record.MetricOf(key)
		for _, block := range blocksOf(baseline) {
			if other[block] == nil {
				continue
			}
			a, known := metric.Value(other[block])
			b, also := metric.Value(baseline[block])
			if known && also {
				ratios[key] = append(ratios[key], math.Log(a)-math.Log(b))
			}
		}
	}
	return ratios
}

// blocksOf returns the blocks in order, so that sums come out the same each time.
func blocksOf(trials map[int]*record.Trial) []int { return slices.Sorted(maps.Keys(trials)) }

// meanCost returns the geometric mean of the server's CPU time per request; 0 without a value.
func meanCost(trials map[int]*record.Trial) float64 {
	metric := record.MetricOf(contract.ServerCPU)
	var values []float64
	for _, block := range blocksOf(trials) {
		if v, ok := metric.Value(trials[block]); ok {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return 0
	}
	return stat.GeometricMean(values)
}
