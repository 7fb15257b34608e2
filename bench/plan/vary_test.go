package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func mustParse(t *testing.T, text string) Plan {
	t.Helper()
	p, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("Parse(%q) = %v", text, err)
	}
	return p
}

// armLines returns the arms as the tests below compare them.
func armLines(arms []Arm) (lines []string) {
	for _, a := range arms {
		line := fmt.Sprintf("%s %s %s", a.Operation.Name, a.Name, a.Stack)
		if a.Control {
			line += " control"
		}
		if a.Target != nil {
			line += " " + a.Target.URL
		}
		lines = append(lines, line)
	}
	return lines
}

func TestArms(t *testing.T) {
	const two = "name: x\nblocks: 1\nwarmup_seconds: 1\nwindow_seconds: 1\n"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"stacks", two + "operations: [{name: GetBook, rate: 1}]", []string{
			"GetBook rest rest", "GetBook grpc grpc", "GetBook rest-aa rest control",
		}},
		{"the control of another stack", two + "operations: [{name: GetBook, rate: 1}]\naa: grpc", []string{
			"GetBook rest rest", "GetBook grpc grpc", "GetBook grpc-aa grpc control",
		}},
		{"a twin", two + "operations: [{name: GetBook, rate: 1}]\nstacks: [rest, rest-twin]", []string{
			"GetBook rest rest", "GetBook rest-twin rest-twin", "GetBook rest-aa rest control",
		}},
		{"a grid", two + "operations: [{name: GetBook}]\nvary: {rate: [10%, 50%], client: [lean, native]}", []string{
			"GetBook-rate-10pct-client-lean rest rest", "GetBook-rate-10pct-client-lean grpc grpc", "GetBook-rate-10pct-client-lean rest-aa rest control",
			"GetBook-rate-10pct-client-native rest rest", "GetBook-rate-10pct-client-native grpc grpc", "GetBook-rate-10pct-client-native rest-aa rest control",
			"GetBook-rate-50pct-client-lean rest rest", "GetBook-rate-50pct-client-lean grpc grpc", "GetBook-rate-50pct-client-lean rest-aa rest control",
			"GetBook-rate-50pct-client-native rest rest", "GetBook-rate-50pct-client-native grpc grpc", "GetBook-rate-50pct-client-native rest-aa rest control",
		}},
		{"stacks that carry only one of the operations", two + "operations: [{name: GetBook, rate: 1}, {name: RealtimeRecommendations, rate: 1}]\nstacks: [rest, grpc, rest-pb]", []string{
			"GetBook rest rest", "GetBook grpc grpc", "GetBook rest-pb rest-pb", "GetBook rest-aa rest control",
			"RealtimeRecommendations rest rest", "RealtimeRecommendations grpc grpc", "RealtimeRecommendations rest-aa rest control",
		}},
		{"pairs", two + "pairs: [{name: p, rate: 5, a: {url: 'http://a/'}, b: {url: 'http://b/'}}]", []string{
			"p b b http://b/", "p a a http://a/", "p b-aa b control http://b/",
		}},
		{"an axis", two + "operations: [{name: GetBook, rate: 1}]\nvary: {connections: [1, 4]}", []string{
			"GetBook-connections-1 rest rest", "GetBook-connections-1 grpc grpc", "GetBook-connections-1 rest-aa rest control",
			"GetBook-connections-4 rest rest", "GetBook-connections-4 grpc grpc", "GetBook-connections-4 rest-aa rest control",
		}},
		{"an axis of pairs", two + "pairs: [{name: p, a: {url: 'http://a/'}, b: {url: 'http://b/'}}]\nvary: {rate: [5, 10.5]}", []string{
			"p-rate-5 b b http://b/", "p-rate-5 a a http://a/", "p-rate-5 b-aa b control http://b/",
			"p-rate-10.5 b b http://b/", "p-rate-10.5 a a http://a/", "p-rate-10.5 b-aa b control http://b/",
		}},
	}
	for _, tt := range tests {
		p := mustParse(t, tt.text)
		if diff := cmp.Diff(tt.want, armLines(p.Arms())); diff != "" {
			t.Errorf("%s: arms (-want +got):\n%s", tt.name, diff)
		}
	}
}

