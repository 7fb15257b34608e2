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

// curveMetrics are those that are followed along the load, as far as a run knows them, and whatever else
// its plan judges there.
func curveMetrics(r *judged.Run) []string {
	metrics := []string{contract.ServerCPU, contract.ResponseP50, contract.ResponseP90, contract.ResponseP99, contract.Segments}
	for _, key := range r.Plan.Headline {
		if !slices.Contains(metrics, key) {
			metrics = append(metrics, key)
		}
	}
	return metrics
}

// ByLoad writes how the difference between the stacks moves with the load.
func ByLoad(r *judged.Run, d *page.Page) {
	all := judged.ByLoad(r)
	all = slices.DeleteFunc(all, func(s judged.Series) bool { return len(s.Pairs) < 2 || len(followed(r, &s)) == 0 })
	if len(all) == 0 {
		return
	}
	d.Heading(2, "By load")
	d.Paragraph(fmt.Sprintf("What becomes of the difference as the load grows and all else stays equal, by plan %s. Everything that is measured together has the same load: a share of what the weakest of it can do. What share of its own capacity that is to each %s stands beside it. The settings: %s.",
		page.Code(r.Plan.Name), words.Noun(r), page.Escape(words.SettingsOfAll(r, webSockets(r)))))
	for i := range all {
		byLoad(r, d, &all[i])
	}
	curves := slices.DeleteFunc(ofRival(r, all), func(s judged.Series) bool { return len(s.Pairs) < judged.LeastCurve })
	if len(curves) > 0 {
		d.Picture("curves-"+r.Plan.Name, curvesSummary(r, curves), drawCurves(r, curves))
	}
}

// followed are the metrics that are told along a series: those that the plan judges at two loads or more.
// Of what it judges nowhere, those follow that say most, and along a curve all but one of two tails.
func followed(r *judged.Run, s *judged.Series) (keys []string) {
	curve := len(s.Pairs) >= judged.LeastCurve
	for _, key := range curveMetrics(r) {
		most := key == contract.ServerCPU || key == contract.ResponseP50 || curve && key != contract.ResponseP90
		told := s.JudgedAt(key) >= 2 || most && !slices.Contains(r.Plan.Headline, key)
		if told && s.Pairs[0].Figure(key) != nil {
			keys = append(keys, key)
		}
	}
	return keys
}

// byLoad writes the tables of one series and what becomes of its ratios.
func byLoad(r *judged.Run, d *page.Page, s *judged.Series) {
	first := s.Pairs[0]
	d.Heading(3, page.Escape(words.SeriesName(s))+": "+page.Escape(r.Title(first.B))+" beside "+page.Escape(r.Title(first.A))+", by load")
	var items []string
	for _, key := range followed(r, s) {
		title := words.Metric(key).Title
		d.Paragraph(title + ":")
		var rows [][]string
		for i, p := range s.Pairs {
			row := []string{page.Escape(words.Load(s.Points[i])), page.Rate(p.Op.Rate.PerSecond)}
			for _, stack := range []string{p.A, p.B} {
				cell := page.None
				if rps, known := r.Capacity(p.Op, stack); known {
					cell = page.Percent(p.Op.Rate.PerSecond / rps)
				}
				row = append(row, cell)
			}
			rows = append(rows, append(row, compared(r, p, d, key)...))
		}
		a, b := page.Escape(r.Title(first.A)), page.Escape(r.Title(first.B))
		short := ">" + words.Metric(key).Short + ", "
		d.Table([]string{">load", ">rate", ">of " + a + "'s capacity", ">of " + b + "'s", short + a, short + b, ">ratio", ">95 % interval", ">n", "verdict"}, rows)
		items = append(items, "**"+title+"**: "+page.Escape(strings.TrimPrefix(changeOf(s, key), words.Metric(key).Label+" ")+withLoad(s, key)))
	}
	d.Paragraph("From " + page.Escape(point(s, 0)) + " to " + page.Escape(point(s, len(s.Pairs)-1)) + ":")
	d.List(items)
}

// withLoad says how a ratio depends on the load, behind what becomes of it.
func withLoad(s *judged.Series, key string) string {
	text, covered := loadWords(s, key)
	if text == "" {
		return ""
	}
	return "; " + text + covered
}

