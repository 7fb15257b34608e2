package report

import (
	"testing"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/report/section"
)

// Every section can be written by itself, of every kind of run, whatever happened to it.
func TestSectionsStandAlone(t *testing.T) {
	names := make(map[string]bool)
	for _, s := range sections() {
		if s.Name == "" || names[s.Name] || (s.Write == nil) == (s.Each == nil) {
			t.Errorf("section %q: want a name of its own, and either Write or Each", s.Name)
		}
		names[s.Name] = true
	}
	for _, lab := range []*reporttest.Lab{
		reporttest.Quick(), reporttest.Incomplete(), reporttest.Troubled(), reporttest.Shop(), reporttest.Streams(),
		reporttest.Work(), reporttest.Gateway(), reporttest.Chain(), {Manifest: reporttest.Manifest("none", 1, "GetBook")},
	} {
		run := lab.InMemory()
		if lab.Manifest.Plan.Name == "none" {
			run.Trials = nil
		}
		r, err := judged.Judge(run)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sections() {
			var p page.Page
			writeSections([]section.Section{s}, &section.Input{Runs: []*judged.Run{r}}, &p)
			for name, picture := range p.Pictures {
				if len(picture) == 0 {
					t.Errorf("%s of plan %s: the picture %s is empty", s.Name, r.Plan.Name, name)
				}
			}
		}
	}
}
