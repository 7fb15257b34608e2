package record_test

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// A trial has every metric that a plan may judge, in the same order.
func TestEveryMetricHasItsRow(t *testing.T) {
	rows, keys := record.Metrics(), contract.Metrics()
	if len(rows) != len(keys) {
		t.Fatalf("%d rows, %d keys", len(rows), len(keys))
	}
	for i, m := range rows {
		if m.Key != keys[i] || m.Margin <= 0 || m.Of == nil {
			t.Errorf("row %d: %+v, want a margin and a way to read %s", i, m, keys[i])
		}
		if _, ok := m.Value(new(record.Trial)); ok {
			t.Errorf("%s: an empty trial has a value", m.Key)
		}
	}
}