// alongLoad is the same in short, behind the ratios of a sentence.
func alongLoad(s *judged.Series, key string) string {
	if s.Varies != "rate" || len(s.Pairs) < 2 {
		return ""
	}
	text, _ := loadWords(s, key)
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// loadWords says whether a ratio depends on the load, and of a curve where it passes 1 and where its
// interval covers 1.
func loadWords(s *judged.Series, key string) (text, covered string) {
	if len(s.Pairs) >= judged.LeastCurve {
		text, covered = crossing(s, key)
	}
	switch depends := "depends on load"; {
	case !s.DependsOnLoad(key):
		return text, covered
	case text == "":
		return depends, ""
	default:
		return depends + ", " + text, covered
	}
}

// crossing says where the ratio of a metric passes 1 along the load, and where its interval covers 1;
// empty where that is not known.
func crossing(s *judged.Series, key string) (text, covered string) {
	c, known := s.CrossingOf(key)
	if !known {
		return "", ""
	}
	first, shares := s.Load(0)
	last, _ := s.Load(len(s.Pairs) - 1)
	load, unit := func(at float64) string { return fmt.Sprintf("%.0f", at) }, "/s"
	if shares {
		load, unit = func(at float64) string { return fmt.Sprintf("%.0f", 100*at) }, " % of capacity"
	}
	between := func(from, to float64) string { return load(from) + " and " + load(to) + unit }
	covered = ", and the interval covers 1 between " + between(c.From, c.To)
	switch c.Times {
	case 0:
		return "the curves do not cross between " + between(first, last), ""
	case 1:
		return "the curves cross at about " + load(c.At) + unit, covered
	}
	return fmt.Sprintf("the curves cross %d times", c.Times), covered
}

// curvesSummary says what the picture of the curves shows, for who cannot see it.
func curvesSummary(r *judged.Run, all []judged.Series) string {
	var parts []string
	for i := range all {
		s := &all[i]
		for _, key := range followed(r, s) {
			parts = append(parts, words.SeriesName(s)+", "+words.Metric(key).Label+": "+changeOf(s, key)+withLoad(s, key))
		}
	}
	return fmt.Sprintf("What a request costs over %s and %s against the load: %s.", r.Title(r.Baseline()), r.Title(r.Rival()), strings.Join(parts, ". "))
}

// drawCurves draws what each of the two stacks has of every metric against the load.
func drawCurves(r *judged.Run, all []judged.Series) []byte {
	a, b := page.Clip(r.Title(r.Baseline()), 16), page.Clip(r.Title(r.Rival()), 16)
	p := page.Picture{
		Title:       fmt.Sprintf("%s and %s by load", b, a),
		Note:        fmt.Sprintf("load as a share of what the weaker can do; plan %s, %s", page.Clip(r.Plan.Name, 16), words.Blocks(r)),
		Description: curvesSummary(r, all),
	}
	_, shares := all[0].Load(0)
	if !shares {
		p.Note = fmt.Sprintf("load in requests a second; plan %s, %s", page.Clip(r.Plan.Name, 16), words.Blocks(r))
	}
	var charts []page.Chart
	for _, key := range curveMetrics(r) { // so that two operations stand beside each other
		for i := range all {
			s := &all[i]
			if !slices.Contains(followed(r, s), key) {
				continue
			}
			m := s.Pairs[0].Figure(key).Metric
			charts = append(charts, page.Chart{
				Title: words.SeriesName(s) + ": " + words.Metric(key).Label, Unit: words.Unit(m.Quantity), Log: m.Sampled, Shares: shares,
				Curves: [2][]page.CurvePoint{curveOf(r, s, s.Pairs[0].A, &m), curveOf(r, s, s.Pairs[0].B, &m)},
			})
		}
	}
	return p.Curves([2]string{a, b}, charts)
}

// curveOf is what a stack has of a metric at each load.
func curveOf(r *judged.Run, s *judged.Series, stack string, m *record.Metric) (points []page.CurvePoint) {
	for i, p := range s.Pairs {
		mean, ci, known := judged.OwnFigure(r, p.Op.Name, stack, m)
		if !known {
			continue
		}
		load, _ := s.Load(i)
		points = append(points, page.CurvePoint{X: load, Y: mean, Lo: ci.Lo, Hi: ci.Hi})
	}
	return points
}
