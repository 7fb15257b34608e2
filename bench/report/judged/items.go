package judged

import (
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// ItemsPerSecond is the key of how many items one stream carries in a second.
const ItemsPerSecond = "items_per_second"

// perItem ends the keys of metrics that are shared among items.
const perItem = "_per_item"

// PerItem is the key of a metric of a request, shared among its items.
func PerItem(key string) string { return key + perItem }

// CarriesItems says that an operation sends or answers one list of items, as a stream or whole.
func CarriesItems(r *Run, op record.Operation) bool {
	kind := r.Of(op).Kind
	return kind == contract.ServerStream.String() || kind == contract.ClientStream.String()
}

// ItemMetrics are those of an operation that carries items.
func ItemMetrics(r *Run, op record.Operation) []record.Metric {
	metrics := []record.Metric{
		record.MetricOf(contract.FirstItemP50),
		record.MetricOf(contract.ResponseP50),
		record.MetricOf(contract.ResponseP99),
		{
			Key: ItemsPerSecond, Quantity: record.PerSecond,
			Of: func(t *record.Trial) (float64, bool) {
				items, ok := t.ItemsPerRequest()
				return items / known(t.Service.Mean), ok && t.Service.Mean != nil
			},
		},
		amongItems(record.MetricOf(contract.WireBytes)),
		amongItems(record.Metric{
			Key: contract.MessageBytes, Quantity: record.Bytes,
			Of: func(t *record.Trial) (float64, bool) { return t.MessageBytesSent + t.MessageBytesReceived, true },
		}),
		amongItems(record.MetricOf(contract.ServerCPU)),
		amongItems(record.MetricOf(contract.ClientCPU)),
	}
	if !r.AnswersInItems(op) {
		return metrics[1:]
	}
	return metrics
}

// amongItems is a metric of a request, shared among its items.
func amongItems(m record.Metric) record.Metric {
	of := m.Of
	m.Key = PerItem(m.Key)
	m.Of = func(t *record.Trial) (float64, bool) {
		v, ok := of(t)
		items, inItems := t.ItemsPerRequest()
		return v / items, ok && inItems
	}
	return m
}
