package stat

import "math"

// pool takes the estimate from several runs, each of two blocks or more, and returns the log ratio
// of each.
//
// The model is that of random effects: the log ratio of a run is the one that is sought, plus what
// that run has of its own, of variance τ², plus the error of its blocks. So the interval is that of
// the mean over runs like these, and does not vanish with the number of blocks.
func (f *figures) pool(s Sample, d []float64, c *Comparison) []float64 {
	var means, variances, as, bs []float64
	at := 0
	for _, n := range s.Runs {
		one := summarise(d[at : at+n]).estimate()
		means, variances = append(means, one.mean), append(variances, one.se*one.se)
		as, bs = append(as, GeometricMean(s.A[at:at+n])), append(bs, GeometricMean(s.B[at:at+n]))
		at += n
	}
	tau2 := pauleMandel(means, variances)
	weights := weigh(variances, tau2)
	c.Between = math.Sqrt(tau2)
	c.A, c.B = weightedGeometric(as, weights), weightedGeometric(bs, weights)
	f.d = pooled(means, weights)
	return means
}

// weigh returns the weight of each run, the inverse of its variance. Runs without any spread have
// the variance of rounding, which leaves the weights finite.
func weigh(variances []float64, tau2 float64) []float64 {
	weights := make([]float64, len(variances))
	for i, v := range variances {
		weights[i] = 1 / max(v+tau2, resolution*resolution)
	}
	return weights
}

// pooled returns the weighted mean with the interval of Hartung and Knapp (Statistics in Medicine
// 20, 2001): Student's t with one degree of freedom less than there are runs, and as variance the
// weighted spread of the runs about their mean, Σw(y−μ)²/(k−1), over Σw. With the τ² of Paule and
// Mandel that factor is 1, or below where the runs happen to differ by less than their blocks
// explain; there it is taken as 1, as Röver, Knapp and Friede advise for few runs (BMC Medical
// Research Methodology 15:99, 2015), lest chance make two runs look certain.
func pooled(means, weights []float64) estimate {
	e := estimate{mean: weightedMean(means, weights), df: len(means) - 1}
	var sum float64
	for _, w := range weights {
		sum += w
	}
	if e.se = 1 / math.Sqrt(sum); e.se <= resolution {
		e.se = 0
	}
	return e
}

// pauleMandel returns the variance τ² between runs: that at which the weighted squares about the
// mean add up to their expected value, k−1, or 0 if they do not exceed it without any (J. Res.
// Natl. Bur. Stand. 87, 1982). The sum falls with τ² and is convex, so Newton's method climbs from
// 0 to the root (DerSimonian and Kacker, Contemp. Clin. Trials 28, 2007).
func pauleMandel(means, variances []float64) float64 {
	var tau2 float64
	for range 1000 { // about 10 in practice
		weights := weigh(variances, tau2)
		mean := weightedMean(means, weights)
		excess, slope := -float64(len(means)-1), 0.0
		for i, w := range weights {
			square := (means[i] - mean) * (means[i] - mean)
			excess += w * square
			slope += w * w * square
		}
		if !(excess > 1e-9) || slope == 0 {
			break
		}
		tau2 += excess / slope
	}
	return tau2
}

func weightedMean(values, weights []float64) float64 {
	// By differences from the first value, which leaves equal values exactly equal to their mean.
	var sum, total float64
	for i, w := range weights {
		sum += w * (values[i] - values[0])
		total += w
	}
	return values[0] + sum/total
}

func weightedGeometric(values, weights []float64) float64 {
	logs := make([]float64, len(values))
	for i, v := range values {
		logs[i] = math.Log(v) - math.Log(values[0])
	}
	factor := math.Exp(weightedMean(logs, weights) / 2)
	return values[0] * factor * factor
}
