package stall

import (
	"math"
	"testing"
	"time"
)

// The truth at 200 requests a second over six periods of a stall of 1 s in every 5.
func TestTruth(t *testing.T) {
	const rate, periods = 200, 6
	for _, test := range []struct {
		name        string
		hold        time.Duration
		connections int
		p90, p99    float64 // milliseconds
	}{
		{"enough connections", Hold, 0, 502, 952},
		{"256 connections", Hold, 256, 502, 952},
		{"10 connections", Hold, 10, 525, 955},
		{"1 connection", Hold, 1, 727, 975},
		// A server without a service time drains its queue in no time, so that the
		// connections do not matter.
		{"at once, enough connections", 0, 0, 500, 950},
		{"at once, 1 connection", 0, 1, 500, 950},
	} {
		times, err := Truth(Config{Service: test.hold}, rate, periods, test.connections)
		if err != nil {
			t.Fatalf("%s: Truth() = %v", test.name, err)
		}
		if want := rate * periods * 5; len(times) != want {
			t.Errorf("%s: %d times, want %d", test.name, len(times), want)
		}
		for q, want := range map[float64]float64{0.9: test.p90, 0.99: test.p99} {
			got := Quantile(times, q).Seconds() * 1000
			if math.Abs(got/want-1) > 0.01 {
				t.Errorf("%s: p%v = %.1f ms, want %v ms within 1 %%", test.name, 100*q, got, want)
			}
			if formula := quantileByFormula(q, rate, test.hold, test.connections); math.Abs(got-formula) > 1000.0/rate {
				t.Errorf("%s: p%v = %.1f ms, by the formula %.1f ms", test.name, 100*q, got, formula)
			}
		}
	}
}

// quantileByFormula returns what Truth documents, in milliseconds.
func quantileByFormula(q, rate float64, hold time.Duration, connections int) float64 {
	busy := 0.0
	if connections > 0 && connections < 256 {
		busy = rate * hold.Seconds() / float64(connections)
	}
	return 1000 * (1 - (1-q)*5*(1-busy) + hold.Seconds())
}

func TestTruthWithoutAStallNearby(t *testing.T) {
	times, err := Truth(Config{Every: time.Hour, Stall: time.Nanosecond, Service: time.Millisecond}, 1, 1, 1)
	if err != nil || times[0] != time.Millisecond || Quantile(times, 1) > time.Millisecond+1 {
		t.Errorf("Truth() = %v to %v, %v, want 1ms", times[0], Quantile(times, 1), err)
	}
}

func TestAnswer(t *testing.T) {
	c := Config{Every: 5 * time.Second, Stall: time.Second, Service: 10 * time.Millisecond}
	for _, test := range []struct{ arrival, want time.Duration }{
		{0, 1010 * time.Millisecond},
		{999 * time.Millisecond, 1010 * time.Millisecond},
		{time.Second, 1010 * time.Millisecond},
		{4995 * time.Millisecond, 5005 * time.Millisecond}, // arrived before the stall begins
		{5 * time.Second, 6010 * time.Millisecond},
		{-4500 * time.Millisecond, -3990 * time.Millisecond}, // there are periods before Start
		{-time.Second, -990 * time.Millisecond},
	} {
		if got := c.answer(test.arrival); got != test.want {
			t.Errorf("answer(%v) = %v, want %v", test.arrival, got, test.want)
		}
	}
}

// TestAnswersKeepTheirOrder: their order lets one goroutine release them all.
func TestAnswersKeepTheirOrder(t *testing.T) {
	c := Config{Every: 7, Stall: 3, Service: 2}
	last := c.answer(-20)
	for arrival := time.Duration(-20); arrival < 20; arrival++ {
		got := c.answer(arrival)
		if got < last || got < arrival+c.Service {
			t.Errorf("answer(%d) = %d, after %d", arrival, got, last)
		}
		last = got
	}
}

func TestConfig(t *testing.T) {
	for _, test := range []struct {
		config Config
		err    string
	}{
		{Config{Every: time.Second}, "make stalling server: a stall of 1s in every 1s; it must be the shorter one"},
		{Config{Every: -1, Stall: -2}, "make stalling server: a stall of -2ns in every -1ns; it must be the shorter one"},
		{Config{Service: -1}, "make stalling server: a service time of -1ns; use 0 for none"},
	} {
		if _, err := New(test.config); err == nil || err.Error() != test.err {
			t.Errorf("New(%+v) = %v, want %q", test.config, err, test.err)
		}
		if _, err := Truth(test.config, 1, 1, 1); err == nil || err.Error() != test.err {
			t.Errorf("Truth(%+v) = %v, want %q", test.config, err, test.err)
		}
	}
}

func TestQuantile(t *testing.T) {
	sorted := []time.Duration{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for q, want := range map[float64]time.Duration{0: 1, 0.1: 1, 0.11: 2, 0.5: 5, 0.9: 9, 0.99: 10, 1: 10} {
		if got := Quantile(sorted, q); got != want {
			t.Errorf("Quantile(%v) = %v, want %v", q, got, want)
		}
	}
}
