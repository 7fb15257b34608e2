package record

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/bench/plan"
)

func TestArmsSayWhatTheyAre(t *testing.T) {
	const rest = "name: x\nblocks: 1\nwarmup_seconds: 1\nwindow_seconds: 1\n"
	parse := func(text string) Plan {
		p, err := plan.Parse([]byte(rest + text))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	strangers := []string{"message_bytes", "wire_bytes", "client_cpu", "response_p50"}
	tests := []struct {
		name string
		plan Plan
		at   int
		want Arm
	}{
		{"a stack", parse("operations: [{name: Recommend, rate: 7}]\ntls: true"), 1, Arm{
			Comparison: "Recommend", Name: "grpc", Stack: "grpc", Title: "gRPC", Encoding: "application/x-protobuf", Transport: "gRPC",
			Operation: "Recommend", Kind: "unary", Rate: 7, Items: 10, Connections: 16, TLS: true, Compression: "none", Profile: "default", Client: "native", Judged: []string{},
		}},
		{"a control on an axis", parse("operations: [{name: l, operation: ListBooks, rate: 7}]\nvary: {items: [1, 2]}"), 5, Arm{
			Comparison: "l-items-2", Name: "rest-aa", Control: true, Stack: "rest", Title: "REST", Encoding: "application/json", Transport: "HTTP/1.1",
			Operation: "ListBooks", Kind: "server stream", Rate: 7, Items: 2, Planned: "l", Series: "l", Axis: "items", Value: "2",
			Connections: 16, Compression: "none", Profile: "default", Client: "native", Judged: []string{},
		}},
		{"a combination", parse("operations: [{name: GetBook}]\nvary: {rate: [10%, 50%], client: [lean, native]}\nheadline: [wire_bytes, client_cpu]\ntools: [ghz]"), 4, Arm{
			Comparison: "GetBook-rate-10pct-client-native", Name: "grpc", Stack: "grpc", Title: "gRPC", Encoding: "application/x-protobuf", Transport: "gRPC",
			Operation: "GetBook", Kind: "unary", RateShare: .1, Connections: 16, Compression: "none", Profile: "default", Client: "native",
			Planned: "GetBook", Series: "GetBook-client-native", Axis: "rate", Value: "10%", Conditions: []plan.Value{{Key: "client", Text: "native"}},
			Judged: []string{"client_cpu"}, ByTools: true,
		}},
		{"a twin", parse("operations: [{name: GetBook, rate: 7}]\nstacks: [grpc, grpc-twin]"), 1, Arm{
			Comparison: "GetBook", Name: "grpc-twin", Stack: "grpc-twin", Title: "grpc-twin", Encoding: "application/x-protobuf", Transport: "gRPC",
			Operation: "GetBook", Kind: "unary", Rate: 7, Connections: 16, Compression: "none", Profile: "default", Client: "native", Judged: []string{},
		}},
		{"the shop", parse("operations: [{name: GetProduct, rate: 7}]"), 0, Arm{
			Comparison: "GetProduct", Name: "rest", Stack: "rest", Title: "REST", Encoding: "application/json", Transport: "HTTP/1.1",
			Operation: "GetProduct", Kind: "unary", Services: []string{"product", "inventory"}, Rate: 7, Connections: 16, Compression: "none", Profile: "default", Client: "native", Judged: []string{},
		}},
		{"a target with a name", parse("pairs: [{name: p, rate: 5, a: {url: 'http://a/', name: new}, b: {url: 'http://b/'}}]"), 1, Arm{
			Comparison: "p", Name: "a", Stack: "a", Title: "new", Stranger: true, Rate: 5, Connections: 16, Client: "native", Judged: strangers,
		}},
		{"a target without one", parse("pairs: [{name: p, rate: 5, a: {url: 'http://a/', name: new}, b: {url: 'http://b/'}}]"), 2, Arm{
			Comparison: "p", Name: "b-aa", Control: true, Stack: "b", Title: "B", Stranger: true, Rate: 5, Connections: 16, Client: "native", Judged: strangers,
		}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Arms(tt.plan)[tt.at]); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
}

// The arms of a folder from before manifests listed them follow from its plan.
func TestOlderFoldersHaveArms(t *testing.T) {
	run, err := Open(writeFolder(t, `{"run":"r","plan":{"operations":[{"name":"Recommend","rate":5}],"stacks":["rest","grpc"],"aa":"rest","connections":16}}`, ""))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, arm := range run.Manifest.Arms {
		names = append(names, arm.Comparison+" "+arm.Name+" "+arm.Operation+" "+arm.Title)
	}
	if arm := run.Manifest.Arms[0]; !arm.Judges([]string{"server_cpu"}, "server_cpu") || arm.Judges([]string{"server_cpu"}, "client_cpu") || arm.ByTools {
		t.Errorf("%+v does not judge the headline alone", arm)
	}
	if want := []string{"Recommend rest Recommend REST", "Recommend grpc Recommend gRPC", "Recommend rest-aa Recommend REST"}; !cmp.Equal(names, want) {
		t.Errorf("arms %q, want %q", names, want)
	}
}

// What is judged where stands in the folder, also if it is nothing.
func TestFoldersSayWhatIsJudged(t *testing.T) {
	m := testManifest()
	m.Arms = []Arm{{Comparison: "x", Name: "none", Judged: []string{}}, {Comparison: "x", Name: "one", Judged: []string{"server_cpu"}}}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	run, err := Open(writeFolder(t, string(text), ""))
	if err != nil {
		t.Fatal(err)
	}
	headline := []string{"server_cpu", "wire_bytes"}
	for i, want := range []bool{false, true} {
		arm := run.Manifest.Arms[i]
		if arm.Judges(headline, "server_cpu") != want || arm.Judges(headline, "wire_bytes") {
			t.Errorf("%s judges %q of the headline", arm.Name, arm.Judged)
		}
	}
}

// The arms that a folder lists are read as they are, whatever this program knows.
func TestArmsOfTheFolderHold(t *testing.T) {
	m := testManifest()
	m.Arms = []Arm{{Comparison: "Sing", Name: "quic", Stack: "quic", Title: "QUIC", Transport: "HTTP/3", Operation: "Sing", Kind: "chorus"}}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	run, err := Open(writeFolder(t, string(text), ""))
	if err != nil || !cmp.Equal(run.Manifest.Arms, m.Arms) {
		t.Errorf("Open() = %v, %v", run, err)
	}
}

func TestNewerFoldersAreRefused(t *testing.T) {
	_, err := Open(writeFolder(t, `{"format":3,"run":"r","build":{"version":"v9"}}`, ""))
	const want = `the folder has format 3, written by wiretax "v9", and this wiretax reads formats up to 2`
	if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("Open() = %v, want %s", err, want)
	}
}
