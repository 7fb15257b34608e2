package report

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/record"
)

// agreeWithBenchmarks refuses benchmarks of another build or machine than the runs'.
func agreeWithBenchmarks(m *record.Manifest, b *gobench.Output) error {
	if len(m.Plan.Pairs) > 0 {
		return fmt.Errorf("compose report: run %s compares strangers' services, and the benchmarks %s are of the catalog's; leave them out",
			printable(m.Run), printable(b.Name))
	}
	if key, want, differs := b.Differs(m); differs {
		return fmt.Errorf("compose report: run %s and the benchmarks %s differ in %s (%s, %s); a report holds what is of one build on one machine",
			printable(m.Run), printable(b.Name), key, printable(want), printable(b.Config[key]))
	}
	return nil
}
