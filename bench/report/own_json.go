package report

import (
	"slices"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// ownJSON is one figure of a table of what one stack has by itself.
type ownJSON struct {
	Measure string    `json:"measure"`
	Unit    page.Unit `json:"unit"`
	Stack   string    `json:"stack"`
	Value   *number   `json:"value,omitempty"`
	N       int       `json:"n"`
	Missing string    `json:"missing,omitempty"`
}

func streamedOf(r *judged.Run, op record.Operation) []ownJSON {
	if !judged.CarriesItems(r, op) {
		return nil
	}
	var out []ownJSON
	for _, m := range judged.ItemMetrics(r, op) {
		for _, stack := range r.Carriers(op) {
			out = append(out, ownOf(r, op, stack, &m))
		}
	}
	return out
}

func byProcessOf(r *judged.Run, op record.Operation) []ownJSON {
	processes := judged.ProcessesOf(r, op)
	var out []ownJSON
	for _, stack := range r.Carriers(op) {
		for _, m := range slices.Concat(processes.CPU(), processes.Bytes()) {
			if processes.Has(r, op, stack, &m) {
				out = append(out, ownOf(r, op, stack, &m.Metric))
			}
		}
	}
	return out
}

func ownOf(r *judged.Run, op record.Operation, stack string, m *record.Metric) ownJSON {
	value, n, missing := r.Own(op.Name, stack, m)
	return ownJSON{Measure: m.Key, Unit: words.Unit(m.Quantity), Stack: stack, Value: numeral(value), N: n, Missing: words.Why(missing)}
}
