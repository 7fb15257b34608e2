package bench_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"golang.org/x/perf/benchfmt"
	"google.golang.org/protobuf/proto"
)

// keysOf are the keys in the names of the benchmarks, in their order. A key in brackets is
// optional.
var keysOf = map[string][]string{
	"Encode": {"codec", "message", "items"},
	"Decode": {"codec", "message", "items"},
	"Call":   {"stack", "op", "items", "callers"},
	"Stream": {"stack", "op", "items", "[streams]"},
}

func names() map[string][]string {
	all := make(map[string][]string)
	for _, c := range codecCases() {
		all["Encode"] = append(all["Encode"], c.name())
		all["Decode"] = append(all["Decode"], c.name())
	}
	for _, c := range callCases() {
		all["Call"] = append(all["Call"], c.name())
	}
	for _, c := range streamCases() {
		all["Stream"] = append(all["Stream"], c.name())
	}
	return all
}

// TestNames checks that benchstat can pivot by the names: every key has its position and a
// value.
func TestNames(t *testing.T) {
	for benchmark, list := range names() {
		seen := make(map[string]bool)
		for _, name := range list {
			full := benchmark + "/" + name
			if seen[full] {
				t.Errorf("%s stands twice", full)
			}
			seen[full] = true
			base, parts := benchfmt.Name(full + "-2").Parts()
			if string(base) != benchmark || string(parts[len(parts)-1]) != "-2" {
				t.Errorf("%s: benchfmt reads base %q and parts %q", full, base, parts)
			}
			if problem := wellFormed(keysOf[benchmark], parts[:len(parts)-1]); problem != "" {
				t.Errorf("%s: %s", full, problem)
			}
		}
	}
	calls := 4 * 2 * len(workload{operation: "GetBook"}.carriers()) // workloads, numbers of callers
	streams := 0
	for _, op := range []string{"ListBooks", "UploadBookRatings", "RealtimeRecommendations"} {
		streams += len(workload{operation: op}.carriers())
	}
	for name, count := range map[string]int{"Encode": 60, "Decode": 60, "Call": calls, "Stream": streams} {
		if got := len(names()[name]); got != count || got == 0 {
			t.Errorf("%s has %d cases, want %d", name, got, count)
		}
	}
}

// wellFormed says what is wrong with the parts of a name.
func wellFormed(keys []string, parts [][]byte) string {
	for i, key := range keys {
		optional := strings.Trim(key, "[]")
		if i >= len(parts) {
			if optional != key {
				return ""
			}
			return "it has no " + key
		}
		found, value, ok := strings.Cut(strings.TrimPrefix(string(parts[i]), "/"), "=")
		if !ok || found != optional || value == "" {
			return "part " + string(parts[i]) + " stands instead of " + optional
		}
	}
	if len(parts) > len(keys) {
		return "it has more parts than " + strings.Join(keys, ", ")
	}
	return ""
}

