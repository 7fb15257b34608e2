package section

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

// sweepMetrics are those that are followed along what a plan varies.
var sweepMetrics = []string{contract.ServerCPU, contract.ResponseP50, contract.WireBytes}

// Sweeps writes how the difference between the stacks moves along what the plan varies.
func Sweeps(r *judged.Run, d *page.Page) {
	all := judged.Sweeps(r)
	all = slices.DeleteFunc(all, func(s judged.Series) bool { return len(sweptMetrics(r, &s)) == 0 })
	if len(all) == 0 {
		return
	}
	d.Heading(2, "Sweep")
	d.Paragraph(fmt.Sprintf("What becomes of the difference as %s varies and all else stays equal, by plan %s. The settings: %s.",
		page.Code(all[0].Varies), page.Code(r.Plan.Name), page.Escape(words.SettingsOfAll(r, webSockets(r)))))
	for _, s := range all {
		sweep(r, d, s)
	}
	own := slices.DeleteFunc(ofRival(r, all), func(s judged.Series) bool { return len(sweptMetrics(r, &s)) < len(sweepMetrics) })
	if len(own) > 0 {
		d.Picture("sweep-"+r.Plan.Name, alongSummary(r, own, sweepMetrics), alongPicture(r, "by "+all[0].Varies, own, sweepMetrics))
	}
}

// sweptMetrics are those that are told along a series: not those that the plan judges only elsewhere.
func sweptMetrics(r *judged.Run, s *judged.Series) (keys []string) {
	for _, key := range sweepMetrics {
		if s.JudgedAt(key) > 0 || !slices.Contains(r.Plan.Headline, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// sweep writes the tables of one operation and what becomes of its ratios.
func sweep(r *judged.Run, d *page.Page, s judged.Series) {
	first := s.Pairs[0]
	d.Heading(3, page.Escape(words.SeriesName(&s))+": "+page.Escape(r.Title(first.B))+" beside "+page.Escape(r.Title(first.A))+", by "+page.Escape(s.Varies))
	var changes []string
	for _, key := range sweptMetrics(r, &s) {
		d.Paragraph(words.Metric(key).Title + ":")
		compare(r, d, key, s)
		changes = append(changes, changeOf(&s, key))
	}
	d.Paragraph(fmt.Sprintf("%s: %s.", page.Escape(fromTo(&s)), page.Escape(strings.Join(changes, "; "))))
}

// webSockets says where connections are not those of the setting; empty where they always are.
func webSockets(r *judged.Run) string {
	if slices.ContainsFunc(r.Plan.Operations, func(op record.Operation) bool { return op.Operation == contract.RealtimeRecommendations }) {
		return butWebSockets
	}
	return ""
}

// ofRival are the series of the rival, which the picture shows.
func ofRival(r *judged.Run, all []judged.Series) (own []judged.Series) {
	for _, s := range all {
		if s.Pairs[0].B == r.Rival() {
			own = append(own, s)
		}
	}
	return own
}
