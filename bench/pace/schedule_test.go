package pace

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func offsets(s *Schedule) []time.Duration {
	var all []time.Duration
	for at, more := s.Next(); more; at, more = s.Next() {
		all = append(all, at)
	}
	return all
}

func TestOffsetsStayWhatTheyAre(t *testing.T) {
	// Recorded once. Runs are compared by their seeds, so these may not change.
	tests := []struct {
		arrivals string
		seed     uint64
		want     []time.Duration
	}{
		{"poisson", 1, []time.Duration{121198, 136631, 268736, 801658, 1256326}},
		{"poisson", 2, []time.Duration{63885, 253822, 333861, 624871, 1494124}},
		{"uniform", 1, []time.Duration{166666, 500000, 833333, 1166666, 1500000}},
	}
	for _, tt := range tests {
		s, err := New(tt.arrivals, 3000, time.Second, tt.seed)
		if err != nil {
			t.Fatalf("New(%q) = %v", tt.arrivals, err)
		}
		got := offsets(s)[:5]
		for i, want := range tt.want {
			// Another architecture may round a logarithm otherwise.
			if d := got[i] - want; d < -1 || d > 1 {
				t.Errorf("New(%q, 3000, 1s, %d): offsets %v, want %v", tt.arrivals, tt.seed, got, tt.want)
				break
			}
		}
	}
}

func TestSameSeedSameOffsets(t *testing.T) {
	first := offsets(Poisson(2000, time.Second, 7))
	if diff := cmp.Diff(first, offsets(Poisson(2000, time.Second, 7))); diff != "" {
		t.Errorf("two schedules of seed 7 differ:\n%s", diff)
	}
	if cmp.Equal(first, offsets(Poisson(2000, time.Second, 8))) {
		t.Errorf("the schedules of seed 7 and 8 are the same")
	}
	longer := offsets(Poisson(2000, 2*time.Second, 7))
	if diff := cmp.Diff(first, longer[:len(first)]); diff != "" {
		t.Errorf("a longer schedule of the same seed begins otherwise:\n%s", diff)
	}
}

func TestUniformCounts(t *testing.T) {
	tests := []struct {
		rate     float64
		duration time.Duration
		want     int
	}{
		{10, time.Second, 10},
		{3000, 1500 * time.Millisecond, 4500},
		{5000, 50 * time.Millisecond, 250},
		{7, 3 * time.Second, 21},
		{1e6, time.Second, 1e6},
		{1, 400 * time.Millisecond, 0},
		{1, 600 * time.Millisecond, 1},
		{100, 0, 0},
		{100, -time.Second, 0},
	}
	for _, tt := range tests {
		if got := len(offsets(Uniform(tt.rate, tt.duration))); got != tt.want {
			t.Errorf("Uniform(%v, %v) has %d arrivals, want %d", tt.rate, tt.duration, got, tt.want)
		}
	}
}

func TestScheduleProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		arrivals := rapid.SampledFrom([]string{"poisson", "uniform"}).Draw(t, "arrivals")
		rate := rapid.Float64Range(0.001, 1e5).Draw(t, "rate")
		duration := time.Duration(rapid.Int64Range(0, int64(50*time.Millisecond)).Draw(t, "duration"))
		s, err := New(arrivals, rate, duration, rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		last := time.Duration(0)
		for at, more := s.Next(); more; at, more = s.Next() {
			if at < last || at >= duration {
				t.Fatalf("New(%q, %v, %v): offset %d after %d", arrivals, rate, duration, at, last)
			}
			last = at
		}
		if at, more := s.Next(); more {
			t.Fatalf("New(%q, %v, %v): offset %v after the end", arrivals, rate, duration, at)
		}
	})
}

func TestNewCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		arrivals := rapid.SampledFrom([]string{"poisson", "uniform"}).Draw(t, "arrivals")
		rate := rapid.Float64Range(0.01, 1e5).Draw(t, "rate")
		count := rapid.Int64Range(1, 300).Draw(t, "count")
		seed := rapid.Uint64().Draw(t, "seed")
		counted, err := NewCount(arrivals, rate, count, seed)
		if err != nil {
			t.Fatal(err)
		}
		got := offsets(counted)
		if int64(len(got)) != count || got[count-1] >= counted.Length() {
			t.Fatalf("NewCount(%q, %v, %d) has %d arrivals up to %v of %v", arrivals, rate, count, len(got), got[len(got)-1], counted.Length())
		}
		longer, err := New(arrivals, rate, counted.Length()+time.Second, seed)
		if err != nil {
			t.Fatal(err)
		}
		if want := offsets(longer)[:count]; !cmp.Equal(got, want) {
			t.Fatalf("NewCount(%q, %v, %d) differs from the start of New", arrivals, rate, count)
		}
	})
	if s, err := NewCount("uniform", 200, 1000, 1); err != nil || s.Length() != 5*time.Second {
		t.Errorf("NewCount(uniform, 200, 1000) takes %v, %v, want 5 s", s.Length(), err)
	}
	if _, err := NewCount("uniform", 1e-3, 1<<60, 1); err == nil {
		t.Error("NewCount(2⁶⁰ requests at 0.001/s) gave a schedule")
	}
}

func TestPoissonMeanRate(t *testing.T) {
	const rate, seconds, seeds = 1000, 2, 50
	var total int
	for seed := range uint64(seeds) {
		total += len(offsets(Poisson(rate, seconds*time.Second, seed)))
	}
	// The count is Poisson too: within four standard deviations.
	want := float64(rate * seconds * seeds)
	if math.Abs(float64(total)-want) > 4*math.Sqrt(want) {
		t.Errorf("%d schedules at %d/s over %d s have %d arrivals, want %.0f ± %.0f", seeds, rate, seconds, total, want, 4*math.Sqrt(want))
	}
}

func TestNewRefuses(t *testing.T) {
	tests := []struct {
		arrivals string
		rate     float64
		want     string
	}{
		{"bursty", 1, `make schedule: unknown arrivals "bursty"; use poisson or uniform`},
		{"", 1, `make schedule: unknown arrivals ""; use poisson or uniform`},
		{"poisson", 0, "make schedule: rate 0 is not a finite number above 0"},
		{"uniform", -5, "make schedule: rate -5 is not a finite number above 0"},
		{"poisson", math.NaN(), "make schedule: rate NaN is not a finite number above 0"},
		{"uniform", math.Inf(1), "make schedule: rate +Inf is not a finite number above 0"},
	}
	for _, tt := range tests {
		_, err := New(tt.arrivals, tt.rate, time.Second, 1)
		if err == nil || err.Error() != tt.want {
			t.Errorf("New(%q, %v) = %v, want %s", tt.arrivals, tt.rate, err, tt.want)
		}
	}
}
