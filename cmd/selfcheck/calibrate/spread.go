package calibrate

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// targetWidth is the width of the interval to which the time is computed: ± 5 %.
const targetWidth = 0.05

// spread says how a metric at a load scatters between two arms that are the same, in a design.
type spread struct {
	load           load
	metric, design string
	// Spread is that of the logarithms of the ratios, in groups of the blocks of one comparison of one
	// run.
	stat.Spread
	// blockSeconds is how long a block of one comparison took, the mean of the complete runs, and minutes
	// how long blocks for an interval of ± 5 % take. 0: it is not known.
	blockSeconds, minutes float64
	// gain is by which factor the variance of a mean is less after the same time than in the older
	// design, and gainLo to gainHi its 95 % interval. 0: it is not known.
	gain, gainLo, gainHi float64
	// halfWidth is the median of those of the intervals that the runs printed; 0 if there is none.
	halfWidth float64
	// judged counts verdicts, and wrong those that say that the arms differ.
	judged, wrong int
}

// part is what one run says of a metric at a load.
type part struct {
	groups  [][]float64
	seconds float64 // for a block; 0 if that is not known
}

// spreads returns the spreads of runs of twins: by load, metric and design, the older design first.
func spreads(results []result) (all []spread) {
	for _, l := range loadsOf(results) {
		for _, metric := range metrics {
			if (metric == contract.ClientCPU) != (l.client == contract.NativeClient) {
				continue // what the lean client costs is what no application pays, and what the native costs blurs the rest
			}
			var older []part
			for _, design := range allDesigns {
				s, parts := spreadOf(results, l, metric, design)
				if len(parts) == 0 {
					continue
				}
				if design == allDesigns[0] {
					older = parts
				} else {
					s.setGain(older, parts)
				}
				all = append(all, s)
			}
		}
	}
	return all
}

// loadsOf returns the loads of the runs, the lightest first.
func loadsOf(results []result) (loads []load) {
	for _, r := range results {
		for _, c := range r.comparisons {
			if !slices.Contains(loads, c.load) {
				loads = append(loads, c.load)
			}
		}
	}
	slices.SortFunc(loads, load.compare)
	return loads
}

func spreadOf(results []result, l load, metric, design string) (s spread, parts []part) {
	s = spread{load: l, metric: metric, design: design}
	var groups [][]float64
	var widths, seconds []float64
	for _, r := range results {
		if r.design != design {
			continue
		}
		one := part{seconds: r.blockSeconds}
		for _, c := range r.comparisons {
			if c.load != l {
				continue
			}
			one.groups = append(one.groups, c.ratios[metric])
			figure := c.printed[metric]
			if width, known := figure.halfWidth(); known {
				widths = append(widths, width)
			}
			if figure.judged() {
				s.judged++
			}
			if figure.saysDifference() {
				s.wrong++
			}
		}
		parts, groups = append(parts, one), append(groups, one.groups...) // without values too: the row shows that
		if r.blockSeconds > 0 {
			seconds = append(seconds, r.blockSeconds)
		}
	}
	s.Spread, s.halfWidth, s.blockSeconds = stat.SpreadOf(groups), median(widths), mean(seconds)
	if s.Freedom > 0 {
		s.minutes = float64(stat.BlocksFor(s.Within, targetWidth)) * s.blockSeconds / 60
	}
	return s, parts
}

const (
	// resamples is how often runs are drawn anew for the interval of a gain.
	resamples = 2000
	// leastResampled is the least number of runs to draw from.
	leastResampled = 5
)

// setGain fills in the gain over the older design. Its interval is that of a bootstrap over the runs of each
// design: an F test would take all blocks to have the same variance, and it varies from run to run.
func (s *spread) setGain(older, newer []part) {
	s.gain = gain(older, newer)
	if s.gain == 0 || len(older) < leastResampled || len(newer) < leastResampled {
		return
	}
	random := rand.New(rand.NewPCG(0x67, 0x61696e)) // the same each time
	drawn := make([]float64, 0, resamples)
	for range resamples {
		if g := gain(draw(random, older), draw(random, newer)); g > 0 {
			drawn = append(drawn, g)
		}
	}
	slices.Sort(drawn)
	if n := len(drawn); n > 0 {
		s.gainLo, s.gainHi = drawn[n*25/1000], drawn[n*975/1000]
	}
}

func draw(random *rand.Rand, parts []part) []part {
	drawn := make([]part, len(parts))
	for i := range drawn {
		drawn[i] = parts[random.IntN(len(parts))]
	}
	return drawn
}

// gain returns the variance of a block times its duration in the older runs over that in the newer; 0 if
// one is not known.
func gain(older, newer []part) float64 {
	a, b := varianceTime(older), varianceTime(newer)
	if a == 0 || b == 0 {
		return 0
	}
	return a / b
}

func varianceTime(parts []part) float64 {
	var groups [][]float64
	var seconds []float64
	for _, p := range parts {
		groups = append(groups, p.groups...)
		if p.seconds > 0 {
			seconds = append(seconds, p.seconds)
		}
	}
	sd := stat.SpreadOf(groups).Within
	return sd * sd * mean(seconds)
}

// mean returns 0 without values.
func mean(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// deviation returns the standard deviation; 0 below two values.
func deviation(values []float64) float64 {
	if len(values) < 2 {
		return 0
	}
	m, squares := mean(values), 0.0
	for _, v := range values {
		squares += (v - m) * (v - m)
	}
	return math.Sqrt(squares / float64(len(values)-1))
}

// median returns 0 without values.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