// An arm has the value of the axis, and nothing else changes.
func TestVaryAlongEachKey(t *testing.T) {
	plain := with("operations: [{name: Recommend, rate: 3}]")
	varied := map[string]string{"rate": with("operations: [{name: Recommend}]")}
	tests := []struct {
		vary, name, value string
		at                func(Arm) any
		want              any
	}{
		{"connections: [1, 64]", "Recommend-connections-64", "64", func(a Arm) any { return a.Settings.Connections }, 64},
		{"tls: [false, true]", "Recommend-tls-on", "on", func(a Arm) any { return a.Settings.TLS }, true},
		{"compression: [none, gzip]", "Recommend-compression-gzip", "gzip", func(a Arm) any { return a.Settings.Compression }, "gzip"},
		{"profile: [default, tuned]", "Recommend-profile-tuned", "tuned", func(a Arm) any { return a.Settings.Profile }, "tuned"},
		{"client: [native, lean]", "Recommend-client-lean", "lean", func(a Arm) any { return a.Settings.Client }, "lean"},
		{"work: [none, 'cpu=50us,wait=2ms']", "Recommend-work-cpu-50us-wait-2ms", "cpu=50us,wait=2ms", func(a Arm) any { return a.Operation.Work }, "cpu=50us,wait=2ms"},
		{"work: [cpu=1ms, none]", "Recommend-work-none", "none", func(a Arm) any { return a.Operation.Work }, ""},
		{"items: [10, 100]", "Recommend-items-100", "100", func(a Arm) any { return a.Operation.Items }, 100},
		{"rate: [10, 2.5]", "Recommend-rate-2.5", "2.5", func(a Arm) any { return a.Operation.Rate }, PerSecond(2.5)},
		{"rate: [10%, 50%]", "Recommend-rate-50pct", "50%", func(a Arm) any { return a.Operation.Rate }, Rate{Share: .5}},
	}
	for _, tt := range tests {
		axis, _, _ := strings.Cut(tt.vary, ":")
		text := plain
		if other := varied[axis]; other != "" {
			text = other
		}
		p := mustParse(t, text+"vary: {"+tt.vary+"}\n")
		groups := p.Comparisons()
		if len(groups) != 2 {
			t.Errorf("%s: %d comparisons, want 2", tt.vary, len(groups))
			continue
		}
		for _, arm := range groups[1] {
			if got := tt.at(arm); got != tt.want || arm.Operation.Name != tt.name || arm.Value != tt.value || arm.Axis != axis {
				t.Errorf("%s: arm %s of %s has %v at %q of %q", tt.vary, arm.Name, arm.Operation.Name, got, arm.Value, arm.Axis)
			}
		}
		if text, err := Encode(p); err != nil {
			t.Error(err)
		} else if second := mustParse(t, string(text)); !cmp.Equal(second, p) {
			t.Errorf("%s: written and read (-was +is):\n%s", tt.vary, cmp.Diff(p, second))
		}
	}
}

