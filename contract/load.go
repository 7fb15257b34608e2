package contract

import "time"

// The arrivals of an open loop: independent of each other, or at equal distances.
const (
	Poisson = "poisson"
	Uniform = "uniform"
)

// Arrivals lists them, the default first.
func Arrivals() []string { return []string{Poisson, Uniform} }

// Bounds that keep a typing error from running for a day or taking all memory.
const (
	MostRate        = 1e6 // requests a second
	MostConnections = 10_000
	MostCallers     = 10_000
	MostTimeout     = time.Minute // what histograms hold
)

// UsualConnections is how many connections a client opens by default.
const UsualConnections = 16
