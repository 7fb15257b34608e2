package calibrate

import (
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/contract"
)

// rowOf returns the row of a table that begins with these columns.
func rowOf(t *testing.T, table string, columns ...string) string {
	t.Helper()
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "| "+strings.Join(columns, " | ")+" |") {
			return strings.TrimSpace(line)
		}
	}
	t.Errorf("no row begins with %q in\n%s", columns, table)
	return ""
}

func summed(t *testing.T, dir string) string {
	t.Helper()
	var out strings.Builder
	if err := sumUp(dir, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Runs with known figures give the table that follows from these by hand. 0.1 takes 19 blocks, as
// 2.101 × 0.1/√19 = 0.048 < ln 1.05, and 0.02 takes 4. The runs' means 0.05 and −0.05 have the variance
// 0.003, of which 0.02²/4 is that of the blocks within.
func TestTheTableOfMadeUpRuns(t *testing.T) {
	dir := t.TempDir()
	for _, m := range append(twins(t), plantedRuns(t)...) {
		m.write(t, dir)
	}
	table := summed(t, dir)
	answers := []string{contract.ResponseP50, contract.ResponseP90, contract.ResponseP99, contract.ServerCPU}
	for load, metrics := range map[string][]string{"10 %, lean": answers, "50 %, lean": answers, "10 %, native": {contract.ClientCPU}} {
		for _, metric := range metrics {
			for _, want := range []string{
				"| whole | 24 | 0.100 (0.076 to 0.148) | 12.0 | 3.8 | – | 0.000 | ± 15.0 % | 1 of 6 (0.4 % to 64.1 %) |",
				"| sliced | 24 | 0.020 (0.015 to 0.030) | 8.0 | 0.5 | 37.5 × (37.5 to 37.5) | 0.054 | ± 3.0 % | 0 of 6 (0.0 % to 45.9 %) |",
			} {
				design := strings.Fields(want)[1]
				if got := rowOf(t, table, load, metric, design); !strings.HasSuffix(got, want) {
					t.Errorf("row = %s\nwant  … %s", got, want)
				}
			}
		}
	}
	for _, load := range []string{"10 %, lean", "50 %, lean"} {
		for _, want := range []string{
			"| whole | 2 | 0 of 2 (0.0 % to 84.2 %) | 0 | +8.0 % ± 0.0 % | +10.0 % |",
			"| sliced | 2 | 2 of 2 (15.8 % to 100.0 %) | 0 | +11.0 % ± 1.3 % | +10.0 % |",
		} {
			design := strings.Fields(want)[1]
			if got := rowOf(t, table, "10.0 %", load, design); !strings.HasSuffix(got, want) {
				t.Errorf("row = %s\nwant  … %s", got, want)
			}
		}
	}
	for _, want := range []string{
		"| whole | 6 | 144 of 144 | 15 of 90 (9.6 % to 26.0 %) | 1 of 6 (0.4 % to 64.1 %) |",
		"| sliced | 6 | 144 of 144 | 0 of 90 (0.0 % to 4.0 %) | 0 of 6 (0.0 % to 45.9 %) |",
	} {
		if got := rowOf(t, table, strings.Fields(want)[1]); got != want {
			t.Errorf("row = %s\nwant  %s", got, want)
		}
	}
}

// Every row of a table has as many columns as its header.
func TestTheRowsFitTheirHeaders(t *testing.T) {
	dir := t.TempDir()
	for _, m := range append(twins(t), plantedRuns(t)...) {
		m.write(t, dir)
	}
	want := 0
	for line := range strings.Lines(summed(t, dir)) {
		columns := strings.Count(line, "|")
		if want != 0 && columns != 0 && columns != want {
			t.Errorf("%d bars in %q, want %d", columns, line, want)
		}
		want = columns
	}
}

// Of a calibration that was interrupted, what is there is summed up: the blocks of a run that was stopped
// count, and how long its blocks took is not known.
func TestReadAPart(t *testing.T) {
	dir := t.TempDir()
	runs := twins(t)
	runs[1].stopped, runs[1].verdict = true, "no verdict"
	for _, m := range runs[:2] {
		m.write(t, dir)
	}
	broken := filepath.Join(dir, "aa-099-rest-whole")
	writeFile(t, filepath.Join(broken, planFile), "")
	table := summed(t, dir)
	for _, want := range []string{
		"| 50 %, lean | server_cpu | whole | 4 | 0.100 (0.057 to 0.373) | 12.0 | 3.8 | – | – | ± 15.0 % | 1 of 1 (2.5 % to 100.0 %) |",
		"| 50 %, lean | server_cpu | sliced | 4 | 0.020 (0.011 to 0.075) | – | – | – | – | ± 3.0 % | – |",
		"| sliced | 1 | 24 of 24 | – | – |",
	} {
		columns := strings.Split(strings.Trim(want, "| "), " | ")
		n := 1
		if len(columns) > 5 {
			n = 3
		}
		if got := rowOf(t, table, columns[:n]...); got != want {
			t.Errorf("row = %s\nwant  %s", got, want)
		}
	}
	if want := "- left out: aa-099-rest-whole: it left 0 run folders, want one\n"; !strings.Contains(table, want) {
		t.Errorf("%q is not in\n%s", want, table)
	}
	if err := sumUp(t.TempDir(), io.Discard); err == nil || !strings.Contains(err.Error(), "it holds no runs") {
		t.Errorf("sumUp(an empty folder) = %v, want that it holds no runs", err)
	}
}

// Where the variance differs from run to run, so does what the drawn runs give.
func TestTheIntervalOfAGain(t *testing.T) {
	parts := func(sd, step float64) (all []part) {
		for range leastResampled {
			all = append(all, part{groups: [][]float64{{-sd, sd}, {sd, -sd}}, seconds: 10})
			sd += step
		}
		return all
	}
	var s spread
	s.setGain(parts(0.1, 0.1), parts(0.01, 0.001))
	if !(s.gainLo > 0 && s.gainLo < s.gain*0.9 && s.gain*1.1 < s.gainHi) {
		t.Errorf("the gain is %v, from %v to %v, want an interval around it", s.gain, s.gainLo, s.gainHi)
	}
	few := spread{}
	few.setGain(parts(0.1, 0.1)[1:], parts(0.01, 0.001))
	if few.gain == 0 || few.gainHi != 0 {
		t.Errorf("of four runs the gain is %v, from %v to %v, want no interval", few.gain, few.gainLo, few.gainHi)
	}
}
