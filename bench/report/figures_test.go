package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

// A program reads of every operation of a sweep where it stands, and under which settings; other
// runs have no such fields.
func TestFiguresOfSweeps(t *testing.T) {
	l := &reporttest.Lab{Manifest: reporttest.Manifest("mine", 2, contract.GetBook), Noise: .01}
	l.Manifest.Plan.Operations[0].Operation = contract.GetBook
	l.Manifest.Plan.Compression, l.Manifest.Plan.Profile = "gzip", "matched"
	l.Manifest.Plan.Vary.TLS = []bool{false, true}
	var figures struct {
		Runs []struct {
			Operations []struct {
				Name, Series, Axis, Value string
				Connections               int
				TLS                       *bool
				Compression, Profile      string
			}
		}
	}
	if err := json.Unmarshal(compose(t, l.Run(t)).Files[resultsDir+figuresFile], &figures); err != nil {
		t.Fatal(err)
	}
	for i, op := range figures.Runs[0].Operations {
		if want := []string{"off", "on"}[i]; op.Series != contract.GetBook || op.Axis != "tls" || op.Value != want {
			t.Errorf("%s is of %q at %s = %q, want GetBook at tls = %s", op.Name, op.Series, op.Axis, op.Value, want)
		}
		if op.TLS == nil || *op.TLS != (i == 1) || op.Connections != 16 || op.Compression != "gzip" || op.Profile != "matched" {
			t.Errorf("%s has the settings %+v", op.Name, op)
		}
	}
	text := string(compose(t, reporttest.Quick().Run(t)).Files[resultsDir+figuresFile])
	if strings.Contains(text, `"series"`) || strings.Contains(text, `"connections"`) {
		t.Error("figures.json has fields of a sweep for a run without one")
	}
}
