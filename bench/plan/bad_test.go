package plan

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// onePair is the smallest plan that compares two targets of others.
const onePair = `name: x
blocks: 1
warmup_seconds: 1
window_seconds: 1
pairs: [{name: p, rate: 5, a: {url: 'http://h/'}, b: {url: 'http://h/'}}]
`

// named returns onePair with names for its targets.
func named(a, b string) string {
	return strings.NewReplacer("a: {url", `a: {name: "`+a+`", url`, "b: {url", `b: {name: "`+b+`", url`).Replace(onePair)
}

// with returns the smallest plan with an additional line, or with another value for one of its
// keys.
func with(line string) string {
	key, _, _ := strings.Cut(line, ":")
	var kept strings.Builder
	for old := range strings.Lines(least) {
		if !strings.HasPrefix(old, key+":") {
			kept.WriteString(old)
		}
	}
	return kept.String() + line + "\n"
}

func TestBadPlans(t *testing.T) {
	const rates = " is out of range; use 1 to 1000000"
	tests := []struct{ name, text, want string }{
		{"nothing", "", "name: missing; name the plan"},
		{"a comment", "# name: x", "name: missing; name the plan"},
		{"null", "null", "name: missing; name the plan"},
		{"no YAML", "name: [", `line 1: a "[" is not closed; close it with "]"`},
		{"two values", "name: a: b", `line 1: a second ": " in one value; indent keys that belong together alike, or put the value in quotes`},
		{"a tab", "\tname: x\n", "line 1: a tab; indent with spaces"},
		{"a number", "42", `line 1: the plan: "42" does not fit; use keys, each with its value`},
		{"a list", "\n- name: x", "line 2: the plan: a sequence does not fit; use keys, each with its value"},
		{"binary", "\x7fELF\x02\x01", "it is binary data, such as a protobuf message; save what it holds as plain text in UTF-8"},
		{"a second plan", least + "---\nname: more\n", "line 7: a second document; keep one"},

		{"a list of no pairs", "name: x\npairs: []\n", "pairs: none; name at least one, with its name, rate, a and b"},
		{"pairs beside operations", least + "pairs: [{name: p, rate: 1, a: {url: x}, b: {url: x}}]\n", "pairs: they replace operations and stacks; leave those out"},
		{"pairs beside stacks", onePair + "stacks: [rest, grpc]\n", "pairs: they replace operations and stacks; leave those out"},
		{"pairs beside tools", onePair + "tools: [ghz]\n", "tools: ghz cannot drive pairs; leave them out"},
		{"pairs with TLS", onePair + "tls: true\n", "tls: it is for our own services; leave it out; the services of the pairs are set where they are started"},
		{"pairs with compression", onePair + "compression: gzip\n", "compression: it is for our own services"},
		{"pairs with a profile", onePair + "profile: tuned\n", "profile: it is for our own services"},
		{"a second arm of no target", onePair + "aa: rest\n", `aa: unknown "rest"; use b, a`},
		{"a pair without a rate", strings.Replace(onePair, "rate: 5, ", "", 1), "pairs[0].rate: missing; use 1 to 1000000"},
		{"a share of no number", strings.Replace(onePair, "rate: 5", "rate: half%", 1), `line 5: pairs[0].rate: "half%" does not fit; use a number, or a share of capacity such as 10%`},
		{"a share of nothing", strings.Replace(onePair, "rate: 5", "rate: 0%", 1), "pairs[0].rate: 0 is out of range; use 1 to 1000000"},
		{"a share of a service that runs already", strings.Replace(onePair, "rate: 5", "rate: 10%", 1), "pairs[0].a.start: missing; a rate that is a share of capacity takes the service to its limit: start it, use a number, or allow that with saturate"},
		{"a pair of rate 0", strings.Replace(onePair, "rate: 5, ", "rate: 0, ", 1), "pairs[0].rate: 0 is out of range; use 1 to 1000000"},
		{"a pair without a name", strings.Replace(onePair, "name: p, ", "", 1), "pairs[0].name: missing; use at most 64 letters, digits and dashes"},
		{"two pairs of one name", strings.Replace(onePair, "pairs: [", "pairs: [{name: p, rate: 5, a: {url: x}, b: {url: x}}, ", 1), `pairs[1].name: "p" appears twice; name each pair once`},
		{"a target without a URL", strings.Replace(onePair, "a: {url: 'http://h/'}", "a: {}", 1), "pairs[0].a.url: missing; use http://, https://, grpc:// or grpcs://"},
		{"targets of one name", named("x y", "X Y"), `pairs[0].b.name: "X Y" is the name of both targets; name them differently`},
		{"a target called as the other", named("b", ""), `pairs[0].a.name: "b" is the other target; use another name`},
		{"b called a", named("", "A"), `pairs[0].b.name: "A" is the other target; use another name`},
		{"a target's long name", named(strings.Repeat("ä", 33), ""), `pairs[0].a.name: "ääää`},
		{"a target's name with a line feed", named(`x\ny`, ""), `pairs[0].a.name: "x\ny" cannot be shown; use at most 32 characters that can be printed`},
		{"a target's name that steers a terminal", named("", `\e[31m`), `pairs[0].b.name: "\x1b[31m" cannot be shown`},
		{"a target's name that turns the writing", named("", `x\u202e`), `pairs[0].b.name: "x\u202e" cannot be shown`},
		{"a target's name of blanks", named(" ", ""), `pairs[0].a.name: " " cannot be shown`},
		{"other names in another pair", strings.Replace(named("x", ""), "}]", "}, {name: q, rate: 1, a: {url: x, name: y}, b: {url: x}}]", 1), `pairs[1].a.name: "y" is "x" in pairs[0]; use the same name in all pairs`},
		{"a header without its value", strings.Replace(onePair, "a: {url", "a: {headers: ['X: 1', 'Authorization: (not kept)'], url", 1), `pairs[0].a.headers[1]: "Authorization: (not kept)" lacks its value; put it back`},
		{"a variable without its value", strings.Replace(onePair, "b: {url", "b: {start: 'KEY=(not kept) ./x', url", 1), `pairs[0].b.start: "KEY=(not kept) ./x" lacks the value of a variable; put it back`},
		{"a free port without a command", strings.Replace(onePair, "b: {url: 'http://h/'}", "b: {url: 'http://h:{port}/'}", 1), "pairs[0].b.start: missing; {port} in the URL is a free port for a command that serves the target; name the command, or write the port"},
		{"a free port without a URL", strings.Replace(onePair, "b: {url: 'http://h/'}", "b: {url: 'http://h/{port}', start: 's {port}'}", 1), "pairs[0].b.url: it has no {port}, which the command has; write it instead of the port"},
		{"a command and a pid", strings.Replace(onePair, "b: {url: 'http://h/'}", "b: {url: x, start: y, pid: 3}", 1), "pairs[0].b.start: a service is either started or has a pid; leave one out"},
		{"a word for yes", strings.Replace(onePair, "b: {url: 'http://h/'}", "b: {url: x, http2: \"on\"}", 1), `line 5: pairs[0].b.http2: "on" does not fit; use true or false`},
		{"unknown key", least + "rate: 3\n", `line 6: "rate": unknown key; use name, operations, pairs, stacks, aa, vary, combinations, blocks, seed, arrivals, connections, warmup_seconds, window_seconds, windows, warmup_until, tls, compression, profile, client, saturate, timeout_seconds, tools, tool_blocks, headline`},
		{"unknown key of an operation", "name: x\noperations:\n  - name: GetBook\n    rat: 1\n", `line 4: "operations[0].rat": unknown key; did you mean rate?`},
		{"the first of two unknown keys", "name: x\nb: 1\na: 1\n", `line 2: "b": unknown key; use `},
		{"unknown key with a line feed", "\"a\\nb\": 1", `line 1: "a\nb": unknown key; use `},
		{"repeated key", least + "blocks: 2\n", "line 6: blocks: appears twice; keep one"},
		{"repeated key of an operation", "operations: [{rate: 1, rate: 1}]", "line 1: operations[0].rate: appears twice; keep one"},
		{"an anchor", "name: &x y", `line 1: name: a plan cannot have an anchor (&) or alias (*); write the value itself`},
		{"an alias", "name: *x", `line 1: name: a plan cannot have an anchor (&) or alias (*); write the value itself`},
		{"a tag", "blocks: !!int 3", `line 1: blocks: a plan cannot have a tag such as !!int; leave it out`},
		{"a merge", "<<: {name: x}", `line 1: <<: a plan cannot have an anchor (&) or alias (*); write the value itself`},

		{"no name", with("name:"), "name: missing; name the plan"},
		{"name with a slash", with("name: a/b"), `name: "a/b" becomes part of a folder's name; use at most 64 letters, digits and dashes`},
		{"name with a NUL", with("name: \"a\\0b\""), `name: "a\x00b" becomes part of a folder's name; use at most 64`},
		{"name with a line feed", with("name: \"a\\nb\""), `name: "a\nb" becomes part of a folder's name; use at most 64`},
		{"hidden name", with("name: .x"), `name: ".x" becomes part of a folder's name; use at most 64`},
		{"name like a flag", with("name: -x"), `name: "-x" becomes part of a folder's name; use at most 64`},
		{"long name", with("name: " + strings.Repeat("x", 65)), `name: "xxx`},
		{"number for a name", with("name: 42"), `line 5: name: "42" does not fit; use a word`},

		{"no operations", with("operations:"), "operations: none; name at least one of " + allOperations + ", each with its rate"},
		{"empty operations", with("operations: []"), "operations: none; name at least one"},
		{"one operation, no list", with("operations: GetBook"), `line 5: operations: "GetBook" does not fit; use a list`},
		{"operations by name", with("operations: {GetBook: 3}"), "line 5: operations: a mapping does not fit; use a list"},
		{"operation without keys", with("operations: [GetBook]"), `line 5: operations[0]: "GetBook" does not fit; use keys, each with its value`},
		{"operation without a name", with("operations: [{rate: 1}]"), `operations[0].name: missing; use ` + allOperations},
		{"unknown operation", with("operations: [{name: PutBook, rate: 1}]"), `operations: unknown "PutBook"; use ` + allOperations},
		{"operation twice", with("operations: [{name: GetBook, rate: 1}, {name: GetBook, rate: 2}]"), `operations: "GetBook" appears twice; name each once`},
		{"no rate", with("operations: [{name: GetBook}]"), "operations[0].rate: missing; use 1 to 1000000"},
		{"rate 0", with("operations: [{name: GetBook, rate: 0}]"), "operations[0].rate: 0" + rates},
		{"negative rate", with("operations: [{name: GetBook, rate: -5}]"), "operations[0].rate: -5" + rates},
		{"rate NaN", with("operations: [{name: GetBook, rate: .nan}]"), "operations[0].rate: NaN" + rates},
		{"infinite rate", with("operations: [{name: GetBook, rate: .inf}]"), "operations[0].rate: +Inf" + rates},
		{"rate in words", with("operations: [{name: GetBook, rate: fast}]"), `line 5: operations[0].rate: "fast" does not fit; use a number`},
		{"rate of the second", with("operations: [{name: GetBook, rate: 1}, {name: Recommend, rate: 2000000}]"), "operations[1].rate: 2000000" + rates},
		{"fraction for a tool", with("operations: [{name: GetBook, rate: 2.5}]") + "tools: [ghz]\n", "operations[0].rate: the tools take whole numbers only, not 2.5; use 2"},
		{"items of GetBook", with("operations: [{name: GetBook, rate: 1, items: 3}]"), "operations[0].items: 3 does not apply to GetBook; leave it out"},
		{"items of Recommend", with("operations: [{name: Recommend, rate: 1, items: 101}]"), "operations[0].items: 101 is out of range; use 1 to 100"},
		{"work that is none", with("operations: [{name: GetBook, rate: 1, work: gpu=5us}]"), `operations[0].work: "gpu=5us" is not work; use cpu=50us`},
		{"work beyond the timeout", with("operations: [{name: GetBook, rate: 1, work: wait=5s}]"), "operations[0].work: wait=5s takes as long as a request may, timeout_seconds 2; use less"},
		{"first item of none", with("operations: [{name: GetBook, rate: 1}]") + "headline: [first_item_p50]\n", "headline: none of the operations has a first_item_p50; leave it out"},
		{"negative items", with("operations: [{name: RatingHistory, rate: 1, items: -1}]"), "operations[0].items: -1 is out of range; use 1 to 3650"},

		{"items of a listing", with("operations: [{name: ListBooks, rate: 1, items: 10001}]"), "operations[0].items: 10001 is out of range; use 1 to 10000"},
		{"items of an upload", with("operations: [{name: UploadBookRatings, rate: 1, items: 10001}]"), "operations[0].items: 10001 is out of range; use 1 to 10000"},
		{"items of an action", with("operations: [{name: RealtimeRecommendations, rate: 1, items: 101}]"), "operations[0].items: 101 is out of range; use 1 to 100"},
		{"many streams", with("operations: [{name: RealtimeRecommendations, rate: 1, streams: 1001}]"), "operations[0].streams: 1001 is out of range; use 1 to 1000"},
		{"negative streams", with("operations: [{name: RealtimeRecommendations, rate: 1, streams: -1}]"), "operations[0].streams: -1 is out of range; use 1 to 1000"},
		{"streams of GetBook", with("operations: [{name: GetBook, rate: 1, streams: 2}]"), "operations[0].streams: 2 does not apply to GetBook; leave it out"},
		{"a name for no operation", with("operations: [{name: x, operation: PutBook, rate: 1}]"), `operations[0].operation: unknown "PutBook"; use `},
		{"an operation without a name", with("operations: [{operation: GetBook, rate: 1}]"), "operations[0].name: missing; use GetBook, "},
		{"an operation's name with a slash", with("operations: [{name: ../x, operation: GetBook, rate: 1}]"), `operations[0].name: "../x" becomes part of file names`},
		{"the name of another operation", with("operations: [{name: Recommend, operation: GetBook, rate: 1}]"), `operations[0].name: "Recommend" is an operation of its own; use another`},
		{"the name of the empty request", with("operations: [{name: empty-request, operation: GetBook, rate: 1}]"), `operations[0].name: "empty-request" is the empty request; use another name`},
		{"two of one name", with("operations: [{name: x, operation: GetBook, rate: 1}, {name: x, operation: Recommend, rate: 1}]"), `operations: "x" appears twice; name each once, and say by its operation what it is`},
		{"work as a number", with("operations: [{name: GetBook, rate: 1, work: 5}]"), `line 5: operations[0].work: "5" does not fit; use a word`},

		{"lines of an order", with("operations: [{name: GetOrder, rate: 1, items: 101}]"), "operations[0].items: 101 is out of range; use 1 to 100"},
		{"fewer lines than one", with("operations: [{name: GetOrder, rate: 1, items: -1}]"), "operations[0].items: -1 is out of range; use 1 to 100"},
		{"lines of a product", with("operations: [{name: GetProduct, rate: 1, items: 2}]"), "operations[0].items: 2 does not apply to GetProduct; leave it out"},
		{"calls of another kind", with("operations: [{name: GetOrder, rate: 1, calls: twice}]"), `operations[0].calls: unknown "twice"; use serial, parallel, batch`},
		{"calls in capitals", with("operations: [{name: GetOrder, rate: 1, calls: Batch}]"), `operations[0].calls: unknown "Batch"; did you mean batch?`},
		{"calls of a product", with("operations: [{name: GetProduct, rate: 1, calls: serial}]"), `operations[0].calls: "serial" does not apply to GetProduct; leave it out`},
		{"calls of a book", with("operations: [{name: x, operation: GetBook, rate: 1, calls: batch}]"), `operations[0].calls: "batch" does not apply to GetBook; leave it out`},
		{"work of an order", with("operations: [{name: GetOrder, rate: 1, work: cpu=50us}]"), `operations[0].work: "cpu=50us" does not apply to GetOrder; leave it out`},
		{"streams of an order", with("operations: [{name: GetOrder, rate: 1, streams: 2}]"), "operations[0].streams: 2 does not apply to GetOrder; leave it out"},
		{"a tool for the shop", with("operations: [{name: GetStock, rate: 1}]") + "tools: [ghz]\n", "tools: ghz cannot drive operations[0], GetStock; leave them out"},
		{"an order as protobuf", with("operations: [{name: GetOrder, rate: 1}]") + "stacks: [rest, rest-pb]\n", "operations[0]: of the plan's stacks only rest carries GetOrder; name another of " + strings.Join(carriers("GetOrder"), ", ") + ", or leave it out"},
		{"an order through a gateway", with("operations: [{name: GetOrder, rate: 1}]") + "stacks: [rest, grpc, node-grpc]\n", "stacks: node-grpc carries none of the operations; leave it out"},
		{"a book through a gateway", with("stacks: [node-grpc, grpc]"), "stacks: the others are compared with node-grpc, which does not carry operations[0], GetBook; begin with one of rest, grpc, "},
		{"the shop over TLS", with("operations: [{name: GetBook, rate: 1}, {name: GetStock, rate: 1}]") + "tls: true\n", "tls: it is for the catalog, and operations[1], GetStock, is the shop's; leave one of them out"},
		{"the shop compressed", with("operations: [{name: GetOrder, rate: 1}]") + "compression: gzip\n", "compression: it is for the catalog, and operations[0], GetOrder, is the shop's; leave one of them out"},
		{"a gateway over TLS", with("operations: [{name: Recommend, rate: 1}]") + "stacks: [rest, node-rest]\ntls: true\n", "tls: it is for services that are asked directly, and node-rest has a gateway; leave one of them out"},
		{"a gateway's twin with a profile", with("operations: [{name: Recommend, rate: 1}]") + "stacks: [go-grpc, go-grpc-twin]\nprofile: tuned\n", "profile: it is for services that are asked directly, and go-grpc has a gateway; leave one of them out"},

		{"lines of a book", with("stacks: [rest, rest-ndjson]"), "operations[0]: of the plan's stacks only rest carries GetBook; name another of " + strings.Join(carriers("GetBook"), ", ") + ", or leave it out"},
		{"lines first", with("stacks: [rest-ndjson, rest, grpc]"), "stacks: the others are compared with rest-ndjson, which does not carry operations[0], GetBook; begin with one of rest, grpc, "},
		{"a second arm of lines", with("stacks: [rest, rest-ndjson, grpc]") + "aa: rest-ndjson\n", "aa: rest-ndjson does not carry operations[0], GetBook; use one of rest, grpc, "},
		{"lines of nothing", with("stacks: [rest, grpc, rest-ndjson]"), "stacks: rest-ndjson carries none of the operations; leave it out"},
		{"a conversation over HTTP/2", with("operations: [{name: RealtimeRecommendations, rate: 1}]") + "stacks: [grpc, rest-h2]\n", "operations[0]: of the plan's stacks only grpc carries RealtimeRecommendations; name another of " + strings.Join(carriers("RealtimeRecommendations"), ", ") + ", or leave it out"},

		{"one stack", with("stacks: [grpc]"), "stacks: [grpc] leaves nothing to compare; name two"},
		{"stack twice", with("stacks: [grpc, grpc]"), `stacks: "grpc" appears twice; name each once`},
		{"unknown stack", with("stacks: [rest, soap]"), `stacks: unknown "soap"; use rest, grpc`},
		{"stack without a list", with("stacks: rest"), `line 6: stacks: "rest" does not fit; use a list`},
		{"unknown aa", with("aa: soap"), `aa: unknown "soap"; use rest, grpc`},
		{"TLS in words", with("tls: tls13"), `line 6: tls: "tls13" does not fit; use true or false`},
		{"unknown compression", with("compression: br"), `compression: unknown "br"; use none, gzip`},
		{"unknown profile", with("profile: fast"), `profile: unknown "fast"; use default, tuned`},
		{"unknown end of the warm-up", with("warmup_until: warm"), `warmup_until: unknown "warm"; use steady`},
		{"unknown arrivals", with("arrivals: bursty"), `arrivals: unknown "bursty"; use poisson, uniform`},
		{"unknown tool", with("tools: [wrk]"), `tools: unknown "wrk"; use ghz, vegeta`},
		{"a tool for a stream", with("operations: [{name: ListBooks, rate: 1}]") + "tools: [ghz]\n", "tools: ghz cannot drive operations[0], ListBooks; leave them out"},
		{"a tool for TLS", with("tls: true") + "tools: [vegeta]\n", "tools: vegeta cannot be set to the plan's tls; leave them out"},
		{"a tool for compression", with("compression: gzip") + "tools: [ghz]\n", "tools: ghz cannot be set to the plan's compression; leave them out"},
		{"unknown client", with("client: fast"), `client: unknown "fast"; use native, lean`},
		{"lean with gzip", with("client: lean") + "compression: gzip\n", "client: lean has no compression; use compression none, or client native"},
		{"client CPU of lean", with("headline: [server_cpu, client_cpu]") + "client: lean\n", "headline: client_cpu of client lean is none that an application pays; leave it out, or use client native"},
		{"client CPU of lean for pairs", onePair + "client: lean\nheadline: [client_cpu]\n", "headline: client_cpu of client lean is none that an application pays; leave"},
		{"an upload by lean", with("operations: [{name: GetBook, rate: 1}, {name: UploadBookRatings, rate: 1}]") + "client: lean\n", "client: lean does not carry operations[1], UploadBookRatings on rest: its requests are streams; leave one of them out, or use client native"},
		{"a conversation by lean", with("operations: [{name: RealtimeRecommendations, rate: 1}]") + "client: lean\n", "client: lean does not carry operations[0], RealtimeRecommendations on rest: its streams stay open both ways; leave"},
		{"a tool for a profile", with("profile: tuned") + "tools: [ghz]\n", "tools: ghz cannot be set to the plan's profile; leave them out"},
		{"unknown headline", with("headline: [p50]"), `headline: unknown "p50"; use response_p50, `},
		{"no blocks", with("blocks:"), "blocks: missing; use 1 to 1000"},
		{"no lengths", "name: x\nblocks: 1\noperations: [{name: GetBook, rate: 1}]\n", "warmup_seconds: missing; use 0.1 to 3600; also window_seconds: missing; use 0.1 to 3600"},
		{"no connection", with("connections: 0"), "connections: 0 is out of range; use 1 to 10000"},
		{"no time", with("timeout_seconds: 0"), "timeout_seconds: 0 is out of range; use 0.01 to 60"},
		{"no item", with("operations: [{name: Recommend, rate: 1, items: 0}]"), "operations[0].items: 0 is out of range; use 1 to 100"},
		{"pairs without blocks", strings.Replace(onePair, "blocks: 1", "blocks: 0", 1), "blocks: 0 is out of range; use 1 to 1000"},
		{"pairs without a window", strings.Replace(onePair, "window_seconds: 1", "window_seconds: 0", 1), "window_seconds: 0 is out of range; use 0.1 to 3600"},
		{
			"several faults", "name: a/b\nblocks: 0\nconnections: -1\npairs: [{name: p, a: {url: x, pid: -1}, b: {}}, {name: p, rate: 5, a: {url: x}, b: {url: x}}]\n",
			`name: "a/b" becomes part of a folder's name; use at most 64 letters, digits and dashes; ` +
				"also pairs[0].rate: missing; use 1 to 1000000; also pairs[0].a.pid: -1 is not a process id; use that of the service; " +
				"also pairs[0].b.url: missing; use http://, https://, grpc:// or grpcs://; " +
				`also pairs[1].name: "p" appears twice; name each pair once; ` +
				"also blocks: 0 is out of range; use 1 to 1000; also connections: -1 is out of range; use 1 to 10000",
		},
		{
			"faults of several operations", with("operations: [{name: PutBook}, {name: GetBook, rate: 0, items: 2}]") + "stacks: [rest]\n",
			"operations[0].rate: missing; use 1 to 1000000; also operations: unknown \"PutBook\"; use " + allOperations + "; " +
				"also operations[1].rate: 0 is out of range; use 1 to 1000000; also operations[1].items: 2 does not apply to GetBook; leave it out; also stacks: [rest] leaves nothing to compare; name two",
		},
		{"blocks 0", with("blocks: 0"), "blocks: 0 is out of range; use 1 to 1000"},
		{"a fraction of a block", with("blocks: 1.5"), `line 5: blocks: "1.5" does not fit; use a whole number`},
		{"many blocks", with("blocks: 99999999999999999999"), `line 5: blocks: "99999999999999999999" does not fit; use a whole number`},
		{"window 0", with("window_seconds: 0"), "window_seconds: 0 is out of range; use 0.1 to 3600"},
		{"window NaN", with("window_seconds: .nan"), "window_seconds: NaN is out of range; use 0.1 to 3600"},
		{"warm-up with a unit", with("warmup_seconds: 1s"), `line 5: warmup_seconds: "1s" does not fit; use a number`},
		{"long timeout", with("timeout_seconds: 61"), "timeout_seconds: 61 is out of range; use 0.01 to 60"},
		{"negative seed", with("seed: -1"), `line 6: seed: "-1" does not fit; use a whole number of 0 or more`},
		{"negative connections", with("connections: -1"), "connections: -1 is out of range; use 1 to 10000"},
		{"more tool blocks than blocks", with("tool_blocks: 2"), "tool_blocks: 2 is out of range; use 0 to 1"},
	}
	for _, tt := range tests {
		p, err := Parse([]byte(tt.text))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") || !cmp.Equal(p, Plan{}) {
			t.Errorf("%s: Parse(%q) = %+v\n\t%v, want one line\n\t%s…", tt.name, tt.text, p, err, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		least, "", "name: x", with("operations: [{name: x, operation: RealtimeRecommendations, streams: 9, rate: 1}]"), with("stacks: [grpc, rest]"), with("seed: -1"), with("blocks: 1.5"), with("headline: [p50]"),
		"name: &x y\naa: *x\n<<: {seed: 1}", "name: |\n  x\n  y\n", "? name\n: x", "%YAML 1.2\n---\nname: x\n---\n", "- [}", "name: !!binary x", "a: 'b' c",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := Parse(text)
		if err != nil && (strings.ContainsAny(err.Error(), "\n\r") || err.Error() == "") {
			t.Errorf("Parse(%q) = %q, want one line", text, err)
		}
		if err == nil && len(p.Pairs) == 0 {
			for _, op := range p.Operations {
				if !Carries(op.Operation, p.Stacks[0]) || !Carries(op.Operation, p.AA) {
					t.Errorf("Parse(%q) = %+v, which leaves %s without a comparison", text, p, op.Name)
				}
			}
		}
		if err == nil && (p.Name == "" || len(p.Operations) == 0 || len(p.Stacks) < 2 || p.Blocks < 1) {
			t.Errorf("Parse(%q) = %+v, which nothing can carry out", text, p)
		}
	})
}
