package gobench

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/wiretax/wiretax/bench/record"
)

// Export returns the valid trials of our own engine in the format of the Go benchmarks, so that
// benchstat compares load runs: one line for each, named after its plan, operation and arm, so
// that the blocks repeat a name. Units are those of the benchmarks if they mean the same; ns/op
// is the mean response time. A comment counts the trials that are left out, and runs without a
// valid trial are an error.
func Export(runs []*record.Run) ([]byte, error) {
	var text bytes.Buffer
	for _, u := range loadUnits {
		fmt.Fprintf(&text, "Unit %s better=lower\n", u.name)
	}
	for _, run := range runs {
		exportRun(&text, run)
	}
	if !bytes.Contains(text.Bytes(), []byte("\n"+loadBenchmark)) {
		return nil, errors.New("export trials: no trial is valid; wiretax report says why")
	}
	return text.Bytes(), nil
}

const loadBenchmark = "BenchmarkLoad"

// loadUnits are the figures of a trial in the units of the benchmarks. A value that is not known
// is 0.
var loadUnits = []struct {
	name  string
	scale float64
	of    func(*record.Trial) float64
}{
	{"ns/op", 1e9, func(t *record.Trial) float64 { return known(t.Response.Mean) }},
	{"p50-ns", 1e9, func(t *record.Trial) float64 { return known(t.Response.P50) }},
	{"p90-ns", 1e9, func(t *record.Trial) float64 { return known(t.Response.P90) }},
	{"p99-ns", 1e9, func(t *record.Trial) float64 { return known(t.Response.P99) }},
	{"first-ns", 1e9, func(t *record.Trial) float64 { return known(t.FirstItem.P50) }},
	{"msg-B/op", 1, func(t *record.Trial) float64 { return t.MessageBytesSent + t.MessageBytesReceived }},
	{"wire-B/op", 1, measured((*record.Trial).WireBytesPerRequest)},
	{"server-cpu-ns/op", 1e9, measured((*record.Trial).ServerCPUPerRequest)},
	{"client-cpu-ns/op", 1e9, measured((*record.Trial).ClientCPUPerRequest)},
}

func known(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}

func measured(of func(*record.Trial) (float64, bool)) func(*record.Trial) float64 {
	return func(t *record.Trial) float64 {
		if v, ok := of(t); ok {
			return v
		}
		return 0
	}
}

func exportRun(text *bytes.Buffer, run *record.Run) {
	m := &run.Manifest
	nameA, nameB := m.Plan.TargetNames()
	for _, line := range configOf(m) {
		fmt.Fprintf(text, "%s: %s\n", line.key, oneLine(line.value))
	}
	for _, line := range []configLine{{"target-a", nameA}, {"target-b", nameB}, {"client", clientOf(m)}} {
		if line.value != "" {
			fmt.Fprintf(text, "%s: %s\n", line.key, oneLine(line.value))
		}
	}
	var lines strings.Builder
	trials, invalid := 0, 0
	for _, t := range inOrder(run) {
		trials++
		values := loadValues(t)
		if !t.Valid || values == "" {
			invalid++
			continue
		}
		fmt.Fprintf(&lines, "%s/plan=%s/op=%s/stack=%s\t%d%s\n",
			loadBenchmark, part(m.Plan.Name), part(t.Operation), part(t.Arm), t.Completed, values)
	}
	fmt.Fprintf(text, "# run %s: %d of %s", oneLine(m.Run), trials-invalid, counted(trials))
	if invalid > 0 {
		fmt.Fprintf(text, "; note: %d are left out, they are not valid", invalid)
	}
	if !m.Complete {
		text.WriteString("; note: the run is incomplete")
	}
	text.WriteString("\n" + lines.String())
}

// clientOf returns the client that drove all arms of a run; empty if they had different ones.
func clientOf(m *record.Manifest) string {
	if len(m.Arms) == 0 || slices.ContainsFunc(m.Arms, func(a record.Arm) bool { return a.Client != m.Arms[0].Client }) {
		return ""
	}
	return m.Arms[0].Client
}

// inOrder returns the trials of our engine in the order of the run's arms, not in the random one in
// which they were measured: benchstat compares with what comes first.
func inOrder(run *record.Run) []*record.Trial {
	var ours []*record.Trial
	for i := range run.Trials {
		if run.Trials[i].Tool == record.Wiretax {
			ours = append(ours, &run.Trials[i])
		}
	}
	arms := run.Manifest.Arms
	index := func(t *record.Trial) (comparison, arm int) {
		comparison = slices.IndexFunc(arms, func(a record.Arm) bool { return a.Comparison == t.Operation })
		return comparison, slices.IndexFunc(arms, func(a record.Arm) bool {
			return a.Name == t.Arm && (comparison < 0 || a.Comparison == t.Operation)
		})
	}
	slices.SortStableFunc(ours, func(a, b *record.Trial) int {
		comparisonA, armA := index(a)
		comparisonB, armB := index(b)
		// What the manifest does not list, such as the empty request, has the index -1 and comes
		// last.
		return cmp.Or(cmp.Compare(uint(comparisonA), uint(comparisonB)), cmp.Compare(uint(armA), uint(armB)), cmp.Compare(a.Block, b.Block))
	})
	return ours
}

// loadValues returns the figures of a trial with their units.
func loadValues(t *record.Trial) string {
	var text strings.Builder
	for _, u := range loadUnits {
		if v := u.of(t); v > 0 && !math.IsInf(v, 1) {
			text.WriteString("\t" + nineDigits(v*u.scale) + " " + u.name)
		}
	}
	return text.String()
}

// nineDigits formats a number with nine significant digits and without an exponent.
func nineDigits(v float64) string {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 9, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

func counted(trials int) string {
	if trials == 1 {
		return "1 trial"
	}
	return strconv.Itoa(trials) + " trials"
}

// part returns a name that fits one part of a benchmark's name.
func part(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || !unicode.IsGraphic(r) || r == '/' {
			return '_'
		}
		return r
	}, name)
	if name == "" {
		return "_"
	}
	return name
}
