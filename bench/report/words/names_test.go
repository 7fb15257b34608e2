package words

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/stat"
)

func TestComparisonsHaveNamesInWords(t *testing.T) {
	for _, c := range []struct {
		values []record.Value
		want   string
	}{
		{nil, "GetBook"},
		{[]record.Value{{Key: "rate", Text: "10%"}, {Key: "client", Text: "native"}, {Key: "profile", Text: "tuned"}}, "GetBook at 10 % of capacity, native client, tuned profile"},
		{[]record.Value{{Key: "rate", Text: "350.5"}, {Key: "connections", Text: "1"}}, "GetBook at 350.5/s, 1 connection"},
		{[]record.Value{{Key: "items", Text: "10"}, {Key: "tls", Text: "on"}, {Key: "compression", Text: "gzip"}}, "GetBook, 10 items, TLS, gzip"},
		{[]record.Value{{Key: "work", Text: "cpu=1ms"}, {Key: "tls", Text: "off"}, {Key: "compression", Text: "none"}}, "GetBook, handler cost cpu=1ms, no TLS, no compression"},
		{[]record.Value{{Key: "work", Text: "none"}, {Key: "connections", Text: "16"}}, "GetBook, no handler cost, 16 connections"},
	} {
		if got := Named("GetBook", c.values...); got != c.want {
			t.Errorf("Named(%v) = %q, want %q", c.values, got, c.want)
		}
	}
}

// Beside a load stands what share of each arm's own capacity it is.
func TestOperationsAtARate(t *testing.T) {
	for _, c := range []struct {
		lab  *reporttest.Lab
		want string
	}{
		{reporttest.TwoLoads(), "GetBook at 10 % of capacity, lean client: 200/s (REST 8.0 %, gRPC 10 %)"},
		{reporttest.LoadCurve(), "GetBook at 5 % of capacity: 100/s (REST 4.0 %, gRPC 5.0 %)"},
		{reporttest.Quick(), "Recommend at 200/s"},
	} {
		r, err := judged.Judge(c.lab.Run(t))
		if err != nil {
			t.Fatal(err)
		}
		if got := AtRate(r, r.Plan.Operations[0]); got != c.want {
			t.Errorf("AtRate() = %q, want %q", got, c.want)
		}
		if got := Operation(r, record.EmptyRequest); got != record.EmptyRequest {
			t.Errorf("the empty request is called %q", got)
		}
	}
}

// Every verdict but none has a mark of its own, and the legend explains those that were used.
func TestMarks(t *testing.T) {
	marked := make(map[string]bool)
	for _, v := range []stat.Verdict{stat.MateriallyBetter, stat.MateriallyWorse, stat.Better, stat.Worse, stat.Equivalent, stat.Inconclusive, stat.Unstable} {
		mark := Mark(&judged.Figure{Comparison: stat.Comparison{Verdict: v}})
		if mark == "" {
			t.Errorf("%s has no mark", v)
		}
		marked[mark] = true
	}
	if len(marked) != len(marks) || strings.Count(Legend(marked), ",") != len(marks)-1 {
		t.Errorf("marks %v, explained as %q", marked, Legend(marked))
	}
	if got := Mark(&judged.Figure{Comparison: stat.Comparison{Verdict: stat.NoVerdict}}); got != "" || Legend(map[string]bool{"": true}) != "" {
		t.Errorf("no verdict has the mark %q", got)
	}
	if got := Legend(map[string]bool{"?": true, "*": true}); got != "* differs, ? undecided" {
		t.Errorf("Legend() = %q", got)
	}
}

// A grid says every key that varies.
func TestSettingsOfAGrid(t *testing.T) {
	r, err := judged.Judge(reporttest.Profiles().Run(t))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := SettingsOfAll(r, ""), "Poisson arrivals, 16 connections, rate, client and profile as each name says"; got != want {
		t.Errorf("SettingsOfAll() = %q, want %q", got, want)
	}
}
