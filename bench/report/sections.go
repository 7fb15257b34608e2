package report

import (
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/section"
)

// sections are those of RESULTS.md, in order.
func sections() []section.Section {
	return []section.Section{
		{Name: "the answer", Write: section.Head},
		{Name: "machine and versions", Write: section.Machine},
		{Name: "equal work", Write: section.EqualWork},
		{Name: "streams", Each: section.Streams},
		{Name: "handler cost", Each: section.HandlerCosts},
		{Name: "by load", Each: section.ByLoad},
		{Name: "sweep", Each: section.Sweeps},
		{Name: "gateway", Each: section.Gateways},
		{Name: "chain", Each: section.Chain},
		{Name: "plan", Each: section.PlanTitle},
		{Name: "operations", Each: section.Operations},
		{Name: "load", Each: section.Load},
		{Name: "picture", Each: section.Picture},
		{Name: "the same twice", Each: section.SameTwice},
		{Name: "empty requests", Each: section.EmptyRequests},
		{Name: "other generators", Each: section.Generators},
		{Name: "Go benchmarks", Write: section.Benchmarks},
		{Name: "load generators", Write: section.Tools},
		{Name: "claims", Write: section.Claims},
		{Name: "warnings", Write: section.Warnings},
		{Name: "not here yet", Write: section.NotHere},
		{Name: "how to reproduce", Write: section.Reproduce},
	}
}

// writeSections writes them on a page.
func writeSections(all []section.Section, in *section.Input, d *page.Page) {
	for len(all) > 0 {
		if all[0].Write != nil {
			all[0].Write(in, d)
			all = all[1:]
			continue
		}
		n := 0
		for n < len(all) && all[n].Each != nil {
			n++
		}
		for _, run := range in.Runs {
			for _, s := range all[:n] {
				s.Each(run, d)
			}
		}
		all = all[n:]
	}
}
