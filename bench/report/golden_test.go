package report

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
)

func TestGolden(t *testing.T) {
	for name, labs := range map[string][]*reporttest.Lab{
		"quick":      {reporttest.Quick()},
		"smoke":      {{Manifest: reporttest.Manifest("smoke", 2, "GetBook"), Noise: .05}},
		"incomplete": {reporttest.Incomplete()},
		"troubled":   {reporttest.Troubled()},
		"pairs":      {reporttest.Shop()},
		"streams":    {reporttest.Streams()},
		"work":       {reporttest.Work()},
		"loads":      {reporttest.TwoLoads()},
		"profiles":   {reporttest.Profiles()},
		"load-curve": {reporttest.LoadCurve()},
		"gateway":    {reporttest.Gateway()},
		"chain":      {reporttest.Chain()},
		"two":        {reporttest.Quick(), {Manifest: reporttest.Manifest("standard", 12, "GetBook"), Noise: .01, Change: reporttest.Remember}},
	} {
		t.Run(name, func(t *testing.T) {
			var runs []*record.Run
			for _, l := range labs {
				runs = append(runs, l.Run(t))
			}
			goldenReport(t, filepath.Join("testdata", name), compose(t, runs...))
		})
	}
}

func goldenReport(t *testing.T, dir string, r *Report) {
	t.Helper()
	if reporttest.Updates() {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	reporttest.Golden(t, filepath.Join(dir, resultsFile), r.Markdown)
	for _, file := range slices.Sorted(maps.Keys(r.Files)) {
		reporttest.Golden(t, filepath.Join(dir, filepath.FromSlash(file)), r.Files[file])
	}
}