// TestOutput checks the format of what the benchmarks print, and that quantiles without
// enough requests are left out.
func TestOutput(t *testing.T) {
	codec := []string{"sec/op", "msg-B/op", "B/op", "allocs/op"}
	call := append([]string{"wire-B/op", "server-cpu-sec/op", "client-cpu-sec/op", "p50-sec"}, codec...)
	for _, test := range []struct {
		pattern, times string
		units          []string
		lines          int
	}{
		{"Encode/codec=protobuf$/message=Book$/items=1$", "3x", codec, 1},
		{"Decode/codec=goccy$/message=RatingHistory$/items=10$", "3x", codec, 1},
		{"Call/stack=(rest|grpc-json)$/op=GetBook$/items=1$/callers=1$", "400x", append(call, "p99-sec"), 2},
		{"Call/stack=rest-h2-pb$/op=Recommend$/items=10$/callers=16$", "1x", slices.DeleteFunc(slices.Clone(call), func(u string) bool { return u == "p50-sec" }), 1},
		{"Stream/stack=rest$/op=ListBooks$", "8x", append(call, "items/s", "first-sec"), 1},
		{"Stream/stack=grpc$/op=UploadBookRatings$", "8x", append(call, "items/s"), 1},
		{"Stream/stack=grpc$/op=RealtimeRecommendations$", "400x", append(call, "items/s", "first-sec", "p99-sec"), 1},
	} {
		results := benchmark(t, test.pattern, test.times)
		if len(results) != test.lines {
			t.Errorf("-bench %s: %d results, want %d", test.pattern, len(results), test.lines)
		}
		for _, r := range results {
			for _, unit := range test.units {
				if v, ok := r.Value(unit); !ok || (v <= 0 && unit != "client-cpu-sec/op" && unit != "server-cpu-sec/op") {
					t.Errorf("%s: %v %s, want more than 0", r.Name, v, unit)
				}
			}
			for _, v := range r.Values {
				if !slices.Contains(test.units, v.Unit) {
					t.Errorf("%s: it has %v %s, which it cannot tell", r.Name, v.Value, v.Unit)
				}
			}
			if wire, ok := r.Value("wire-B/op"); ok {
				if message, _ := r.Value("msg-B/op"); wire <= message {
					t.Errorf("%s: %v bytes on the wire carry %v of messages", r.Name, wire, message)
				}
			}
		}
	}
}

// benchmark runs benchmarks in a process of their own, as go test does.
func benchmark(t *testing.T, pattern, times string) (results []*benchfmt.Result) {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^$", "-test.bench", pattern, "-test.benchtime", times)
	cmd.Env = append(os.Environ(), programVariable+"="+path, "GORACE=atexit_sleep_ms=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args[1:], err, out)
	}
	for reader := benchfmt.NewReader(bytes.NewReader(out), pattern); reader.Scan(); {
		switch r := reader.Result().(type) {
		case *benchfmt.Result:
			results = append(results, r.Clone())
		case *benchfmt.SyntaxError:
			t.Errorf("-bench %s: %v\n%s", pattern, r, out)
		}
	}
	return results
}

func TestCodecsGiveBackWhatTheyTook(t *testing.T) {
	for _, c := range codecCases() {
		if _, err := c.codec.check(c.answer); err != nil {
			t.Error(err)
		}
	}
}

// TestCheckSeesWhatIsLost gives check codecs that lose something, at once or only when they
// are used twice.
func TestCheckSeesWhatIsLost(t *testing.T) {
	a := recommendationAnswer(10)
	for name, decoder := range map[string]func(*answer) func([]byte) (any, error){
		"one that decodes nothing": func(a *answer) func([]byte) (any, error) {
			return func([]byte) (any, error) { return a.newProto(), nil }
		},
		"one that adds to what it decoded before": func(a *answer) func([]byte) (any, error) {
			m := a.newProto()
			return func(text []byte) (any, error) { return m, proto.UnmarshalOptions{Merge: true}.Unmarshal(text, m) }
		},
		"one that fails": func(a *answer) func([]byte) (any, error) {
			return func([]byte) (any, error) { return nil, errors.New("no") }
		},
	} {
		c := codec{name, codecs[len(codecs)-1].encoder, decoder}
		if _, err := c.check(a); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("check of %s = %v, want an error that names it", name, err)
		}
	}
}

func TestShuffled(t *testing.T) {
	order := flag.Lookup("test.shuffle").Value
	before := order.String()
	t.Cleanup(func() { order.Set(before) })
	by := func(how string) []callCase {
		order.Set(how)
		return shuffled(callCases())
	}
	if !slices.Equal(by("off"), callCases()) {
		t.Error("shuffled() has changed the order, want it as it was without -shuffle")
	}
	first, second, other := by("7"), by("7"), by("8")
	if !slices.Equal(first, second) || slices.Equal(first, other) || slices.Equal(first, callCases()) {
		t.Errorf("shuffled() by seeds 7, 7 and 8 begins with %v, %v and %v, want the first two alike", first[0], second[0], other[0])
	}
	if len(by("on")) != len(callCases()) {
		t.Error("shuffled() has lost cases")
	}
}
