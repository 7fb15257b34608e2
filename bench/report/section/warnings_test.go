package section

import (
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

func TestWindowWarnings(t *testing.T) {
	slow := append(reporttest.Repeat(10, 9e-4), reporttest.Repeat(40, 3e-4)...)
	for _, c := range []struct {
		name   string
		change func(*record.Trial)
		want   []string
	}{
		{"steady and free", func(t *record.Trial) {
			t.SliceMeans, t.Wait.P99 = reporttest.Repeat(50, 3e-4), reporttest.Pointer(0.04**t.Response.P99)
		}, nil},
		{"nothing is known", func(t *record.Trial) { t.Response.P99, t.Wait.P99 = nil, reporttest.Pointer(1.0) }, nil},
		{"waits without a p99", func(t *record.Trial) { t.Wait.Count, t.Wait.Max = 5, reporttest.Pointer(1.0) }, nil},
		{"too few parts", func(t *record.Trial) { t.SliceMeans = slow[:20] }, nil},
		{"waiting", func(t *record.Trial) {
			if t.Operation == "GetBook" && t.Stack == "rest" && t.Block < 4 {
				t.Wait.P99 = reporttest.Pointer(*t.Response.P99 * 0.1 * float64(t.Block))
			}
		}, []string{"GetBook, REST: 6 of 20 valid trials connection-bound: the p99 of the wait for a connection or a stream was at the most 30 % of the response time's p99, where more than 5 % is much. That is not the service's time."}},
		{"waiting, with a p90 alone", func(t *record.Trial) {
			if t.Response.P99 = nil; t.Operation == "GetBook" && t.Arm == "grpc" && t.Block == 4 {
				t.Wait.P90 = reporttest.Pointer(*t.Response.P90 * 0.98)
			}
		}, []string{"GetBook, gRPC: 1 of 10 valid trials connection-bound: the p90 of the wait for a connection or a stream was 98 % of the response time's p90, where more than 5 % is much. That is not the service's time."}},
		{"waiting, with a p50 alone", func(t *record.Trial) {
			if t.Response.P99, t.Wait.P99 = nil, reporttest.Pointer(1.0); t.Operation == "Recommend" && t.Arm == "rest" {
				t.Wait.P50 = reporttest.Pointer(*t.Response.P50 * 0.5)
			}
		}, []string{"Recommend, REST: 10 of 20 valid trials connection-bound: the p50 of the wait for a connection or a stream was at the most 50 % of the response time's p50, where more than 5 % is much. That is not the service's time."}},
		{"unsteady", func(t *record.Trial) {
			t.SliceMeans = reporttest.Repeat(50, 3e-4)
			if t.Arm == "grpc" && t.Operation == "Recommend" && (t.Block == 3 || t.Block == 7) {
				t.SliceMeans = slow
			}
			if t.Arm == "rest-aa" && t.Operation == "GetBook" && t.Block == 10 {
				t.SliceMeans = slices.Concat(reporttest.Repeat(10, 1e-4), reporttest.Repeat(40, 3e-4))
			}
		}, []string{
			"Recommend, gRPC: 2 of 10 valid trials not steady by the test for a steady state (MSER-5), the first in block 3: the beginning moved the mean time at the most up by 40 %.",
			"GetBook, REST: 1 of 20 valid trials not steady by the test for a steady state (MSER-5), in block 10: the beginning moved the mean time down by 13 %.",
		}},
		{"invalid trials are told of already", func(t *record.Trial) {
			t.SliceMeans, t.Wait.P99, t.Valid = slow, reporttest.Pointer(1.0), false
		}, nil},
	} {
		r := changed(t, func(t *record.Trial) {
			if t.Tool == record.Wiretax {
				c.change(t)
			}
		})
		if got := windows(r); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if c.want != nil {
			before, after := changed(t, nil).Pairs[0].Figure(contract.ResponseP50), r.Pairs[0].Figure(contract.ResponseP50)
			if before.Verdict != after.Verdict {
				t.Errorf("%s: the verdict is %q and was %q, want it left alone", c.name, after.Verdict, before.Verdict)
			}
			var p page.Page
			if Warnings(&Input{Runs: []*judged.Run{r}}, &p); !strings.Contains(string(p.Markdown()), "- "+page.Escape(c.want[0])) {
				t.Errorf("%s: the section lacks the warning", c.name)
			}
		}
	}
}

// Trials before which the machine ran at another speed are counted, and the worst is named.
func TestSpeedWarning(t *testing.T) {
	r := changed(t, nil)
	if got := speeds(r); got != nil {
		t.Errorf("without times: %q, want nothing", got)
	}
	for i := range r.Record.Trials {
		r.Record.Trials[i].FixedWorkSeconds = 1e-3
	}
	r.Record.Trials[4].FixedWorkSeconds, r.Record.Trials[7].FixedWorkSeconds = 1.04e-3, 0.9e-3
	got := speeds(r)
	if len(got) != 1 || !strings.Contains(got[0], "Before 2 of ") || !strings.Contains(got[0], "11 %") || !strings.Contains(got[0], words.Where(r, &r.Record.Trials[7])) {
		t.Errorf("two beyond: %q, want both counted and the farther one named", got)
	}
}
