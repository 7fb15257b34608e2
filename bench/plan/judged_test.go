package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// headOf is a plan without its operations.
const headOf = "name: x\nblocks: 1\nwarmup_seconds: 1\nwindow_seconds: 1\n"

func TestJudgedWhere(t *testing.T) {
	const all = "headline: [message_bytes, server_cpu, client_cpu, response_p50, response_p99]\n"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"nothing varies", headOf + all + "operations: [{name: GetBook, rate: 5}]", []string{
			"GetBook: message_bytes server_cpu client_cpu response_p50 response_p99",
		}},
		{"lean alone", headOf + "headline: [wire_bytes, response_p50]\nclient: lean\noperations: [{name: GetBook}]\nvary: {rate: [50%, 10%]}", []string{
			"GetBook-rate-50pct: response_p50", "GetBook-rate-10pct: wire_bytes response_p50",
		}},
		{"native alone", headOf + all + "operations: [{name: GetBook}]\nvary: {rate: [20, 100, 5]}", []string{
			"GetBook-rate-20: server_cpu response_p50 response_p99", "GetBook-rate-100: server_cpu response_p50 response_p99",
			"GetBook-rate-5: message_bytes server_cpu client_cpu response_p50 response_p99",
		}},
		{"rates and clients", headOf + all + "operations: [{name: GetBook}]\nvary: {rate: [10%, 50%], client: [native, lean]}", []string{
			"GetBook-rate-10pct-client-native: client_cpu", "GetBook-rate-10pct-client-lean: message_bytes server_cpu response_p50 response_p99",
			"GetBook-rate-50pct-client-native:", "GetBook-rate-50pct-client-lean: server_cpu response_p50 response_p99",
		}},
		{"judged combinations", headOf + all + "combinations: judged\noperations: [{name: GetBook}]\nvary: {rate: [10%, 50%], client: [native, lean]}", []string{
			"GetBook-rate-10pct-client-native: client_cpu", "GetBook-rate-10pct-client-lean: message_bytes server_cpu response_p50 response_p99",
			"GetBook-rate-50pct-client-lean: server_cpu response_p50 response_p99",
		}},
		{"profiles", headOf + all + "operations: [{name: GetBook, rate: 5}]\nvary: {client: [lean, native], profile: [default, tuned]}", []string{
			"GetBook-client-lean-profile-default: message_bytes server_cpu response_p50 response_p99",
			"GetBook-client-lean-profile-tuned: message_bytes server_cpu response_p50 response_p99",
			"GetBook-client-native-profile-default: client_cpu", "GetBook-client-native-profile-tuned: client_cpu",
		}},
		{"pairs", "name: x\npairs: [{name: p, a: {url: 'http://a/', pid: 7}, b: {url: 'http://b/', pid: 8}}]\nvary: {rate: [5, 10], client: [lean, native]}", []string{
			"p-rate-5-client-lean: message_bytes wire_bytes response_p50 server_cpu", "p-rate-5-client-native: client_cpu",
			"p-rate-10-client-lean: response_p50 server_cpu", "p-rate-10-client-native:",
		}},
	}
	for _, tt := range tests {
		p := mustParse(t, tt.text)
		var got []string
		for _, arms := range p.Comparisons() {
			got = append(got, strings.TrimSpace(arms[0].Operation.Name+": "+strings.Join(arms[0].Judged, " ")))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: judged (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Quick measures what it judges, and every metric of its headline is judged somewhere.
func TestQuickJudgesAll(t *testing.T) {
	for _, name := range []string{"quick", "standard", "full", "load-curve"} {
		p, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		times := make(map[string]int)
		for _, arms := range p.Comparisons() {
			for _, metric := range arms[0].Judged {
				times[metric]++
			}
			if name == "quick" && len(arms[0].Judged) == 0 {
				t.Errorf("%s measures %s, of which it judges nothing", name, arms[0].Operation.Name)
			}
		}
		for _, metric := range p.Headline {
			if times[metric] == 0 {
				t.Errorf("%s judges %s nowhere", name, metric)
			}
		}
	}
}

func TestGroups(t *testing.T) {
	p := mustParse(t, headOf+"operations: [{name: GetBook}, {name: Recommend}]\naa: grpc\nvary: {profile: [default, tuned], rate: [10%, 50%], client: [lean, native], connections: [1, 16]}")
	var got []string
	for _, group := range p.Groups() {
		got = append(got, fmt.Sprintf("%s %d", group[0].Group, len(group)))
		for _, arm := range group {
			if arm.Operation.Rate != group[0].Operation.Rate || arm.Settings.Connections != group[0].Settings.Connections || arm.Planned != group[0].Planned {
				t.Errorf("%s stands in the group of %s", arm.Operation.Name, group[0].Operation.Name)
			}
		}
	}
	want := []string{
		"GetBook-rate-10pct-connections-1 12", "GetBook-rate-10pct-connections-16 12", "GetBook-rate-50pct-connections-1 12", "GetBook-rate-50pct-connections-16 12",
		"Recommend-rate-10pct-connections-1 12", "Recommend-rate-10pct-connections-16 12", "Recommend-rate-50pct-connections-1 12", "Recommend-rate-50pct-connections-16 12",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("groups with their arms (-want +got):\n%s", diff)
	}
	arm := p.Groups()[0][3]
	if arm.Series != "GetBook-connections-1-client-lean-profile-tuned" || arm.Axis != "rate" || arm.Value != "10%" {
		t.Errorf("the series of %s is %s, at %s of %s", arm.Operation.Name, arm.Series, arm.Value, arm.Axis)
	}
	if diff := cmp.Diff([]Value{{"connections", "1"}, {"client", "lean"}, {"profile", "tuned"}}, arm.Conditions); diff != "" {
		t.Errorf("conditions (-want +got):\n%s", diff)
	}
}

// The outside generators run once for an operation.
func TestByTools(t *testing.T) {
	for text, want := range map[string][]string{
		"operations: [{name: GetBook, rate: 5}]": {"GetBook"},
		"operations: [{name: GetBook}]\nvary: {rate: [50%, 10%], client: [lean, native], profile: [tuned, default]}": {"GetBook-rate-10pct-client-native-profile-default"},
		"operations: [{name: GetBook}]\nvary: {rate: [50%, 10%]}\nclient: lean":                                      {"GetBook-rate-10pct"},
	} {
		p := mustParse(t, headOf+"tools: [ghz]\n"+text)
		var got []string
		for _, arms := range p.Comparisons() {
			if arms[0].ByTools {
				got = append(got, arms[0].Operation.Name)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: by tools (-want +got):\n%s", text, diff)
		}
	}
}
