package page

import (
	"slices"
	"testing"
)

func TestTogether(t *testing.T) {
	at := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		unit   Unit
		values []*float64
		want   []string
	}{
		{Seconds, []*float64{at(1.2e-3), at(850e-6)}, []string{"1.20 ms", "0.850 ms"}},
		{Seconds, []*float64{at(412.44e-6), at(9.996e-6)}, []string{"412 µs", "10.0 µs"}},
		{Seconds, []*float64{at(999.6e-6)}, []string{"1.00 ms"}},
		{Seconds, []*float64{at(12), nil}, []string{"12.0 s", "–"}},
		{Seconds, []*float64{at(3e-9)}, []string{"3.00 ns"}},
		{Seconds, []*float64{at(0)}, []string{"0 ns"}},
		{Bytes, []*float64{at(712), at(402.25)}, []string{"712 B", "402 B"}},
		{Bytes, []*float64{at(1012), at(4)}, []string{"1012 B", "4.00 B"}},
		{Bytes, []*float64{at(2764)}, []string{"2.70 KiB"}},
		{Bytes, []*float64{at(8 << 30)}, []string{"8.00 GiB"}},
		{Bytes, []*float64{nil}, []string{"–"}},
	} {
		if got := c.unit.Together(c.values...); !slices.Equal(got, c.want) {
			t.Errorf("%s.together(%v) = %q, want %q", c.unit, c.values, got, c.want)
		}
	}
}

func TestRatios(t *testing.T) {
	for _, c := range []struct {
		in   []float64
		want []string
	}{
		{[]float64{0.3634, 0.36, 0.3701}, []string{"0.363", "0.360", "0.370"}},
		{[]float64{0.998, 0.99, 1.006}, []string{"0.998", "0.990", "1.006"}},
		{[]float64{1.0234, 0.98, 1.07}, []string{"1.02", "0.98", "1.07"}},
		{[]float64{12.345, 9, 17}, []string{"12.3", "9.0", "17.0"}},
		{[]float64{0.0512, 1e-12, 1e300}, []string{"0.0512", "under 0.001", "over 1000"}},
	} {
		if got := Ratios(c.in[0], c.in[1:]...); !slices.Equal(got, c.want) {
			t.Errorf("ratios(%v) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestInWords(t *testing.T) {
	for _, c := range []struct {
		ratio float64
		want  string
	}{
		{1 / 2.87, "2.9 times smaller"},
		{0.099, "10 times smaller"},
		{0.62, "38 % smaller"},
		{0.996, "0.4 % smaller"},
		{1, "0 % smaller"},
		{1.06, "6.0 % larger"},
		{4, "4.0 times larger"},
		{1e-9, "over 1000 times smaller"},
	} {
		if got := InWords(c.ratio, "smaller", "larger"); got != c.want {
			t.Errorf("inWords(%v) = %q, want %q", c.ratio, got, c.want)
		}
	}
}
