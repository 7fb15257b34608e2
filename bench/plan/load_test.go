package plan

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// least is a plan without the keys that may be left out.
const least = `name: least
operations: [{name: GetBook, rate: 1}, {name: RatingHistory, rate: 2.5e1}]
blocks: 1
warmup_seconds: 1
window_seconds: 1
`

func TestLeastPlan(t *testing.T) {
	want := Plan{
		Name: "least", Operations: []Operation{
			{Name: "GetBook", Operation: "GetBook", Rate: PerSecond(1)}, {Name: "RatingHistory", Operation: "RatingHistory", Rate: PerSecond(25), Items: 30},
		},
		Stacks: []string{"rest", "grpc"}, AA: "rest", Blocks: 1, Seed: 1, Arrivals: "poisson", Windows: "sliced", Connections: 16,
		Compression: "none", Profile: "default", Client: "native", Warmup: 1, Window: 1, Timeout: 2,
	}
	got, err := Parse([]byte(least))
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Parse(least) = %v, (-want +got):\n%s", err, diff)
	}
}

// The profile of earlier versions is read, with a warning.
func TestEarlierProfile(t *testing.T) {
	for _, tt := range []struct {
		keys  string
		warns bool
	}{
		{"", false},
		{"profile: default\n", false},
		{"profile: tuned\n", false},
		{"vary: {profile: [default, tuned]}\n", false},
		{"profile: matched\n", true},
		{"vary: {profile: [default, tuned, matched]}\n", true},
	} {
		p, err := Parse([]byte(least + tt.keys))
		if err != nil {
			t.Errorf("Parse(%s) = %v", tt.keys, err)
		}
		if got := p.Warning(); (got != "") != tt.warns || strings.Contains(got, `use "tuned" instead`) != tt.warns {
			t.Errorf("the plan with %q warns of %q, want a warning: %v", tt.keys, got, tt.warns)
		}
	}
}

func TestEveryKey(t *testing.T) {
	want := Plan{
		Name: "my-2nd_plan.v1", Operations: []Operation{
			{Name: "talk", Operation: "RealtimeRecommendations", Rate: PerSecond(1e6), Items: 100, Streams: 1000, Work: "cpu=1ms,wait=2ms"},
			{Name: "UploadBookRatings", Operation: "UploadBookRatings", Rate: PerSecond(1), Items: 10_000},
		},
		Stacks: []string{"grpc", "rest-twin", "grpc-json"}, AA: "rest-twin", Blocks: 1000, Seed: 1<<64 - 1, Arrivals: "uniform", Windows: "sliced", Connections: 1,
		TLS: true, Compression: "gzip", Profile: "tuned", Client: "native", Warmup: 0.1, Window: 3600, Timeout: 0.01, Headline: []string{"wire_bytes"},
	}
	got, err := Parse([]byte(`
name: my-2nd_plan.v1
operations:
  - name: talk
    operation: RealtimeRecommendations
    rate: 1000000
    items: 100
    streams: 1000
    work: cpu=1ms,wait=2ms
  - name: UploadBookRatings
    rate: 1
    items: 10000
stacks: [grpc, rest-twin, grpc-json]
aa: rest-twin
tls: true
compression: gzip
profile: tuned
client: native
blocks: 1000
seed: 18446744073709551615
arrivals: uniform
connections: 1
warmup_seconds: 0.1
window_seconds: 3600
timeout_seconds: 0.01
headline: [wire_bytes]
`))
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Parse(every key) = %v, (-want +got):\n%s", err, diff)
	}
	if got, err := Parse([]byte(least + "tools: [vegeta]\n")); err != nil || !cmp.Equal(got.Tools, []string{"vegeta"}) || got.ToolBlocks != 1 {
		t.Errorf("Parse(with tools) = %+v, %v, want vegeta in one block", got, err)
	}
	// A key without a value is the same as no key, and the frame of a document makes no
	// difference.
	framed := "%YAML 1.2\n---\n" + least + "aa:\ntools: ~\nseed: null # the default\n...\n"
	plain, _ := Parse([]byte(least))
	if got, err := Parse([]byte(framed)); err != nil || !cmp.Equal(got, plain) {
		t.Errorf("Parse(%q) = %v, %v, want %v", framed, got, err, plain)
	}
}

