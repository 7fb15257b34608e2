package run

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wiretax/wiretax/bench/record"
)

func TestProgress(t *testing.T) {
	for _, terminal := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			p := newProgress(&out, terminal, 20, 20, 80*time.Second)
			for i := range 10 {
				p.begin("b001-GetBook-grpc")
				time.Sleep(6 * time.Second)
				trial := record.Trial{ID: "b001-GetBook-grpc", Window: record.Window{Valid: i != 4}, Reasons: []string{"lag"}}
				p.ended(trial)
			}
			p.end()
			text := out.String()
			if want := map[bool]string{true: "[ 9/20] 1 min 06 s left", false: "[10/20] b001-GetBook-grpc                no median, 1 min 00 s left"}[terminal]; !strings.Contains(text, want) {
				t.Errorf("trials of 6 s: want %q in\n%q", want, text)
			}
			if !strings.Contains(text, "b001-GetBook-grpc: invalid: lag\n") {
				t.Errorf("the invalid trial is not told:\n%q", text)
			}
			if strings.ContainsAny(text, "\r\x1b") != terminal {
				t.Errorf("terminal %v: control characters in\n%q", terminal, text)
			}
			for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
				if n := len([]rune(strings.TrimPrefix(line, "\x1b[K"))); n > 80 {
					t.Errorf("a line is %d columns wide, want at most 80: %q", n, line)
				}
			}
		})
	}
}

func TestProgressScalesItsUnit(t *testing.T) {
	for seconds, want := range map[float64]string{
		2.000683: "2.00 s", 61: "61.0 s", 0.99951: "1.00 s", 0.9994: "999 ms", 0.0801: "80.1 ms", 0.00099951: "1.00 ms",
		0.000123: "123 µs", 12.3e-6: "12.3 µs", 4e-9: "0.00 µs", 0: "0.00 µs",
	} {
		var out bytes.Buffer
		p := newProgress(&out, false, 1, 1, time.Second)
		p.ended(record.Trial{Window: record.Window{Valid: true, Response: record.Quantiles{P50: &seconds}}})
		if !strings.Contains(out.String(), " p50 "+want+",") {
			t.Errorf("p50 of %v s is shown in %q, want %s", seconds, &out, want)
		}
	}
}
