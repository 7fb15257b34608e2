package report

import (
	"regexp"
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
	// The fixture's round trip of 200 and 1,100 bytes takes 18.4 µs.
	trip := regexp.MustCompile(`A raw TCP round trip takes 18\.4 µs \(200 B there, 1,100 B back\) here, .* is (\d+\.?\d*) % on REST and (\d+\.?\d*) % on gRPC\.`)
	if !trip.MatchString(section) {
		t.Errorf("no line says which share of an empty request is a raw round trip:\n%s", section)
	}
	run.Manifest.RoundTrips = nil
	if markdown := string(compose(t, run).Markdown); strings.Contains(markdown, "A raw TCP round trip") || !strings.Contains(markdown, "| raw TCP round trip | not measured |") {
		t.Error("a run without raw round trips has a share of one, or does not say that none was measured")
	}
	for line := range strings.Lines(section) {
		if strings.HasPrefix(line, "| REST | GetBook |") && !strings.Contains(line, "(50 %, ") {
			t.Errorf("half of the median is not half of it: %s", line)
		}
	}
}
