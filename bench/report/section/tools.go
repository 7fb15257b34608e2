package section

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/bench/toolbench"
)

// toolsTitle is the title of the section of load generators.
const toolsTitle = "Load generators beside each other"

// Tools writes the section of the load generators; nothing where there are none.
func Tools(in *Input, d *page.Page) {
	r := in.Tools
	if r == nil {
		return
	}
	d.Heading(2, toolsTitle)
	d.Paragraph(fmt.Sprintf("What the generators cost, by %s: servers on CPU %s and generators on CPU %s of %s, Linux %s. The service is ours, asked for a book; the responder only answers, with 1 KiB. The hypervisor took %s of the machine's time. They are shown, not judged.",
		page.Code("make bench-tools"), page.Escape(r.Machine.ServerCPUs), page.Escape(r.Machine.ClientCPUs), page.Escape(r.Machine.CPU), page.Escape(r.Machine.Kernel), page.Percent(r.StealShare)))
	d.Paragraph(versions(r))
	if len(r.Missing) > 0 {
		d.Paragraph("Not installed, and left out: " + page.Escape(page.And(r.Missing)) + ".")
	}
	if r.Machine.SharedCPUs {
		d.Paragraph("**Servers and generators share one CPU:** no figure here may count.")
	}
	if !r.Complete {
		d.Paragraph("**The measurement was interrupted:** tables are incomplete.")
	}
	toolCosts(r, d)
	toolRates(r, d)
	toolLags(r, d)
	toolMemories(r, d)
}

// versions says which versions of the tools took part.
func versions(r *toolbench.Result) string {
	named := []string{"wiretax " + page.Escape(r.Build)}
	for _, t := range r.Tools {
		named = append(named, page.Escape(t.Path+" "+t.Version))
	}
	return "Versions: " + strings.Join(named, ", ") + "."
}

// workRow begins the row of a tool.
func workRow(w *toolbench.Work, tool string) []string {
	return []string{page.Escape(w.Protocol), page.Escape(w.Server), strconv.Itoa(w.Connections), page.Escape(tool)}
}

// workHeads are the heads above workRow's.
var workHeads = []string{"protocol", "server", ">connections", "tool"}

// toolCosts writes what a request costs each tool.
func toolCosts(r *toolbench.Result, d *page.Page) {
	if len(r.Groups) == 0 {
		return
	}
	d.Heading(3, "CPU of a request")
	d.Paragraph(fmt.Sprintf("A closed loop with %d requests in flight for %s each time. CPU is user and system time of the tool's whole process, start and report in it, over its right answers, and the median over the blocks. A block has every tool of a row's group once, in random order, against a fresh server. The ratio is the geometric mean over the blocks, over wrk or else h2load, with the 95 %% interval of Student's t of the log ratios. Ab speaks HTTP/1.0 with keep-alive; h2load sees no status of gRPC; ghz runs without its templates, a third of its CPU time. A tool that cannot have these connections is left out: vegeta has one over h2c, fortio and k6 have one for each caller over gRPC.",
		r.InFlight, page.Seconds.Together(&r.WindowSeconds)[0]))
	var rows [][]string
	for i := range r.Groups {
		g := &r.Groups[i]
		for j := range g.Costs {
			rows = append(rows, costRow(g, &g.Costs[j], r.Blocks, d))
		}
	}
	d.Table(append(workHeads[:len(workHeads):len(workHeads)], ">CPU of a request", ">ratio", ">requests/s", ">errors", ">blocks"), rows)
}

func costRow(g *toolbench.Group, c *toolbench.Cost, blocks int, d *page.Page) []string {
	ratio := toolRatio(g.Against(c))
	if c.Tool == g.Reference {
		ratio = "1"
	}
	n := strconv.Itoa(len(c.Samples))
	if missing := blocks - len(c.Samples); missing > 0 && len(c.Faults) > 0 {
		n += d.Note(c.Faults[0])
	}
	return append(workRow(&g.Work, c.Tool),
		page.Seconds.Together(known(c.PerRequest()))[0], ratio, rateText(known(c.Rate())), page.Thousands(c.Failed()), n)
}

// known returns a figure, and nil without one.
func known(v float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &v
}

// rateText is a rate without its unit, which stands in the head.
func rateText(perSecond *float64) string {
	if perSecond == nil {
		return page.None
	}
	return page.Thousands(int64(page.Round(*perSecond, 3)))
}

