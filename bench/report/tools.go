package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/contract"
)

// side is what one generator found for one operation on one stack: geometric means over
// its valid trials, nil where one of them does not know the value.
type side struct {
	operation, stack, tool string
	p50, p90, p99          *float64
	clientCPU, serverCPU   *float64
	achieved               *float64
	// n counts the valid trials, timed those that the response times are of.
	n, timed int
	// missing says why there is no figure.
	missing string
}

// sides stand in the order of operations, stacks, then our engine and the tools.
func (r *Run) sides() []side {
	var out []side
	for _, op := range r.Plan.Operations {
		for _, stack := range r.carriers(op) {
			out = append(out, r.side(op.Name, stack, record.Wiretax))
			for _, tool := range r.Plan.Tools {
				if drives(tool, stack) || len(r.trials(tool, op.Name, stack)) > 0 {
					out = append(out, r.side(op.Name, stack, tool))
				}
			}
		}
	}
	return out
}

// drives says which stack an outside generator is meant for.
func drives(tool, stack string) bool {
	switch tool {
	case record.Ghz:
		return stack == contract.GRPC
	case record.Vegeta:
		return stack == contract.REST
	}
	return false
}

func (r *Run) side(op, stack, tool string) side {
	s := side{operation: op, stack: stack, tool: tool}
	trials := r.trials(tool, op, stack)
	valid := slices.DeleteFunc(slices.Clone(trials), func(t *record.Trial) bool { return !t.Valid })
	s.n = len(valid)
	switch {
	case len(trials) == 0:
		s.missing = "no trial"
	case s.n == 0 && len(trials[0].Reasons) > 0:
		s.missing = "no valid trial: " + trials[0].Reasons[0]
	case s.n == 0:
		s.missing = "no valid trial"
	}
	of := func(key string, trials []*record.Trial) *float64 {
		m := metricOf(key, "")
		return geometric(slices.DeleteFunc(slices.Clone(trials), m.late), m.value)
	}
	// Quantiles of different trials could not be compared: a p99 could lie below the p90.
	timed := slices.DeleteFunc(slices.Clone(valid), func(t *record.Trial) bool { return t.LateTail })
	if len(timed) == 0 {
		timed = valid // there is no p99 to compare with
	}
	s.timed = len(timed)
	s.p50, s.p90, s.p99 = of(ResponseP50, timed), of(ResponseP90, timed), of(ResponseP99, timed)
	s.clientCPU, s.serverCPU = of(ClientCPU, valid), of(ServerCPU, valid)
	s.achieved = geometric(valid, func(t *record.Trial) (float64, bool) {
		return t.AchievedRPS, t.AchievedRPS > 0 && page.Finite(t.AchievedRPS)
	})
	return s
}

// geometric is the geometric mean over the trials.
func geometric(trials []*record.Trial, of func(*record.Trial) (float64, bool)) *float64 {
	var sum float64
	for _, t := range trials {
		v, ok := of(t)
		if !ok {
			return nil
		}
		sum += math.Log(v)
	}
	if len(trials) == 0 {
		return nil
	}
	mean := math.Exp(sum / float64(len(trials)))
	return &mean
}

// tools writes the outside generators beside our engine.
func (r *Run) tools(d *page.Page) {
	if len(r.Plan.Tools) == 0 {
		return
	}
	d.Heading(3, "Other tools beside ours")
	d.Paragraph("The same operations at the same rate, driven by other generators. These are not compared: ghz (`--async`) and vegeta (unlimited workers) time a request from its actual start, wiretax from the intended one, and the client moves the server's cost, so a server's CPU compares only under the same client. A response time holds the client's own work too: wiretax decodes every answer, vegeta none. Means are over all valid trials, where the tables above take the blocks in which both stacks are valid. – stands where a tool does not say, or had too few samples.")
	var rows [][]string
	for _, s := range r.sides() {
		row := []string{page.Escape(s.operation), page.Escape(r.title(s.stack)), page.Code(s.tool)}
		if s.missing != "" {
			rows = append(rows, append(row, page.Escape(s.missing), page.None, page.None, page.None, page.None, page.None, strconv.Itoa(s.n)))
			continue
		}
		row = append(row, page.Seconds.Together(s.p50, s.p90, s.p99)...)
		row = append(row, page.Seconds.Together(s.clientCPU, s.serverCPU)...)
		n := strconv.Itoa(s.n)
		if s.timed < s.n {
			n += d.Note(fmt.Sprintf("the response times are those of %s; in the others the generator was late", page.Count(s.timed, "trial")))
		}
		rows = append(rows, append(row, optional(s.achieved, page.Rate), n))
	}
	d.Table([]string{
		"operation", "stack", "tool", ">p50", ">p90", ">p99", ">client CPU per request", ">server CPU per request", ">achieved", ">trials",
	}, rows)
}
