package report

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/toolbench"
)

// mostDiffering is how many characters are shown of what two plans differ in.
const mostDiffering = 200

// distinct refuses a run that comes twice: by one folder, under whatever paths, or by copies.
// Its trials would count as those of two runs.
func distinct(runs []*record.Run) error {
	for i, run := range runs {
		for _, other := range runs[:i] {
			if other.Manifest.Run == run.Manifest.Run {
				return fmt.Errorf("%s and %s are the same run, %s; name it once",
					page.Printable(other.Dir), page.Printable(run.Dir), page.Printable(run.Manifest.Run))
			}
		}
	}
	return nil
}

// agree refuses runs that do not belong in one report. Those of one plan are pooled, so their plans
// have to be the same: to take one of them would be to choose a result.
func agree(runs []*record.Run) error {
	first := &runs[0].Manifest
	for i, run := range runs {
		m := &run.Manifest
		for _, other := range runs[:i] {
			if other.Manifest.Plan.Name != m.Plan.Name {
				continue
			}
			if differs := judged.Repeats(other, run); differs != "" {
				return fmt.Errorf("compose report: runs %s and %s are both of plan %s, and not pooled since their plans differ in %s; name one of them",
					page.Printable(other.Manifest.Run), page.Printable(m.Run), page.Printable(m.Plan.Name), page.Clip(page.Printable(differs), mostDiffering))
			}
		}
		if judged.Strangers(runs[0]) != judged.Strangers(run) {
			return fmt.Errorf("compose report: one of the runs %s and %s compares strangers' services and the other the catalog's; make a report of each",
				page.Printable(first.Run), page.Printable(m.Run))
		}
		if field, a, b := difference(first, m); field != "" {
			return fmt.Errorf("compose report: runs %s and %s differ in %s (%s, %s); a report holds runs of one build on one machine",
				page.Printable(first.Run), page.Printable(m.Run), field, page.Printable(fmt.Sprint(a)), page.Printable(fmt.Sprint(b)))
		}
	}
	return nil
}

// agreeWithBenchmarks refuses benchmarks of another build or machine than the runs'.
func agreeWithBenchmarks(run *record.Run, b *gobench.Output) error {
	m := &run.Manifest
	if judged.Strangers(run) {
		return fmt.Errorf("compose report: run %s compares strangers' services, and the benchmarks %s are of the catalog's; leave them out",
			page.Printable(m.Run), page.Printable(b.Name))
	}
	if key, want, differs := b.Differs(m); differs {
		return fmt.Errorf("compose report: run %s and the benchmarks %s differ in %s (%s, %s); a report holds what is of one build on one machine",
			page.Printable(m.Run), page.Printable(b.Name), key, page.Printable(want), page.Printable(b.Config[key]))
	}
	return nil
}

// agreeWithTools refuses load generators that were measured by another build or on another machine.
func agreeWithTools(run *record.Run, t *toolbench.Result) error {
	m := &run.Manifest
	if judged.Strangers(run) {
		return fmt.Errorf("compose report: run %s compares strangers' services, and the load generators of %s drove the catalog's; leave them out",
			page.Printable(m.Run), page.Printable(t.Name))
	}
	if field, own, of, differs := t.Differs(m); differs {
		return fmt.Errorf("compose report: run %s and the load generators of %s differ in %s (%s, %s); a report holds what is of one build on one machine",
			page.Printable(m.Run), page.Printable(t.Name), field, page.Printable(of), page.Printable(own))
	}
	return nil
}

// difference names the first field in which two runs are not of one build and machine.
func difference(a, b *record.Manifest) (field string, va, vb any) {
	switch {
	case a.Build.Version != b.Build.Version:
		return "build version", a.Build.Version, b.Build.Version
	case a.Build.Go != b.Build.Go:
		return "Go version", a.Build.Go, b.Build.Go
	case !slices.Equal(a.Build.Modules, b.Build.Modules):
		return "modules", a.Build.Modules, b.Build.Modules
	}
	ma, mb := reflect.ValueOf(a.Machine), reflect.ValueOf(b.Machine)
	for i := range ma.NumField() {
		if va, vb := ma.Field(i).Interface(), mb.Field(i).Interface(); va != vb {
			name, _, _ := strings.Cut(ma.Type().Field(i).Tag.Get("json"), ",")
			return "machine " + name, va, vb
		}
	}
	return "", nil, nil
}

// comparable refuses a run whose plan leaves nothing to compare.
func comparable(run *record.Run) error {
	p := judged.PlanOf(run)
	if len(p.Operations) == 0 || len(p.Stacks) < 2 {
		return fmt.Errorf("report run %s: its plan names %s and %s; a comparison needs one and two",
			run.Manifest.Run, page.Count(len(p.Operations), "operation"), page.Count(len(p.Stacks), "stack"))
	}
	for _, op := range p.Operations {
		if carriers := judged.Carriers(run, op); len(carriers) < 2 || carriers[0] != p.Stacks[0] {
			return fmt.Errorf("report run %s: %s has an arm on %s; a comparison needs one on %s and another",
				run.Manifest.Run, page.Printable(op.Name), page.And(carriers), p.Stacks[0])
		}
	}
	metrics := record.Metrics()
	for _, key := range p.Headline {
		if !slices.ContainsFunc(metrics, func(m record.Metric) bool { return m.Key == key }) {
			return fmt.Errorf("report run %s: its headline names the metric %q, which is unknown", run.Manifest.Run, key)
		}
	}
	return nil
}

// mostName is how many characters of what an arm is called are shown.
const mostName = 32

// fit is the run with titles of arms that are fit to print: a manifest is a file that anybody may
// have edited.
func fit(run *record.Run) *record.Run {
	fit := *run
	arms := slices.Clone(fit.Manifest.Arms)
	for i := range arms {
		arms[i].Title = page.Clip(page.Printable(arms[i].Title), mostName)
	}
	fit.Manifest.Arms = arms
	return &fit
}
