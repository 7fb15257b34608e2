package report

import (
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// floors writes what an empty answer cost on each stack: the part of a request that is the
// transport's, whatever is asked.
func (r *Run) floors(d *page.Page) {
	var rows [][]string
	for _, stack := range r.Plan.Stacks {
		empty := r.valids(record.Floor, stack)
		for _, op := range r.Plan.Operations {
			full := inBlocksOf(empty, r.valids(op.Name, stack))
			if len(empty) == 0 || len(full) == 0 {
				continue
			}
			row := []string{page.Escape(r.title(stack)), page.Escape(op.Name)}
			for _, key := range []string{ResponseP50, ServerCPU, ClientCPU, WireBytes} {
				row = append(row, floorOf(key, empty, full))
			}
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return
	}
	d.Heading(3, "The transport alone")
	d.Paragraph("An empty answer from the same service, at the highest rate of the plan: its figure, and in brackets which share of the operation's own it is. The client decodes nothing here. Means over the valid trials of the blocks that have such a trial: shown, not judged.")
	d.Table([]string{"stack", "operation", ">p50", ">server CPU", ">client CPU", ">wire bytes"}, rows)
}

// valids are the valid trials of our engine on a stack.
func (r *Run) valids(op, stack string) []*record.Trial {
	return slices.DeleteFunc(r.trials(record.Wiretax, op, stack), func(t *record.Trial) bool { return !t.Valid })
}

// inBlocksOf are the trials in the blocks that the others are of.
func inBlocksOf(others, trials []*record.Trial) []*record.Trial {
	return slices.DeleteFunc(trials, func(t *record.Trial) bool {
		return !slices.ContainsFunc(others, func(o *record.Trial) bool { return o.Block == t.Block })
	})
}

// floorOf is the mean of a metric over the trials with an empty answer, and which share that
// is of its mean over the others.
func floorOf(key string, empty, full []*record.Trial) string {
	metrics := Metrics()
	m := metrics[slices.IndexFunc(metrics, func(m Metric) bool { return m.Key == key })]
	of := func(trials []*record.Trial) *float64 {
		var values []*float64
		for _, t := range trials {
			if v, ok := m.value(t); ok {
				values = append(values, &v)
			}
		}
		return mean(values)
	}
	floor, whole := of(empty), of(full)
	if floor == nil || whole == nil {
		return page.None
	}
	return m.Unit.Together(floor)[0] + " (" + page.Percent(*floor / *whole) + ")"
}