func TestBadVary(t *testing.T) {
	base := with("operations: [{name: Recommend, rate: 3}]")
	tests := []struct{ name, text, want string }{
		{"no axis", base + "vary: {}", "vary: nothing to vary; name one or more of rate, items, work,"},
		{"no values", base + "vary: {connections: []}", "vary: nothing to vary"},
		{"too many combinations", base + "vary: {connections: [1, 2, 3, 4, 5, 6, 7, 8, 9], items: [1, 2, 3, 4, 5, 6, 7, 8]}", "vary: items and connections have 72 or more combinations, which are too many; leave values out until there are at most 64"},
		{"numbers and shares", with("operations: [{name: Recommend}]") + "vary: {rate: [10%, 2500]}", "vary.rate[1]: 2500 stands beside 10%; use numbers alone, or shares of capacity alone"},
		{"a name that is too long", with("operations: [{name: "+strings.Repeat("x", 64)+", operation: Recommend, rate: 3}]") + "vary: {work: [none, 'cpu=50us,wait=2ms'], items: [1, 2], connections: [16, 32], tls: [true, false], compression: [none, gzip], profile: [default, tuned]}", `operations: "` + strings.Repeat("x", 64) + "-items-1-work-cpu-50us-wait-2ms-connections-16-tls-off-compression-none-profile-default\" becomes part of file names and is longer than 150 letters"},
		{"unknown combinations", base + "vary: {items: [1, 2]}\ncombinations: some", `combinations: unknown "some"; use all, judged`},
		{"nothing judged", base + "vary: {items: [1, 2]}\ncombinations: judged", "combinations: judged leaves nothing, since the headline names no metric; name one, or leave combinations out"},
		{"nothing left out", base + "headline: [server_cpu]\ncombinations: judged", "combinations: judged leaves nothing out, since nothing varies; leave it out"},
		{"an unknown axis", base + "vary: {conections: [1, 2]}", `line 6: "vary.conections": unknown key; did you mean connections?`},
		{"one value", base + "vary: {connections: [4]}", "vary.connections: one value does not make an axis; name two or more, or set connections itself"},
		{"a value twice", base + "vary: {connections: [4, 8, 4]}", "vary.connections[2]: 4 appears twice; name each value once"},
		{"many values", base + "vary: {connections: [" + strings.Repeat("1, ", 65) + "]}", "vary.connections: 65 values are too many; name at most 64"},
		{"no list", base + "vary: {connections: 4}", `line 6: vary.connections: "4" does not fit; use a list`},
		{"a word for a number", base + "vary: {connections: [few, many]}", `line 6: vary.connections[0]: "few" does not fit; use a whole number`},
		{"no connections", base + "vary: {connections: [0, 4]}", "vary.connections[0]: 0 is out of range; use 1 to 10000"},
		{"an unknown compression", base + "vary: {compression: [none, brotli]}", `vary.compression[1]: unknown "brotli"; use none, gzip`},
		{"an unknown profile", base + "vary: {profile: [default, fast]}", `vary.profile[1]: unknown "fast"; use default, tuned`},
		{"no work", base + "vary: {work: [none, slow]}", `vary.work[1]: "slow" is not work`},
		{"empty work", base + "vary: {work: ['', cpu=1ms]}", "vary.work[0]: it is empty; write none"},
		{"work of two words", base + "vary: {work: [nonecpu=50us, cpu=1ms]}", `vary.work[0]: "nonecpu=50us" is not work`},
		{"the same work twice", base + "vary: {work: [cpu=50us, cpu=0.05ms]}", "vary.work[1]: cpu=50us appears twice; name each value once"},
		{"work in another order", base + "vary: {work: ['wait=1ms,cpu=1us', 'cpu=1µs,wait=1000us']}", "vary.work[1]: cpu=1us,wait=1ms appears twice"},
		{"null for a value", base + "vary: {tls: [true, null]}", "line 6: vary.tls[1]: null does not fit; use true or false"},
		{"connections of WebSockets", with("operations: [{name: RealtimeRecommendations, rate: 3}]") + "vary: {connections: [1, 2]}", "vary.connections: REST opens a connection for each stream of RealtimeRecommendations"},
		{"work beyond the timeout", base + "vary: {work: [none, wait=3s]}", "vary.work[1]: wait=3s takes as long as a request may"},
		{"too many items", base + "vary: {items: [10, 101]}", "vary.items[1]: 101 is out of range; use 1 to 100"},
		{"items of what has none", with("operations: [{name: GetBook, rate: 3}]") + "vary: {items: [1, 2]}", "vary.items: it does not apply to GetBook; leave that operation out"},
		{"work of the shop", with("operations: [{name: GetStock, rate: 3}]") + "vary: {work: [none, cpu=1ms]}", "vary.work: it does not apply to GetStock"},
		{"rate 0", with("operations: [{name: Recommend}]") + "vary: {rate: [0, 5]}", "vary.rate[0]: 0 is out of range; use 1 to 1000000"},
		{"a share beyond capacity", with("operations: [{name: Recommend}]") + "vary: {rate: [10%, 150%]}", "vary.rate[1]: 150% of the capacity is out of range; use 1% to 100%"},
		{"a fraction for a tool", with("operations: [{name: Recommend}]") + "tools: [ghz]\nvary: {rate: [2, 2.5]}", "vary.rate[1]: the tools take whole numbers only, not 2.5; use 2"},
		{"a setting twice", base + "connections: 4\nvary: {connections: [1, 2]}", "connections: it varies along vary.connections; leave one of them out"},
		{"a rate twice", base + "vary: {rate: [1, 2]}", "operations[0].rate: it varies along vary.rate; leave one of them out"},
		{"items twice", with("operations: [{name: Recommend, rate: 3, items: 5}]") + "vary: {items: [1, 2]}", "operations[0].items: it varies along vary.items; leave one of them out"},
		{"a pair's rate twice", onePair + "vary: {rate: [1, 2]}", "pairs[0].rate: it varies along vary.rate; leave one of them out"},
		{"TLS of pairs", onePair + "vary: {tls: [true, false]}", "vary.tls: it is for our own services; leave it out"},
		{"items of pairs", onePair + "vary: {items: [1, 2]}", "vary.items: it is for our own services; vary rate, connections or client, or leave it out"},
		{"an unknown client", base + "vary: {client: [native, wrk]}", `vary.client[1]: unknown "wrk"; use native, lean`},
		{"a client twice", base + "client: lean\nvary: {client: [native, lean]}", "client: it varies along vary.client; leave one of them out"},
		{"lean and native of gzip", base + "compression: gzip\nvary: {client: [native, lean]}", "vary.client: lean has no compression; use compression none, or client native"},
		{"lean along compression", base + "client: lean\nvary: {compression: [none, gzip]}", "client: lean has no compression; use compression none, or client native"},
		{"lean and native of pages", with("operations: [{name: ListBooks, rate: 3}]") + "vary: {client: [native, lean]}", "vary.client: lean does not carry operations[0], ListBooks on rest: it comes in pages, each of which names the next; leave one of them out, or use client native"},
		{"TLS beside tools and profiles", base + "tls: true\ntools: [ghz]\nvary: {profile: [default, tuned]}", "tools: ghz cannot be set to the plan's tls; leave them out"},
		{"TLS beside tools", base + "tools: [ghz]\nvary: {tls: [true, false]}", "tools: ghz cannot be set to the plan's vary.tls; leave them out"},
		{"TLS of a gateway", base + "stacks: [rest, node-rest]\nvary: {tls: [true, false]}", "vary.tls: it is for services that are asked directly, and node-rest has a gateway; leave one of them out"},
		{"namesakes", with("operations: [{name: x, operation: Recommend, rate: 3}, {name: x-items-1, operation: Recommend, rate: 3}]") + "vary: {items: [1, 1-items-1]}", "line 6: vary.items[1]"},
	}
	for _, tt := range tests {
		_, err := Parse([]byte(tt.text))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: Parse(%q)\n\t%v, want one line\n\t%s…", tt.name, tt.text, err, tt.want)
		}
	}
}

// A profile is about the options of libraries: it leaves connections and every other setting alone.
func TestProfilesLeaveOtherSettingsAlone(t *testing.T) {
	p := mustParse(t, with("operations: [{name: Recommend, rate: 3}]")+"connections: 7\ntls: true\nvary: {profile: [default, tuned]}\n")
	seen := make(map[string]bool)
	want := p.Arms()[0].Settings
	for _, arm := range p.Arms() {
		seen[arm.Settings.Profile] = true
		got := arm.Settings
		if got.Profile = want.Profile; got != want || got.Connections != 7 {
			t.Errorf("%s under the profile %s has %+v, want %+v with 7 connections", arm.Stack, arm.Settings.Profile, got, want)
		}
	}
	if len(seen) != 2 {
		t.Errorf("the arms have the profiles %v, want two", seen)
	}
}
