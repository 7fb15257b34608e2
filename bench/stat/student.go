package stat

import "math"

// studentTwoSided is P(|T| ≥ |t|) for Student's t with v degrees of freedom, precise
// into the far tail. By the regularised incomplete beta function, Abramowitz and Stegun
// 26.7.1 and 26.5.27.
func studentTwoSided(t float64, v int) float64 {
	nu := float64(v)
	sum := nu + t*t
	return regularisedBeta(nu/2, 0.5, nu/sum, t*t/sum)
}

// studentCritical returns the t with P(|T| ≥ t) = alpha, 0 < alpha ≤ 1, v ≥ 1.
//
// The tail is convex in t ≥ 0, since the density only falls, so Newton's method from
// t = 0 climbs to the root from below and never needs a bracket.
func studentCritical(alpha float64, v int) float64 {
	nu := float64(v)
	scale := math.Exp(logBetaInverse(nu/2, 0.5)) / math.Sqrt(nu)
	var t float64
	for range 10_000 { // about 10 in practice; more only for an alpha near zero
		density := scale * math.Exp(-(nu+1)/2*math.Log1p(t*t/nu))
		step := (studentTwoSided(t, v) - alpha) / (2 * density)
		if !(step > 1e-15*t) {
			break
		}
		t += step
	}
	return t
}

// logBetaInverse is −ln B(a, b).
func logBetaInverse(a, b float64) float64 {
	ab, _ := math.Lgamma(a + b)
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	return ab - la - lb
}

// regularisedBeta is I_x(a, b). The caller gives y = 1−x, which it knows without cancellation if
// x is close to 1.
func regularisedBeta(a, b, x, y float64) float64 {
	switch {
	case x <= 0:
		return 0
	case y <= 0:
		return 1
	case x > (a+1)/(a+b+2):
		// The fraction converges fast only for this half; DLMF 8.17.4 mirrors it.
		return 1 - betaFront(b, a, y, x)*betaFraction(b, a, y)
	}
	return betaFront(a, b, x, y) * betaFraction(a, b, x)
}

// betaFront is x^a·y^b / (a·B(a, b)).
func betaFront(a, b, x, y float64) float64 {
	lx, ly := math.Log(x), math.Log(y)
	if x > 0.5 {
		lx = math.Log1p(-y)
	} else {
		ly = math.Log1p(-x)
	}
	return math.Exp(logBetaInverse(a, b)+a*lx+b*ly) / a
}

// betaFraction returns the continued fraction of DLMF 8.17.22, evaluated by Lentz's method in
// the form of Thompson and Barnett (J. Comput. Phys. 64, 1986).
func betaFraction(a, b, x float64) float64 {
	const (
		tiny    = 1e-300
		epsilon = 1e-15 // 1e-16 would ask for equality and might never get it
	)
	f, c, d := 1.0, 1.0, 0.0
	for k := 1; k < 10_000; k++ { // about √max(a, b) in practice
		m := float64(k / 2)
		term := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		if k%2 == 1 {
			term = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		if d = 1 + term*d; math.Abs(d) < tiny {
			d = tiny
		}
		if c = 1 + term/c; math.Abs(c) < tiny {
			c = tiny
		}
		d = 1 / d
		f *= c * d
		if math.Abs(c*d-1) < epsilon {
			break
		}
	}
	return 1 / f
}
