package section

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// A difference that was found but lies within the margin looks like none that matters.
func TestSmallDifferencesInPictures(t *testing.T) {
	for _, c := range []struct {
		ci            stat.Interval
		verdict       stat.Verdict
		class, beside string
	}{
		{stat.Interval{Lo: .96, Hi: .98}, stat.Better, "even", "gRPC better, within margin"},
		{stat.Interval{Lo: 1.02, Hi: 1.04}, stat.Worse, "even", "gRPC worse, within margin"},
		{stat.Interval{Lo: .94, Hi: .98}, stat.Better, "less", "gRPC better"},
		{stat.Interval{Lo: 1.1, Hi: 1.2}, stat.MateriallyWorse, "more", "gRPC materially worse"},
		{stat.Interval{Lo: .99, Hi: 1.01}, stat.Equivalent, "even", "equivalent"},
	} {
		f := judged.Figure{Metric: record.MetricOf(contract.ServerCPU), Headline: true, Comparison: stat.Comparison{CI: c.ci, Verdict: c.verdict}}
		if c.class == "even" {
			f.Small = c.verdict != stat.Equivalent
		}
		if class, beside := verdictClass(&f), verdictShort(&f, "gRPC"); class != c.class || beside != c.beside {
			t.Errorf("%s of %v is drawn as %s beside %q, want %s beside %q", c.verdict, c.ci, class, beside, c.class, c.beside)
		}
	}
}

func TestPictureStaysInside(t *testing.T) {
	run := reporttest.Quick().Run(t)
	const long = "AnOperationWithAVeryLongNameThatNobodyWouldEverChooseForARealService"
	run.Manifest.Plan.Name = "a plan of one's own, with a long name & <marks>"
	run.Manifest.Plan.Operations[0].Name = long
	for i := range run.Trials {
		if run.Trials[i].Operation == "Recommend" {
			run.Trials[i].Operation = long
		}
	}
	r, err := judged.Judge(run)
	if err != nil {
		t.Fatal(err)
	}
	reporttest.CheckPicture(t, drawPicture(r))
}
