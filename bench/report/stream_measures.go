package report

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// metricOf is the metric of that key under another title.
func metricOf(key, title string) Metric {
	for _, m := range Metrics() {
		if m.Key == key {
			m.Title = title
			return m
		}
	}
	panic("no metric has the key " + key)
}

// streamMeasures are the rows of the table of a listing or an upload.
func streamMeasures(op record.Operation) []Metric {
	last := "time to the last item"
	if !answersInItems(op) {
		last = "time to the answer"
	}
	measures := []Metric{
		metricOf(FirstItemP50, "time to the first item, p50"),
		metricOf(ResponseP50, last+", p50"),
		metricOf(ResponseP99, last+", p99"),
		{
			Key: "items_per_second", Title: "items per second of one stream, mean", Unit: page.PerSecond, Missing: "not measured",
			Of: func(t *record.Trial) (float64, bool) {
				items, ok := t.ItemsPerRequest()
				return items / known(t.Service.Mean), ok && t.Service.Mean != nil
			},
		},
		perItem(metricOf(WireBytes, "wire bytes per item, both ways")),
		perItem(Metric{
			Key: MessageBytes, Title: "message bytes per item, both ways", Unit: page.Bytes, Missing: "not measured",
			Of: func(t *record.Trial) (float64, bool) { return t.MessageBytesSent + t.MessageBytesReceived, true },
		}),
		perItem(metricOf(ServerCPU, "server CPU per item")),
		perItem(metricOf(ClientCPU, "client CPU per item")),
	}
	if !answersInItems(op) {
		return measures[1:]
	}
	return measures
}

// perItem is a metric of a request, shared among its items.
func perItem(m Metric) Metric {
	of := m.Of
	m.Key += "_per_item"
	m.Of = func(t *record.Trial) (float64, bool) {
		v, ok := of(t)
		items, inItems := t.ItemsPerRequest()
		return v / items, ok && inItems
	}
	return m
}

// own is what one stack has of a metric: the geometric mean over its valid trials, or why
// there is none.
func (r *Run) own(op, stack string, m *Metric) (value *float64, n int, missing string) {
	var trials []*record.Trial
	var late, unknown int
	for _, block := range r.blocks {
		t := r.valid[inBlock{op, stack, block}]
		if t == nil {
			continue
		}
		if m.late(t) {
			late++
			continue
		}
		if _, ok := m.value(t); !ok {
			unknown++
		}
		trials = append(trials, t)
	}
	switch {
	case len(trials) == 0 && late > 0:
		return nil, 0, "the generator was late in " + page.Count(late, "block")
	case len(trials) == 0:
		return nil, 0, r.whyNoBlock(op, stack)
	case unknown > 0:
		return nil, 0, fmt.Sprintf("%s in %d of %s", m.Missing, unknown, page.Count(len(trials), "block"))
	}
	return geometric(trials, m.value), len(trials), ""
}