func TestLoadFile(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"mine.yaml": least, "mine.yml": least, "empty.yaml": "", "bad.yaml": least + "colour: red\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.yaml"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"mine.yaml", "mine.yml"} {
		if p, err := Load(filepath.Join(dir, name)); err != nil || p.Name != "least" {
			t.Errorf("Load(%s) = %+v, %v, want the plan least", name, p, err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "plan.json"), []byte(least), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	const (
		remedy  = "; use smoke, quick, streams, work, gateway, chain, load-curve, standard, full, or a file"
		unknown = "it is not a built-in plan, and the name of a plan's file ends in .yaml"
		missing = "no such file or directory"
		unread  = "; name a file that can be read"
	)
	tests := []struct{ name, want string }{
		{"missing.yaml", missing + unread},
		{"mime.yaml", missing + " (did you mean mine.yaml?)" + unread},
		{"mine.ymal", unknown + " (did you mean mine.yaml?)" + remedy},
		{filepath.Join(dir, "bat.yaml"), missing + " (did you mean " + filepath.Join(dir, "bad.yaml") + "?)" + unread},
		{"smoke.yaml", missing + " (did you mean smoke?)" + unread},
		{"no/such/folder.yml", missing + unread},
		{"folder.yaml", "is a directory" + unread},
		{"empty.yaml", "name: missing; name the plan"},
		{"bad.yaml", `line 6: "colour": unknown key; use name, operations, `},
		{dir, "it is a folder; name a file in it that ends in .yaml"},
		{"plan.json", "it is a file that does not end in .yaml; rename it"},
		{"quack", unknown + " (did you mean quick?)" + remedy},
		{"smok", unknown + " (did you mean smoke?)" + remedy},
		{"Standard", unknown + " (did you mean standard?)" + remedy},
		{"mine", unknown + " (did you mean mine.yaml?)" + remedy},
		{"", unknown + remedy},
		{"../plans/quick", unknown + " (did you mean quick?)" + remedy},
		{"quick\nsmoke", unknown + remedy},
	}
	for _, tt := range tests {
		p, err := Load(tt.name)
		want := "plan " + strconv.Quote(tt.name) + ": " + tt.want
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") || !cmp.Equal(p, Plan{}) {
			t.Errorf("Load(%q) = %+v, %v, want one line %s…", tt.name, p, err, want)
		}
	}
}

func TestPairsHaveOperationsAndStacks(t *testing.T) {
	for _, tt := range []struct {
		text     string
		headline []string
	}{
		{onePair, []string{"message_bytes", "wire_bytes", "client_cpu", "response_p50"}},
		{strings.ReplaceAll(onePair, "url:", "pid: 3, url:"), []string{"message_bytes", "wire_bytes", "client_cpu", "response_p50", "server_cpu"}},
		{onePair + "headline: [response_p99]\n", []string{"response_p99"}},
		{onePair + "client: lean\n", []string{"message_bytes", "wire_bytes", "response_p50"}},
		{onePair + "vary: {client: [native, lean]}\n", []string{"message_bytes", "wire_bytes", "client_cpu", "response_p50"}},
	} {
		p, err := Parse([]byte(tt.text))
		if err != nil {
			t.Fatalf("Parse(%s) = %v", tt.text, err)
		}
		want := Plan{
			Operations: []Operation{{Name: "p", Rate: PerSecond(5)}}, Stacks: []string{"b", "a"}, AA: "b",
			Headline: tt.headline,
		}
		got := Plan{Operations: p.Operations, Stacks: p.Stacks, AA: p.AA, Headline: p.Headline}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Parse(%s) (-want +got):\n%s", tt.text, diff)
		}
	}
}

