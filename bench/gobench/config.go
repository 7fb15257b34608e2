package gobench

import (
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/terminal"
)

// BuildKey is the key of the line that names the build of wiretax.
const BuildKey = "wiretax-build"

// configLine is a line above the results that says what was measured, and where.
type configLine struct{ key, value string }

// configOf returns the build and the machine of a run. The testing package and the rounds write
// lines with the same keys.
func configOf(m *record.Manifest) []configLine {
	return []configLine{
		{BuildKey, m.Build.Version}, {"go-version", m.Build.Go}, {"goos", m.Machine.OS}, {"goarch", m.Machine.Arch},
		{"cpu", m.Machine.CPU}, {"kernel", m.Machine.Kernel}, {"cpus", strconv.Itoa(m.Machine.CPUs)},
	}
}

// Differs returns the key of the first line that shows that the output is of another build or
// machine than a run, with the run's value. It returns false if both are the same.
func (o *Output) Differs(m *record.Manifest) (key, want string, differs bool) {
	for _, line := range configOf(m) {
		got := o.Config[line.key]
		if line.key == "cpu" && got == "" {
			continue // the testing package does not know it on every system
		}
		if oneLine(got) != oneLine(line.value) {
			return line.key, line.value, true
		}
	}
	return "", "", false
}

// oneLine returns text that fits the rest of a line.
func oneLine(text string) string { return strings.Join(strings.Fields(terminal.Line(text)), " ") }
