package report

import (
	"fmt"
	"strconv"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/record"
)

// agreeWithBenchmarks refuses benchmarks of another build or machine than the runs'.
func agreeWithBenchmarks(m *record.Manifest, b *gobench.Output) error {
	if len(m.Plan.Pairs) > 0 {
		return fmt.Errorf("compose report: run %s compares strangers' services, and the benchmarks %s are of the catalog's; leave them out",
			printable(m.Run), printable(b.Name))
	}
	for _, field := range []struct{ key, want string }{
		{gobench.BuildKey, m.Build.Version}, {"go-version", m.Build.Go}, {"goos", m.Machine.OS}, {"goarch", m.Machine.Arch},
		{"kernel", m.Machine.Kernel}, {"cpus", strconv.Itoa(m.Machine.CPUs)}, {"cpu", m.Machine.CPU},
	} {
		got := b.Config[field.key]
		if field.key == "cpu" && got == "" {
			continue // the testing package does not know it everywhere
		}
		if oneLine(got) != oneLine(field.want) {
			return fmt.Errorf("compose report: run %s and the benchmarks %s differ in %s (%s, %s); a report holds what is of one build on one machine",
				printable(m.Run), printable(b.Name), field.key, printable(field.want), printable(got))
		}
	}
	return nil
}
