package judged

import (
	"math"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

// overRequestsOf is what the ratio of Recommend holds for.
func overRequestsOf(r *Run, metric string) OverRequests {
	return r.Pairs[0].Figure(metric).OverRequests
}

func TestOverRequests(t *testing.T) {
	r := changed(t, nil)
	for _, metric := range []string{contract.MessageBytes, contract.RequestBytes, contract.WireBytes} {
		f := r.Pairs[0].Figure(metric)
		over := f.OverRequests
		if over.Requests != 400 { // at 200/s for 2 s fewer than the 512 there are
			t.Errorf("%s: the ratio is exact for %d requests, want the 400 that were asked", metric, over.Requests)
		}
		// What is of bytes in a block hardly varies, so that the ratio of blocks lies inside.
		if !over.CI.Known() || over.CI.Lo > f.Ratio*1.0001 || over.CI.Hi < f.Ratio/1.0001 {
			t.Errorf("%s: ratio %v, over requests %v, want it inside", metric, f.Ratio, over.CI)
		}
		if want := metric == contract.WireBytes; over.SameOverhead != want {
			t.Errorf("%s: takes the overhead to be the same: %v, want %v", metric, over.SameOverhead, want)
		}
	}
	// The same number of bytes beside each message dilutes what varies.
	width := func(metric string) float64 {
		ci := overRequestsOf(r, metric).CI
		return math.Log(ci.Hi) - math.Log(ci.Lo)
	}
	if message, request, wire := width(contract.MessageBytes), width(contract.RequestBytes), width(contract.WireBytes); request > 1e-9 || wire <= 0 || wire >= message {
		t.Errorf("the intervals are %v wide for answers, %v for requests and %v on the wire; want requests of one size, and the wire narrower than answers", message, request, wire)
	}
	if over := overRequestsOf(r, contract.ResponseP50); over != (OverRequests{}) {
		t.Errorf("p50 is exact for %+v, want nothing: it is no number of bytes", over)
	}
}

// More blocks ask the same requests once more, and say nothing of others.
func TestOverRequestsOfMoreBlocks(t *testing.T) {
	few, many := reporttest.Quick(), reporttest.Quick()
	many.Manifest.Plan.Blocks *= 4
	a, b := overRequestsOf(judge(t, few), contract.MessageBytes), overRequestsOf(judge(t, many), contract.MessageBytes)
	if math.Abs(a.CI.Lo-b.CI.Lo) > 1e-9 || math.Abs(a.CI.Hi-b.CI.Hi) > 1e-9 || a.Requests != b.Requests {
		t.Errorf("over requests: %+v of 10 blocks and %+v of 40, want the same", a, b)
	}
}

// Where it is not known which requests were the same, or what of the wire was a message, there is
// no interval.
func TestOverRequestsOfWhatIsNotKnown(t *testing.T) {
	for _, test := range []struct {
		name           string
		change         func(*record.Trial)
		messages, wire bool // have an interval
	}{
		{"as it is", func(*record.Trial) {}, true, true},
		{"an older folder", func(t *record.Trial) { t.Groups = record.RequestGroups{} }, false, false},
		{"an older trial", func(t *record.Trial) {
			if t.Block == 3 {
				t.Groups = record.RequestGroups{}
			}
		}, false, false},
		{"other requests on one arm", func(t *record.Trial) {
			if t.Stack == contract.GRPC {
				t.Groups.Distinct = 3
			}
		}, false, false},
		{"other requests in one block", func(t *record.Trial) {
			if t.Block == 3 {
				t.Groups.Distinct = 3
			}
		}, false, false},
		{"a group less", func(t *record.Trial) {
			if t.Block == 3 {
				t.Groups.Sums = t.Groups.Sums[1:]
			}
		}, false, false},
		{"compressed answers", func(t *record.Trial) { t.Codings = map[string]int64{"gzip": 7} }, true, false},
		{"a wire that nobody read", func(t *record.Trial) {
			if t.Block == 3 {
				t.BytesSent = nil
			}
		}, true, false},
		{"less on the wire than the messages", func(t *record.Trial) {
			if t.BytesReceived != nil {
				*t.BytesReceived = 9
			}
		}, true, false},
		{"blocks that do not count", func(t *record.Trial) {
			if t.Block > 2 {
				t.Valid, t.Groups = false, record.RequestGroups{}
			}
		}, true, true},
	} {
		r := changed(t, test.change)
		messages, wire := overRequestsOf(r, contract.MessageBytes), overRequestsOf(r, contract.WireBytes)
		if messages.CI.Known() != test.messages || wire.CI.Known() != test.wire {
			t.Errorf("%s: intervals of messages %v and of the wire %v, want %v and %v", test.name, messages.CI, wire.CI, test.messages, test.wire)
		}
		if (messages.Requests > 0) != test.messages {
			t.Errorf("%s: exact for %d requests", test.name, messages.Requests)
		}
	}
	l := reporttest.Quick()
	l.Manifest.Plan.Compression = contract.Gzip
	if over := overRequestsOf(judge(t, l), contract.WireBytes); over.CI.Known() {
		t.Errorf("compressed requests: interval %v over the wire, want none", over.CI)
	}
}
