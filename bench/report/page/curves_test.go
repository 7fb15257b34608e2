package page

import (
	"math"
	"strings"
	"testing"
)

// Axes hold what they are for, whatever the size of the numbers.
func TestUprightAxes(t *testing.T) {
	for _, scale := range []float64{1e-9, 3e-6, 1, 1e9} {
		for _, isLog := range []bool{false, true} {
			ch := Chart{Log: isLog, Curves: [2][]CurvePoint{{{.1, scale, 0, 0}, {.5, 1.7 * scale, 1.6 * scale, 1e9 * scale}}, {{.1, .8 * scale, .7 * scale, .9 * scale}}}}
			y := ch.upright(100, 200)
			for _, v := range append([]float64{scale, 1.7 * scale, .8 * scale, .7 * scale}, y.values...) {
				if at := y.at(v); !(at >= 99.999 && at <= 200.001) {
					t.Errorf("log %v: %v stands at %v, want 100 to 200", isLog, v, at)
				}
			}
			if y.at(1.7*scale) >= y.at(scale) || len(y.values) < 2 {
				t.Errorf("log %v: larger is not higher, or the values are only %v", isLog, y.values)
			}
		}
	}
}

func TestCurvesOfLittle(t *testing.T) {
	p := Picture{Title: "t", Description: "d"}
	for name, charts := range map[string][]Chart{
		"nothing": nil, "no points": {{}}, "one point": {{Shares: true, Log: true, Curves: [2][]CurvePoint{{{.5, 1, 0, 0}}}}},
		"rates": {{Curves: [2][]CurvePoint{{{100, 1, .9, 1.1}, {2000, 2, 1.9, 2.1}}}}},
	} {
		svg := string(p.Curves([2]string{"REST", "gRPC"}, charts))
		for _, bad := range []string{"NaN", "Inf", "%!"} {
			if strings.Contains(svg, bad) {
				t.Errorf("%s: the picture holds %s", name, bad)
			}
		}
		if got, want := strings.Contains(svg, ">2000/s<"), name == "rates"; got != want {
			t.Errorf("%s: rates beside the axis: %v", name, got)
		}
	}
}

func TestRoundSteps(t *testing.T) {
	for v, want := range map[float64]float64{.18: .2, .21: .5, 3: 5, 7: 10, 1: 1, 2.5e-5: 5e-5} {
		if got := roundStep(v); math.Abs(got/want-1) > 1e-9 {
			t.Errorf("roundStep(%v) = %v, want %v", v, got, want)
		}
	}
}
