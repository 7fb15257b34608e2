package report

import (
	"github.com/wiretax/wiretax/bench/report/page"
)

// sections are those of RESULTS.md, in order.
func sections(benchmarks *Benchmarks) []Section {
	return []Section{
		{Name: "the answer", Write: head},
		{Name: "machine and versions", Write: machine},
		{Name: "equal work", Write: equalWork},
		{Name: "streams", Each: streams},
		{Name: "handler cost", Each: handlerCosts},
		{Name: "gateway", Each: gateways},
		{Name: "chain", Each: chain},
		{Name: "plan", Each: planTitle},
		{Name: "operations", Each: operations},
		{Name: "load", Each: loadTable},
		{Name: "picture", Each: inOnePicture},
		{Name: "noise", Each: noise},
		{Name: "empty requests", Each: emptyRequests},
		{Name: "other generators", Each: generators},
		{Name: "Go benchmarks", Write: func(_ *Input, d *page.Page) { goBenchmarks(benchmarks, d) }},
		{Name: "claims", Write: claimsFound},
		{Name: "warnings", Write: warningsOfAll},
		{Name: "not here yet", Write: notHere},
		{Name: "how to reproduce", Write: reproduce},
	}
}

// writeSections writes them on a page.
func writeSections(all []Section, in *Input, d *page.Page) {
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
