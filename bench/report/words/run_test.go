package words

import (
	"slices"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
)

func TestResumed(t *testing.T) {
	at := time.Date(2026, 11, 23, 2, 0, 30, 0, time.UTC)
	r := &judged.Run{Record: &record.Run{Manifest: record.Manifest{Resumed: []record.Resumption{
		{Stopped: at, Why: "interrupted, after 7 of 15 trials", Resumed: at.Add(time.Hour), Block: 2, CutTrials: 2, CutFolder: "cut-1"},
		{Resumed: at.Add(2 * time.Hour), Block: 3},
		{Resumed: at.Add(3 * time.Hour)}, // no trial was left
	}}}}
	want := []string{
		"The run was stopped (interrupted, after 7 of 15 trials) and went on at block 2 on 2026-11-23 03:00 UTC: the speed of the machine may differ between its parts. What had been measured of that block, 2 trials, is in the run folder's cut-1 and does not count.",
		"The run was killed and went on at block 3 on 2026-11-23 04:00 UTC: the speed of the machine may differ between its parts.",
	}
	if got := Resumed(r); !slices.Equal(got, want) {
		t.Errorf("Resumed() = %q, want %q", got, want)
	}
}
