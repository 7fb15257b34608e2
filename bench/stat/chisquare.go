package stat

import "math"

// chiSquaredBelow returns P(X ≤ x) of the chi-squared distribution with v degrees of freedom.
func chiSquaredBelow(x float64, v int) float64 { return regularisedGamma(float64(v)/2, x/2) }

// chiSquaredQuantile returns the x with P(X ≤ x) = p, 0 < p < 1, v ≥ 1.
func chiSquaredQuantile(p float64, v int) float64 {
	high := float64(v)
	for chiSquaredBelow(high, v) < p {
		high *= 2
	}
	return rootOf(0, high, func(x float64) float64 { return chiSquaredBelow(x, v) - p })
}

// rootOf returns where a function that rises is 0, between two arguments, by bisection.
func rootOf(low, high float64, f func(float64) float64) float64 {
	for {
		middle := low + (high-low)/2
		switch {
		case middle <= low || middle >= high:
			return middle
		case f(middle) < 0:
			low = middle
		default:
			high = middle
		}
	}
}

// regularisedGamma is P(a, x): the series of DLMF 8.11.4, or above a + 1, where it converges slowly,
// one minus the even part of the continued fraction of DLMF 8.9.2, by Lentz's method.
func regularisedGamma(a, x float64) float64 {
	if x <= 0 {
		return 0
	}
	const epsilon = 1e-15
	logGamma, _ := math.Lgamma(a)
	front := math.Exp(a*math.Log(x) - x - logGamma)
	if x < a+1 {
		term := 1 / a
		sum := term
		for n := a + 1; term > epsilon*sum; n++ {
			term *= x / n
			sum += term
		}
		return front * sum
	}
	b := x + 1 - a
	c, d := math.Inf(1), 1/b
	f := d
	for n := 1.0; n < 100_000; n++ { // about √a in practice
		term := -n * (n - a)
		b += 2
		d = 1 / (term*d + b)
		c = b + term/c
		f *= c * d
		if math.Abs(c*d-1) < epsilon {
			break
		}
	}
	return 1 - front*f
}
