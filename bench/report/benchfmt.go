package report

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
)

// Benchfmt returns the valid trials of our own engine in the format of the Go benchmarks, so
// that benchstat compares load runs: a line for each, by the name of its plan, operation and
// arm, which the blocks repeat. Units are those of the benchmarks where they mean the same;
// ns/op is the mean response time. What is left out is counted in a comment, and runs
// without a valid trial are an error.
func Benchfmt(runs []*record.Run) ([]byte, error) {
	if err := distinct(runs); err != nil {
		return nil, fmt.Errorf("export trials: %w", err)
	}
	var text bytes.Buffer
	for _, u := range loadUnits {
		fmt.Fprintf(&text, "Unit %s better=lower\n", u.name)
	}
	for _, run := range runs {
		if err := judged.Check(run); err != nil {
			return nil, errors.New(page.Printable(err.Error()))
		}
		exportRun(&text, run)
	}
	if !bytes.Contains(text.Bytes(), []byte("\n"+loadBenchmark)) {
		return nil, errors.New("export trials: no trial is valid; wiretax report says why")
	}
	return text.Bytes(), nil
}

const loadBenchmark = "BenchmarkLoad"

// loadUnits are what a trial may say, in the units of the benchmarks.
var loadUnits = []struct {
	name  string
	scale float64
	of    judged.Metric
}{
	{"ns/op", 1e9, judged.Metric{Of: func(t *record.Trial) (float64, bool) { return judged.Known(t.Response.Mean), t.Response.Mean != nil }}},
	{"p50-ns", 1e9, judged.MetricOf(judged.ResponseP50)},
	{"p90-ns", 1e9, judged.MetricOf(judged.ResponseP90)},
	{"p99-ns", 1e9, judged.MetricOf(judged.ResponseP99)},
	{"first-ns", 1e9, judged.MetricOf(judged.FirstItemP50)},
	{"msg-B/op", 1, judged.Metric{Of: func(t *record.Trial) (float64, bool) { return t.MessageBytesSent + t.MessageBytesReceived, true }}},
	{"wire-B/op", 1, judged.MetricOf(judged.WireBytes)},
	{"server-cpu-ns/op", 1e9, judged.MetricOf(judged.ServerCPU)},
	{"client-cpu-ns/op", 1e9, judged.MetricOf(judged.ClientCPU)},
}

func exportRun(text *bytes.Buffer, run *record.Run) {
	m := &run.Manifest
	nameA, nameB := m.Plan.SideNames()
	for _, config := range [][2]string{
		{"wiretax-build", m.Build.Version}, {"go-version", m.Build.Go}, {"goos", m.Machine.OS}, {"goarch", m.Machine.Arch},
		{"cpu", m.Machine.CPU}, {"kernel", m.Machine.Kernel}, {"cpus", strconv.Itoa(m.Machine.CPUs)},
		{"side-a", nameA}, {"side-b", nameB},
	} {
		if config[1] == "" && strings.HasPrefix(config[0], "side-") {
			continue
		}
		fmt.Fprintf(text, "%s: %s\n", config[0], oneLine(config[1]))
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
	fmt.Fprintf(text, "# run %s: %d of %s", oneLine(m.Run), trials-invalid, page.Count(trials, "trial"))
	if invalid > 0 {
		fmt.Fprintf(text, "; note: %d are left out, they are not valid", invalid)
	}
	if !m.Complete {
		text.WriteString("; note: the run is incomplete")
	}
	text.WriteString("\n" + lines.String())
}

// inOrder are the trials of our engine in the order of the plan, and not the random one in
// which they took place: benchstat compares with what comes first.
func inOrder(run *record.Run) []*record.Trial {
	var ours []*record.Trial
	for i := range run.Trials {
		if run.Trials[i].Tool == record.Wiretax {
			ours = append(ours, &run.Trials[i])
		}
	}
	p := &run.Manifest.Plan
	place := func(t *record.Trial) (operation, stack int) {
		operation = slices.IndexFunc(p.Operations, func(op record.Operation) bool { return op.Name == t.Operation })
		return operation, slices.Index(p.Stacks, t.Arm)
	}
	slices.SortStableFunc(ours, func(a, b *record.Trial) int {
		opA, stackA := place(a)
		opB, stackB := place(b)
		// What no plan names, the floor and second arms, has index -1, and comes last.
		return cmp.Or(cmp.Compare(uint(opA), uint(opB)), cmp.Compare(uint(stackA), uint(stackB)), cmp.Compare(a.Block, b.Block))
	})
	return ours
}

// loadValues are the figures of a trial with their units.
func loadValues(t *record.Trial) string {
	var text strings.Builder
	for _, u := range loadUnits {
		if v, ok := u.of.Value(t); ok && !u.of.Late(t) {
			text.WriteString("\t" + strconv.FormatFloat(page.Round(v*u.scale, 9), 'f', -1, 64) + " " + u.name)
		}
	}
	return text.String()
}

// part is a name as one part of a benchmark's can carry it.
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

// oneLine is text as the rest of a line can carry it.
func oneLine(text string) string { return strings.Join(strings.Fields(page.Printable(text)), " ") }