// toolRatio prints a ratio with its interval.
func toolRatio(c stat.Comparison) string {
	if c.N == 0 || c.Ratio == 0 {
		return page.None
	}
	parts := page.Ratios(c.Ratio, c.CI.Lo, c.CI.Hi)
	if !c.CI.Known() {
		return parts[0]
	}
	return parts[0] + " (" + page.Span(parts[1], parts[2]) + ")"
}

// toolRates writes the highest rate that each tool holds.
func toolRates(r *toolbench.Result, d *page.Page) {
	if len(r.Rates) == 0 {
		return
	}
	d.Heading(3, "Highest honest rate")
	d.Paragraph(fmt.Sprintf("An open loop for %s at each of several rates. A rate is honest if wiretax calls its own figures valid; ghz (`--async`) and vegeta (unlimited workers) have no such checks, and theirs counts if 99 %% of it were answered and none failed. A rate that fails twice ends the search. The capacity of the service is what a closed loop gets through.",
		page.Seconds.Together(&r.WindowSeconds)[0]))
	var rows [][]string
	for i := range r.Rates {
		rate := &r.Rates[i]
		highest, share, why := page.None, page.None, rate.Fault
		if v, ok := rate.HighestHonest(); ok {
			highest = rateText(&v)
			if rate.Capacity > 0 {
				share = page.Percent(v / rate.Capacity)
			}
		}
		capacity := page.None
		if rate.Capacity > 0 {
			capacity = rateText(&rate.Capacity)
		}
		if n := len(rate.Steps); n > 0 {
			if last := rate.Steps[n-1]; !last.Honest {
				why = fmt.Sprintf("at %s: %s", rateText(&last.Offered), last.Why)
			}
		}
		rows = append(rows, append(workRow(&rate.Work, rate.Tool), capacity, highest, share, page.OrNone(why)))
	}
	d.Table(append(workHeads[:len(workHeads):len(workHeads)], ">capacity/s", ">highest honest rate/s", ">of the capacity", "why no more"), rows)
}

// toolLags writes how late each client sends. The clients of one work stand together.
func toolLags(r *toolbench.Result, d *page.Page) {
	if len(r.Lags) == 0 {
		return
	}
	d.Heading(3, "Lag")
	d.Paragraph("How late requests are sent, at uniform arrivals; medians over the blocks. The ratio is that of p99, over the native client in the same block.")
	var rows [][]string
	for i := range r.Lags {
		l := &r.Lags[i]
		row := append(workRow(&l.Work, l.Tool), rateText(&l.Offered))
		row = append(row, page.Seconds.Together(known(l.P50()))[0], page.Seconds.Together(known(l.P99()))[0], lagRatio(r, l))
		n := strconv.Itoa(len(l.Samples))
		if len(l.Faults) > 0 {
			n += d.Note(l.Faults[0])
		}
		rows = append(rows, append(row, n))
	}
	d.Table(append(workHeads[:len(workHeads):len(workHeads)], ">rate/s", ">p50", ">p99", ">ratio of p99", ">blocks"), rows)
}

// lagRatio compares a client with the one that does the same work and stands last.
func lagRatio(r *toolbench.Result, l *toolbench.Lag) string {
	base := l
	for i := range r.Lags {
		if r.Lags[i].Work == l.Work {
			base = &r.Lags[i]
		}
	}
	if base == l {
		return "1"
	}
	return toolRatio(l.Against(base))
}

// toolMemories writes what a tool holds over many requests.
func toolMemories(r *toolbench.Result, d *page.Page) {
	if len(r.Memories) == 0 {
		return
	}
	d.Heading(3, "Memory over many requests")
	d.Paragraph("What the process holds when so much of a closed loop against the responder is over, and the most that it ever held.")
	var rows [][]string
	for i := range r.Memories {
		m := &r.Memories[i]
		row := append(workRow(&m.Work, m.Tool), page.Thousands(m.Completed))
		var held []*float64
		for _, bytes := range []int64{m.At(0.1), m.At(0.25), m.At(0.5), m.At(0.75), m.At(1), m.PeakBytes} {
			held = append(held, known(float64(bytes), bytes > 0))
		}
		row = append(row, page.Bytes.Together(held...)...)
		rows = append(rows, append(row, page.OrNone(m.Fault)))
	}
	d.Table(append(workHeads[:len(workHeads):len(workHeads)], ">requests", ">10 %", ">25 %", ">50 %", ">75 %", ">100 %", ">peak", "fault"), rows)
}
