package section

import (
	"slices"
	"strconv"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

// ofStack is a row of a table by processes: an operation on a stack, and the cells that name it.
type ofStack struct {
	op    record.Operation
	stack string
	cells []string
}

// byProcess writes two tables with a row for each operation and stack: CPU time, then bytes. What
// does not pass a process stays empty there.
func byProcess(r *judged.Run, d *page.Page, heads []string, of []ofStack) {
	processes := judged.ProcessesOf(r, of[0].op)
	for _, metrics := range [][]judged.ProcessMetric{processes.CPU(), processes.Bytes()} {
		all := slices.Clone(heads)
		for i := range metrics {
			all = append(all, ">"+processHead(&metrics[i]))
		}
		var rows [][]string
		for _, row := range of {
			values, marks := make([]*float64, len(metrics)), make([]string, len(metrics))
			for i := range metrics {
				if m := &metrics[i]; processes.Has(r, row.op, row.stack, m) {
					values[i], marks[i] = ownCell(r, d, row.op.Name, row.stack, &m.Metric)
				}
			}
			cells := slices.Clone(row.cells)
			for i, text := range together(metrics, values) {
				cells = append(cells, text+marks[i])
			}
			rows = append(rows, append(cells, strconv.Itoa(r.ValidBlocks(row.op.Name, row.stack))))
		}
		d.Table(append(all, ">n"), rows)
	}
}

// processHead is the head of the column of a metric.
func processHead(m *judged.ProcessMetric) string {
	switch {
	case m.Key == contract.ClientCPU:
		return "client"
	case m.Key == judged.CPUOfAll:
		return "sum"
	case m.Back:
		return "back"
	case m.Quantity == record.Bytes:
		return "to " + m.Process
	}
	return m.Process
}

// together prints the values of a row in one unit for what goes and one for what comes back.
func together(metrics []judged.ProcessMetric, values []*float64) []string {
	out := make([]string, len(metrics))
	for _, back := range []bool{false, true} {
		alike := slices.Clone(values)
		for i := range alike {
			if metrics[i].Back != back {
				alike[i] = nil
			}
		}
		for i, text := range words.Unit(metrics[0].Quantity).Together(alike...) {
			if metrics[i].Back == back {
				out[i] = text
			}
		}
	}
	return out
}
