package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

// Nothing of our own two services may show in a report on others.
func TestPairsReadAsStrangers(t *testing.T) {
	run := reporttest.Shop().Run(t)
	r := compose(t, run)
	picture := r.Files[resultsDir+"ratios-"+run.Manifest.Plan.Name+".svg"]
	if picture == nil {
		t.Error("there is no picture of pairs")
	}
	for name, content := range map[string][]byte{"RESULTS.md": r.Markdown, "the picture": picture} {
		text := string(content)
		for _, strange := range []string{"REST", "gRPC over", "catalog", "articles", "stack", "Not here yet", "make loadtest", "CATALOG", "secret", "/home/me"} {
			if strings.Contains(strings.ReplaceAll(text, "RESULTS.md", ""), strange) {
				t.Errorf("%s of pairs holds %q", name, strange)
			}
		}
	}
	for _, line := range r.Answer() {
		if regexp.MustCompile(`REST|gRPC`).MatchString(line) {
			t.Errorf("the answer names our stacks: %s", line)
		}
	}
}

func TestPairsDoNotMixWithTheCatalog(t *testing.T) {
	_, err := Compose([]*record.Run{reporttest.Shop().Run(t), reporttest.Quick().Run(t)}, nil, nil)
	if err == nil || !strings.Contains(err.Error(), "make a report of each") {
		t.Errorf("Compose of both kinds: %v, want a refusal", err)
	}
}

// Only a plan that is in the run folder is named as a file there.
func TestReproductionNamesWhatThereIs(t *testing.T) {
	mine := &reporttest.Lab{Manifest: reporttest.Manifest("mine", 3, "GetBook"), Noise: .02}
	for _, c := range []struct {
		lab        *reporttest.Lab
		kept, made string
	}{
		{reporttest.Shop(), "\nwiretax versus results/20261123-020000-shop/plan.yaml\n", "`manifest.json` under `plan`"},
		{mine, "\nmake loadtest PLAN=results/20261123-020000-mine/plan.yaml\n", "`manifest.json` in the run folder"},
	} {
		run := c.lab.Run(t)
		if text := string(compose(t, run).Markdown); !strings.Contains(text, c.kept) || strings.Contains(text, c.made) {
			t.Errorf("RESULTS.md lacks %q, or sends people to the manifest for a plan", c.kept)
		}
		if err := os.Remove(filepath.Join(run.Dir, run.PlanFile())); err != nil {
			t.Fatal(err)
		}
		if text := string(compose(t, run).Markdown); strings.Contains(text, c.kept) || !strings.Contains(text, c.made) {
			t.Errorf("RESULTS.md of a run without a plan's file names one, or lacks %q", c.made)
		}
	}
}

// The report promises that the manifest's plan is a plan second.
func TestManifestPlanIsAPlan(t *testing.T) {
	want := reporttest.Shop().Manifest.Plan
	want.Client, want.Windows = contract.NativeClient, plan.SlicedWindows // as a run records them
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := plan.Parse(text)
	if err != nil {
		t.Fatalf("plan.Parse(%s) = %v", text, err)
	}
	second, err := json.Marshal(got)
	if err != nil || string(second) != string(text) {
		t.Errorf("the plan reads back as %s, want %s", second, text)
	}
}
