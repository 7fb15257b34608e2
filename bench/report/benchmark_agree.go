package report

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// agreeWithBenchmarks refuses benchmarks of another build or machine than the runs'.
func agreeWithBenchmarks(m *record.Manifest, b *gobench.Output) error {
	if len(m.Plan.Pairs) > 0 {
		return fmt.Errorf("compose report: run %s compares strangers' services, and the benchmarks %s are of the catalog's; leave them out",
			page.Printable(m.Run), page.Printable(b.Name))
	}
	if key, want, differs := b.Differs(m); differs {
		return fmt.Errorf("compose report: run %s and the benchmarks %s differ in %s (%s, %s); a report holds what is of one build on one machine",
			page.Printable(m.Run), page.Printable(b.Name), key, page.Printable(want), page.Printable(b.Config[key]))
	}
	return nil
}
