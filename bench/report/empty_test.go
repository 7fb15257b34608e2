package report

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
)

func TestEmptyRequests(t *testing.T) {
	run := reporttest.Quick().Run(t)
	if markdown := string(compose(t, run).Markdown); strings.Contains(markdown, "The transport alone") {
		t.Error("a run without empty requests has a table of them")
	}
	for i := range run.Trials {
		trial := run.Trials[i] // a copy
		if trial.Tool != record.Wiretax || trial.Block > 2 || trial.Operation != "GetBook" || trial.Arm != trial.Stack {
			continue
		}
		trial.ID, trial.Operation = "floor-"+trial.ID, record.EmptyRequest
		trial.Response.P50 = reporttest.Pointer(*trial.Response.P50 / 2)
		if trial.Stack == "grpc" {
			trial.Valid = trial.Block == 1
		}
		run.Trials = append(run.Trials, trial)
	}
	_, section, found := strings.Cut(string(compose(t, run).Markdown), "### The transport alone\n")
	section, _, _ = strings.Cut(section, "\n### ")
	if !found || strings.Count(section, "| REST |") != 2 || strings.Count(section, "| gRPC |") != 2 {
		t.Fatalf("the table of empty requests lacks a row for a stack and operation:\n%s", section)
	}
	for line := range strings.Lines(section) {
		if strings.HasPrefix(line, "| REST | GetBook |") && !strings.Contains(line, "(50 %)") && !strings.Contains(line, "(49 %)") && !strings.Contains(line, "(51 %)") {
			t.Errorf("half of the median is not half of it: %s", line)
		}
	}
}
