package stall

import (
	"fmt"
	"time"
)

// Config says when the server stands still. The zero value is the stall with which the project
// measures load generators: one second at the beginning of every five.
type Config struct {
	// Every is the length of a period; 0 means 5 s.
	Every time.Duration
	// Stall is for how long the server stands still at the beginning of each period; 0
	// means 1 s. It is shorter than Every.
	Stall time.Duration
	// Service is how long every answer takes apart from the stall, however many there are at
	// once; 0 answers at once.
	Service time.Duration
	// Start is when the first period begins; the zero time means when the server is made.
	// There are periods before it too.
	Start time.Time
}

// withDefaults fills in what is left out, and rejects what is impossible.
func (c Config) withDefaults() (Config, error) {
	if c.Every == 0 {
		c.Every = 5 * time.Second
	}
	if c.Stall == 0 {
		c.Stall = time.Second
	}
	if c.Every < 0 || c.Stall < 0 || c.Stall >= c.Every {
		return c, fmt.Errorf("make stalling server: a stall of %v in every %v; it must be the shorter one", c.Stall, c.Every)
	}
	if c.Service < 0 {
		return c, fmt.Errorf("make stalling server: a service time of %v; use 0 for none", c.Service)
	}
	return c, nil
}

// answer returns when a request that arrives at the given time is answered; both since Start. A
// request that arrives during a stall waits for its end; one that arrived before is not held, so
// that answers leave in the order in which requests came. Every and Stall are set.
func (c Config) answer(arrival time.Duration) time.Duration {
	phase := arrival % c.Every
	if phase < 0 {
		phase += c.Every
	}
	if phase < c.Stall {
		arrival += c.Stall - phase
	}
	return arrival + c.Service
}
