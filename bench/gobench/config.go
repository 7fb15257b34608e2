package gobench

import (
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/terminal"
)

// BuildKey is the key of the line that names the build of wiretax.
const BuildKey = "wiretax-build"

// configLine is a line above results that says of what they are.
type configLine struct{ key, value string }

// configOf are the build and the machine of a run. The testing package and the rounds write
// lines of the same keys.
func configOf(m *record.Manifest) []configLine {
	return []configLine{
		{BuildKey, m.Build.Version}, {"go-version", m.Build.Go}, {"goos", m.Machine.OS}, {"goarch", m.Machine.Arch},
		{"cpu", m.Machine.CPU}, {"kernel", m.Machine.Kernel}, {"cpus", strconv.Itoa(m.Machine.CPUs)},
	}
}

// Differs returns the key of the first line by which the output is of another build or machine
// than a run, with the value of the run; false if it is of the same.
func (o *Output) Differs(m *record.Manifest) (key, want string, differs bool) {
	for _, line := range configOf(m) {
		got := o.Config[line.key]
		if line.key == "cpu" && got == "" {
			continue // the testing package does not know it everywhere
		}
		if oneLine(got) != oneLine(line.value) {
			return line.key, line.value, true
		}
	}
	return "", "", false
}

// oneLine is text as the rest of a line can carry it.
func oneLine(text string) string { return strings.Join(strings.Fields(terminal.Line(text)), " ") }
