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

// What an older build recorded is no figure: its peak was that since the start.
func TestMemoryOfATrial(t *testing.T) {
	heap, each := int64(9<<20), 11364.5
	today := record.Trial{PeakRSSBytes: 42 << 20, PeakInWindow: true, LiveHeapBytes: &heap, ConnectionMemoryBytes: &each}
	for key, want := range map[string]float64{contract.ServerMemory: 42 << 20, contract.LiveHeap: 9 << 20, contract.ConnectionMemory: 11364.5} {
		m := record.MetricOf(key)
		if got, ok := m.Value(&today); got != want || !ok {
			t.Errorf("%s = %v, %v, want %v", key, got, ok, want)
		}
		if got, ok := m.Value(&record.Trial{PeakRSSBytes: 42 << 20}); ok || !m.Optional {
			t.Errorf("%s of an older trial = %v, want none; optional: %v", key, got, m.Optional)
		}
	}
}
