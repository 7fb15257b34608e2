package words

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

func TestExactFor(t *testing.T) {
	figure := func(key string, ratio float64, requests int, ci stat.Interval) judged.Figure {
		f := judged.Figure{Metric: record.MetricOf(key), OverRequests: judged.OverRequests{Requests: requests, CI: ci, SameOverhead: key == contract.WireBytes}}
		f.Ratio = ratio
		return f
	}
	missing := figure(contract.MessageBytes, 2, 512, stat.Interval{Lo: 1, Hi: 3})
	missing.Missing.Why = judged.NoBytes
	for _, test := range []struct {
		name    string
		figures []judged.Figure
		want    string
	}{
		{"all", []judged.Figure{
			figure(contract.MessageBytes, 2.29, 512, stat.Interval{Lo: 2.214, Hi: 2.378}),
			figure(contract.RequestBytes, 0.25, 512, stat.Interval{Lo: 0.25, Hi: 0.25}),
			figure(contract.WireBytes, 1.5, 512, stat.Interval{Lo: 1.44, Hi: 1.57}),
		}, "Ratios of bytes are exact for the 512 different requests of this plan; over requests like these (95 %): message bytes 2.21 to 2.38, request bytes 0.250, wire bytes 1.44 to 1.57, with headers, frames and pings taken to be as long for each."},
		{"one request", []judged.Figure{figure(contract.MessageBytes, 2, 1, stat.Interval{})},
			"Ratios of bytes are exact for the one request of this plan and say nothing of others."},
		{"wire bytes without an interval", []judged.Figure{
			figure(contract.RequestBytes, 2, 16, stat.Interval{Lo: 1.9, Hi: 2.1}), figure(contract.WireBytes, 2, 0, stat.Interval{}),
		}, "Ratios of bytes are exact for the 16 different requests of this plan; over requests like these (95 %): request bytes 1.90 to 2.10."},
		{"a figure that is missing", []judged.Figure{missing}, ""},
		{"trials that do not say", []judged.Figure{figure(contract.MessageBytes, 2, 0, stat.Interval{})}, ""},
		{"no bytes", []judged.Figure{figure(contract.ResponseP50, 2, 0, stat.Interval{})}, ""},
	} {
		if got := ExactFor(&judged.Pair{Figures: test.figures}); got != test.want {
			t.Errorf("%s: ExactFor() =\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}
