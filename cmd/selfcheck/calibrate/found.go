package calibrate

import (
	"math"
	"slices"

	"github.com/wiretax/wiretax/contract"
)

// found says how often planted work was found in the server's CPU time at a load, in a design.
type found struct {
	share  float64 // that was asked for at the busy load
	load   load
	design string
	runs   int
	// judged counts verdicts, right those that say that the service with the work is worse, and wrong those
	// that say it is better.
	judged, right, wrong int
	// sizes are the mean logarithms of the ratios of each run with a valid pair, and planted what they should be: by how long
	// the work took, and what a request cost the other service in the same run.
	sizes, planted []float64
}

// asShare returns what the mean of logarithms of ratios is as a share: 0.05 for a ratio of 1.05.
func asShare(logs []float64) float64 { return math.Expm1(mean(logs)) }

// findings returns what became of the work in runs with planted work: by share, load and design.
func findings(results []result) (all []found) {
	for _, share := range sharesOf(results) {
		for _, l := range loadsOf(results) {
			for _, design := range allDesigns {
				if f := foundOf(results, share, l, design); f.runs > 0 {
					all = append(all, f)
				}
			}
		}
	}
	return all
}

// sharesOf returns the shares that were planted, the smallest first.
func sharesOf(results []result) (shares []float64) {
	for _, r := range results {
		if !slices.Contains(shares, r.planted.Share) {
			shares = append(shares, r.planted.Share)
		}
	}
	slices.Sort(shares)
	return shares
}

func foundOf(results []result, share float64, l load, design string) found {
	f := found{share: share, load: l, design: design}
	for _, r := range results {
		if r.planted.Share != share || r.design != design {
			continue
		}
		f.runs++
		for _, c := range r.comparisons {
			ratios := c.ratios[contract.ServerCPU]
			if c.load != l || len(ratios) == 0 {
				continue
			}
			f.sizes = append(f.sizes, mean(ratios))
			f.planted = append(f.planted, math.Log1p(r.planted.Seconds/c.cost))
			figure := c.printed[contract.ServerCPU]
			switch {
			case !figure.judged():
				continue
			case figure.saysWorse():
				f.right++
			case figure.saysDifference():
				f.wrong++
			}
			f.judged++
		}
	}
	return f
}
