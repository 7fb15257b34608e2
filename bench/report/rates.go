package report

import (
	"slices"
	"strconv"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// drive is how hard one stack was driven in one operation: plain means over its valid
// trials, except for the lag, of which it is the worst.
type drive struct {
	operation, stack  string
	valid, trials     int
	offered, achieved float64
	requests, failed  int64
	// server and client are the used share of their CPUs.
	server, client *float64
	lagP99         *float64
}

// drives stand in the order of operations, then stacks.
func (r *Run) drives() []drive {
	var out []drive
	for _, op := range r.Plan.Operations {
		carriers := r.carriers(op)
		for _, stack := range r.stacks() {
			if slices.Contains(carriers, stack) {
				out = append(out, r.drive(op.Name, stack))
			}
		}
	}
	return out
}

func (r *Run) drive(op, stack string) drive {
	d := drive{operation: op, stack: stack}
	var server, client []*float64
	for _, t := range r.trials(record.Wiretax, op, stack) {
		d.trials++
		if !t.Valid {
			continue
		}
		d.valid++
		d.requests += t.Requests
		d.failed += t.Errors.Total
		d.offered += t.OfferedRPS
		d.achieved += t.AchievedRPS
		server = append(server, share(t, t.ServerCPUSeconds, t.ServerCPUs))
		client = append(client, share(t, t.ClientCPUSeconds, t.ClientCPUs))
		if lag := t.Lag.P99; lag != nil && (d.lagP99 == nil || *lag > *d.lagP99) {
			d.lagP99 = lag
		}
	}
	if d.valid > 0 {
		d.offered /= float64(d.valid)
		d.achieved /= float64(d.valid)
	}
	d.server, d.client = mean(server), mean(client)
	return d
}

// trials are those of one tool with the arm that carries the stack's name.
func (r *Run) trials(tool, op, stack string) []*record.Trial {
	var out []*record.Trial
	for i := range r.Record.Trials {
		if t := &r.Record.Trials[i]; t.Tool == tool && t.Operation == op && t.Stack == stack && t.Arm != stack+secondArm {
			out = append(out, t)
		}
	}
	return out
}

// share is the used share of the CPUs of a set; nil where that is unknown.
func share(t *record.Trial, seconds *float64, set string) *float64 {
	used, ok := t.CPUShare(seconds, cpus(set))
	if !ok || !page.Finite(used) || used < 0 {
		return nil
	}
	return &used
}

// mean is nil where any value is, or where there are none.
func mean(values []*float64) *float64 {
	var sum float64
	for _, v := range values {
		if v == nil {
			return nil
		}
		sum += *v
	}
	if len(values) == 0 {
		return nil
	}
	sum /= float64(len(values))
	return &sum
}

// rates writes what was offered and achieved, and how busy both sides were.
func (a *Run) rates(d *page.Page) {
	d.Heading(3, "Load and utilisation")
	d.Paragraph("Means over the valid trials; offered is what the seeded arrivals came to in the window, around the plan's rate; the lag is the instrument's own lateness, of the worst trial. CPU per request compares well while a server is 20 to 60 % busy.")
	var rows [][]string
	for _, r := range a.drives() {
		row := []string{
			page.Escape(r.operation), page.Escape(a.title(r.stack)), page.None, page.None, page.None, page.None, page.None, page.None,
			strconv.Itoa(r.valid) + " of " + strconv.Itoa(a.Plan.Blocks),
		}
		if r.valid > 0 {
			row[2], row[3] = page.Rate(r.offered), page.Rate(r.achieved)
			row[4], row[5] = optional(r.server, page.Percent), optional(r.client, page.Percent)
			row[6] = page.Seconds.Together(r.lagP99)[0]
			row[7] = strconv.FormatInt(r.failed, 10) + " of " + strconv.FormatInt(r.requests, 10)
		}
		rows = append(rows, row)
	}
	d.Table([]string{
		"operation", a.noun(), ">offered", ">achieved", ">server CPU used", ">client CPU used", ">lag p99", ">failed requests", ">valid trials",
	}, rows)
}

func optional(v *float64, print func(float64) string) string {
	if v == nil {
		return page.None
	}
	return print(*v)
}
