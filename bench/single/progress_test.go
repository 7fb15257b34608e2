package single

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/terminal"
)

func TestProgress(t *testing.T) {
	began := time.Now()
	second := record.Interval{Times: record.NewTimes(), Start: began, End: began.Add(time.Second)}
	second.Service.RecordValue(int64(time.Millisecond))
	second.Response.RecordValue(int64(2 * time.Millisecond)) // kept to a thousandth
	for _, onTerminal := range []bool{true, false} {
		var out bytes.Buffer
		seen := 0
		p := newProgress(Config{
			Progress: &out, Warmup: time.Second,
			Steps: []Step{{Rate: 10, Duration: 5 * time.Second}, {Rate: 10, Requests: 20}},
		}, onTerminal)
		p.after(func(record.Interval) { seen++ })(second)
		p.after(nil)(second)
		p.end()
		want := []string{"", "warming up for 1s", "1s of 7s: 1 requests ended, in the last second 1, p50 2.001ms", "1s of 7s: 2 requests ended, in the last second 1, p50 2.001ms", ""}
		if !onTerminal {
			want = []string{""}
		}
		if got := strings.Split(out.String(), terminal.ClearLine); seen != 1 || strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("terminal %v: it shows %q and tells of %d intervals, want %q and 1", onTerminal, got, seen, want)
		}
	}
}
