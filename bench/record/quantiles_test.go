package record

import (
	"math"
	"testing"
)

func TestMinSamples(t *testing.T) {
	tests := []struct {
		q    float64
		want int64
	}{{0.5, 6}, {0.9, 36}, {0.95, 72}, {0.99, 368}, {0.999, 3688}}
	for _, tt := range tests {
		got := MinSamples(tt.q)
		if got != tt.want {
			t.Errorf("MinSamples(%v) = %d, want %d", tt.q, got, tt.want)
		}
		// The definition, with powers instead of logarithms.
		if n := float64(got); math.Pow(tt.q, n) > 0.025 || math.Pow(tt.q, n-1) <= 0.025 {
			t.Errorf("MinSamples(%v) = %d is not the least n with qⁿ ≤ 2.5 %%", tt.q, got)
		}
	}
}

func TestQuantilesNeedTheirSamples(t *testing.T) {
	tests := []struct {
		n                        int64
		p50, p90, p95, p99, p999 bool
	}{
		{1, false, false, false, false, false},
		{5, false, false, false, false, false},
		{6, true, false, false, false, false},
		{36, true, true, false, false, false},
		{72, true, true, true, false, false},
		{367, true, true, true, false, false},
		{368, true, true, true, true, false},
		{3687, true, true, true, true, false},
		{3688, true, true, true, true, true},
	}
	for _, tt := range tests {
		h := NewHistogram()
		if err := h.RecordValues(1000, tt.n); err != nil {
			t.Fatal(err)
		}
		q := Summarize(h)
		got := [...]bool{q.P50 != nil, q.P90 != nil, q.P95 != nil, q.P99 != nil, q.P999 != nil}
		want := [...]bool{tt.p50, tt.p90, tt.p95, tt.p99, tt.p999}
		if got != want || q.Count != tt.n || q.Min == nil || q.Mean == nil || q.Max == nil {
			t.Errorf("Summarize(%d samples) has p50, p90, p95, p99, p999: %v, want %v; count %d, min %v, mean %v, max %v",
				tt.n, got, want, q.Count, q.Min, q.Mean, q.Max)
		}
	}
}

func TestSummarize(t *testing.T) {
	// 1 to 10,000 µs, once each: the q quantile is q × 10 ms.
	h := NewHistogram()
	for i := int64(1); i <= 10_000; i++ {
		if err := h.RecordValue(i * 1000); err != nil {
			t.Fatal(err)
		}
	}
	q := Summarize(h)
	tests := []struct {
		name string
		got  *float64
		want float64
	}{
		{"min", q.Min, 1e-6}, {"mean", q.Mean, 5000.5e-6}, {"p50", q.P50, 5e-3}, {"p90", q.P90, 9e-3},
		{"p95", q.P95, 9.5e-3}, {"p99", q.P99, 9.9e-3}, {"p999", q.P999, 9.99e-3}, {"max", q.Max, 10e-3},
	}
	for _, tt := range tests {
		// Three digits.
		if tt.got == nil || math.Abs(*tt.got-tt.want) > tt.want*1e-3 {
			t.Errorf("Summarize(1 to 10,000 µs).%s = %v, want %v ± 0.1 %%", tt.name, tt.got, tt.want)
		}
	}
	if q.Count != 10_000 {
		t.Errorf("Summarize().Count = %d, want 10000", q.Count)
	}
	if q := Summarize(NewHistogram()); q != (Quantiles{}) {
		t.Errorf("Summarize(nothing) = %+v, want nothing", q)
	}
}

func TestHistogramRange(t *testing.T) {
	tests := []struct {
		nanos int64
		ok    bool
	}{{0, true}, {LowestNanos, true}, {HighestNanos, true}, {2 * HighestNanos, false}, {-1, false}}
	for _, tt := range tests {
		if err := NewHistogram().RecordValue(tt.nanos); (err == nil) != tt.ok {
			t.Errorf("NewHistogram().RecordValue(%d) = %v, want no error: %v", tt.nanos, err, tt.ok)
		}
	}
}