// A plan of pairs requires no more than the flags of versus do.
func TestPairsHaveTheDefaultsOfVersus(t *testing.T) {
	p, err := Parse([]byte("name: x\npairs: [{name: p, rate: 5, a: {url: 'http://h/'}, b: {url: 'http://h/'}}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	usual := Usual(true)
	usual.Name, usual.Operations, usual.Pairs, usual.Stacks, usual.AA, usual.Headline = p.Name, p.Operations, p.Pairs, p.Stacks, "b", p.Headline
	if diff := cmp.Diff(usual, p); diff != "" || p.Blocks != 6 || p.Warmup != 1 || p.Window != 3 || p.Connections != 16 || p.Timeout != 2 {
		t.Errorf("a plan of pairs and nothing else is %+v, which differs from the usual one (-want +got):\n%s", p, diff)
	}
}

// The names of targets may be given in one pair, and hold for all.
func TestTargetNames(t *testing.T) {
	p, err := Parse([]byte("name: x\npairs: [{name: p, rate: 5, a: {url: x}, b: {url: x, name: 'this change: 2'}}, {name: q, rate: 5, a: {url: x, name: main}, b: {url: x}}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range p.Pairs {
		if pair.A.Name != "main" || pair.B.Name != "this change: 2" {
			t.Errorf("pair %s is of %q and %q, want main and this change: 2", pair.Name, pair.A.Name, pair.B.Name)
		}
	}
	if a, b := p.TargetNames(); a != "main" || b != "this change: 2" {
		t.Errorf("TargetNames() = %q, %q, want main and this change: 2", a, b)
	}
}

// A recorded plan reads as the same plan, whatever characters its words have.
func TestEncode(t *testing.T) {
	plans := []Plan{
		{Name: "words", Seed: math.MaxUint64, Pairs: []Pair{{
			Name: "p", Rate: PerSecond(0.5e3),
			A: Target{
				URL: `http://h/?a=b#: "c"`, Method: "on", Headers: []string{`A: "b: c"`, "X:\t# 1"}, Data: "{\n\"id\": 7}\n",
				Expect: []string{"$.a=null", "status=404"}, HTTP2: true, Name: "1.0",
			},
			B: Target{
				URL: "*x", Start: "exec ./x 'a  b' \\ > /dev/null", Insecure: true, Order: "shuffle",
				CACert: "~", Protoset: "- x", Data: "\x01 {", Method: "0x1F", Expect: []string{"", " $.a=1 ", "!x"},
			},
		}}},
		{Name: "two", AA: "a", Headline: []string{}, Pairs: []Pair{
			{Name: "p", Rate: PerSecond(5), A: Target{URL: "x", PID: 7}, B: Target{URL: "x"}},
			{Name: "q", Rate: PerSecond(1.25), A: Target{URL: "x"}, B: Target{URL: "x", Name: "y"}},
		}},
		{Name: "work", Operations: []Operation{{Name: "x", Operation: "GetBook", Rate: PerSecond(1.25), Work: "cpu=50us,wait=2ms"}},
			Blocks: 1, Warmup: .1, Window: 1e3, TLS: true, Stacks: []string{"rest", "rest-twin"}},
	}
	plans = append(plans, Plan{Name: "shares", Operations: []Operation{{Name: "GetBook", Rate: Rate{Share: .125}}}, Blocks: 1, Warmup: 1, Window: 1},
		Plan{Name: "curve", Operations: []Operation{{Name: "GetBook"}}, Vary: Vary{Rate: []Rate{{Share: .1}, {Share: .625}}}, Blocks: 1, Warmup: 1, Window: 1})
	for _, name := range Names() {
		p, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, p)
	}
	for _, p := range plans {
		want, err := Complete(p)
		if err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		text, err := Encode(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Parse(text)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("%s: Parse of\n%s= %v (-want +got)\n%s", p.Name, text, err, diff)
		}
	}
}
