package main

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const sizeProto = "syntax = \"proto3\";\npackage shop;\nmessage Order { int32 id = 1; repeated int32 lines = 2; }\n"

// wordsOfGo are words that only Go programmers know.
var wordsOfGo = regexp.MustCompile(`strconv|listen tcp|lookup |bind: |PEM data|ParseFloat|invalid syntax|time: |(^|: )json: |net/url|Go value|Go struct|missing unit|shorthand|x509:|tls: failed|looking for beginning|JSON input|key:value pair|top-level value|unexpected EOF`)

// filesBelow returns the files and folders below a folder.
func filesBelow(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		names = append(names, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestBadInput checks that every command answers bad input with one clear line and exit code 2,
// and does nothing.
func TestBadInput(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	port := taken.Addr().String()
	free := "127.0.0.1:0"

	for _, test := range []struct {
		name  string
		args  []string
		files map[string]string
		want  []string // parts of the line
	}{
		{"unknown command", []string{"fly"}, nil, []string{`"fly"`, "wiretax"}},
		{"unknown flag", []string{"run", "--fast"}, nil, []string{"--fast", "--help"}},
		{"unknown service", []string{"serve", "soap"}, nil, []string{`"soap"`, "all, grpc, rest, order, product, inventory or gateway"}},
		{"a command with a mistake", []string{"rnu"}, nil, []string{`"rnu" (did you mean run?)`, "wiretax --help"}},
		{"a service with a mistake", []string{"serve", "gprc"}, nil, []string{`"gprc" (did you mean grpc?)`}},
		{"a flag with a mistake", []string{"run", "--oot", "x"}, nil, []string{"--oot (did you mean --out?)"}},
		{"a plan with a mistake", []string{"run", "smok"}, nil, []string{`"smok"`, "(did you mean smoke?)"}},
		{"a shell with a mistake", []string{"completion", "bsh"}, nil, []string{`"bsh" (did you mean bash`}},
		{"a command of help with a mistake", []string{"help", "loda"}, nil, []string{`unknown command "loda" (did you mean load?); see wiretax --help`}},
		{"a service of help with a mistake", []string{"help", "serve", "grcp"}, nil, []string{`unknown command "grcp" (did you mean grpc?); see wiretax serve --help`}},
		{"help for an argument", []string{"help", "load", "x"}, nil, []string{`unknown command "x"; see wiretax load --help`}},
		{"a command with a mistake and its flags", []string{"lod", "http://h/", "--rate", "5"}, nil, []string{`"lod" (did you mean load?)`}},
		{"a service with a mistake and its flags", []string{"serve", "grcp", "--listen", free}, nil, []string{`"grcp" (did you mean grpc?)`}},
		{"a shell with a mistake and its flags", []string{"completion", "bsh", "--no-descriptions"}, nil, []string{`"bsh" (did you mean bash`}},
		{"a flag of one service for all", []string{"serve", "all", "--listen", free}, nil, []string{"unknown flag --listen (did you mean --grpc or --rest?)"}},
		{"another flag of one service for all", []string{"serve", "all", "--admin", free}, nil, []string{"--admin (did you mean --grpc-admin or --rest-admin?)"}},
		{"one dash", []string{"load", "http://h/", "-rate", "10"}, nil, []string{"unknown flag -rate (did you mean --rate?)"}},
		{"one dash and a value", []string{"load", "http://h/", "-rate=10"}, nil, []string{"-rate=10 (did you mean --rate?)"}},
		{"one dash and a mistake", []string{"run", "-outt", "x"}, nil, []string{"-outt (did you mean --out?)"}},
		{"one dash and a letter that is known", []string{"load", "http://h/", "-header", "A: b"}, nil, []string{"-header (did you mean --header?)"}},
		{"one dash and help", []string{"-help"}, nil, []string{"-help (did you mean --help?)"}},
		{"one dash and version", []string{"-version"}, nil, []string{"-version (did you mean --version?)"}},
		{"a flag in capitals", []string{"load", "http://h/", "--Rate", "10"}, nil, []string{"--Rate (did you mean --rate?)"}},
		{"a flag with a letter more", []string{"load", "http://h/", "--durations", "10s"}, nil, []string{"--durations (did you mean --duration?)"}},
		{"a flag of two targets for one", []string{"load", "http://h/", "--data-a", "x"}, nil, []string{"--data-a (did you mean --data?)"}},
		{"a flag of one target for two", []string{"versus", "http://h/", "http://h/", "--data", "x"}, nil, []string{"--data (did you mean --data-a or --data-b?)"}},
		{"a letter of one target for two", []string{"versus", "http://h/", "http://h/", "-I", "x"}, nil, []string{"-I (did you mean --proto-path-a or --proto-path-b?)"}},
		{"a value with blanks", []string{"load", "http://h/", "--rate=10 "}, nil, []string{"--rate \"10 \" has blanks around it; write --rate 10\n"}},
		{"a length with blanks", []string{"load", "http://h/", "--duration", " 5s"}, nil, []string{"--duration \" 5s\" has blanks around it; write --duration 5s\n"}},
		{"no shell", []string{"completion"}, nil, []string{"bash, zsh, fish or powershell"}},
		{"an argument of version", []string{"version", "1"}, nil, []string{"version takes no arguments, got 1"}},
		{"no service", []string{"serve"}, nil, []string{"serve", "all, grpc, rest, order, product, inventory or gateway"}},
		{"stray argument", []string{"serve", "grpc", "now"}, nil, []string{"now"}},
		{"port in use", []string{"serve", "grpc", "--listen", port, "--admin", free}, nil, []string{"--listen", port, "in use"}},
		{"admin port in use", []string{"serve", "rest", "--listen", free, "--admin", port}, nil, []string{"--admin", port, "in use"}},
		{"gRPC's port in use", []string{"serve", "all", "--grpc", port, "--grpc-admin", free, "--rest", free, "--rest-admin", free}, nil, []string{"--grpc " + port, "in use"}},
		{"REST's port in use", []string{"serve", "all", "--grpc", free, "--grpc-admin", free, "--rest", port, "--rest-admin", free}, nil, []string{"--rest " + port, "in use"}},
		{"REST's admin port in use", []string{"serve", "all", "--grpc", free, "--grpc-admin", free, "--rest", free, "--rest-admin", port}, nil, []string{"--rest-admin " + port, "in use"}},
		{"a catalog of both that is none", []string{"serve", "all", "--grpc", free, "--grpc-admin", free, "--rest", free, "--rest-admin", free, "--catalog", "none.csv"}, nil, []string{"none.csv"}},
		{"no host", []string{"serve", "grpc", "--listen", ":50051"}, nil, []string{"--listen", "127.0.0.1:50051"}},
		{"no address", []string{"serve", "rest", "--admin", "", "--listen", free}, nil, []string{"--admin", "127.0.0.1:"}},
		{"an address that is a word", []string{"serve", "grpc", "--listen", "foo"}, nil, []string{`--listen "foo" is not an address; use host:port, such as 127.0.0.1:8080`}},
		{"an address of IPv6 without brackets", []string{"serve", "grpc", "--listen", "::1:80"}, nil, []string{`--listen "::1:80" is not an address`, "[::1]:8080"}},
		{"an admin address that is a path", []string{"serve", "rest", "--listen", free, "--admin", "/run/x.sock"}, nil, []string{`--admin "/run/x.sock" is not an address`}},
		{"an address of another family", []string{"serve", "rest", "--listen", "unix:/run/x.sock"}, nil, []string{`--listen "unix:/run/x.sock": "/run/x.sock" is not a port`}},
		{"a port that is too large", []string{"serve", "order", "--listen", ":99999"}, nil, []string{`--listen ":99999": "99999" is not a port; use 1 to 65535, or 0`}},
		{"no port", []string{"serve", "all", "--rest", "127.0.0.1:", "--grpc", free, "--grpc-admin", free}, nil, []string{`--rest "127.0.0.1:" names no port`}},
		{"an address of another machine", []string{"serve", "gateway", "--listen", "192.0.2.1:80"}, nil, []string{"--listen 192.0.2.1:80: this machine has no such address; use 127.0.0.1"}},
		{"a host that is not known", []string{"serve", "grpc", "--listen", "none.invalid:80"}, nil, []string{`--listen none.invalid:80: the host "none.invalid" is not known; use an IP address`}},
		{"metrics at no address", []string{"run", "smoke", "--metrics", "9090"}, nil, []string{`--metrics "9090" is not an address`}},
		{"a port that somebody has", []string{"serve", "grpc", "--listen", port}, nil, []string{"--listen " + port + ": the port is in use; end what listens there, or choose another port, 0 for a free one\n"}},
		{"out is a file", []string{"run", "smoke", "--out", "taken"}, map[string]string{"taken": ""}, []string{"--out taken"}},
		{"RESULTS.md of one's own", []string{"run", "smoke", "--dir", "."}, map[string]string{"RESULTS.md": "mine"}, []string{"RESULTS.md", "move it away"}},
		{"verdicts for no folder", []string{"run", "smoke", "--verdicts-only"}, nil, []string{"--verdicts-only", "give --dir too"}},
		{"half of TLS", []string{"serve", "grpc", "--tls-cert", "a.pem"}, nil, []string{"--tls-cert", "--tls-key"}},
		{"no such certificate", []string{"serve", "grpc", "--tls-cert", "a.pem", "--tls-key", "b.pem"}, nil, []string{"a.pem"}},
		{"unknown work", []string{"serve", "rest", "--work", "gpu=5us"}, nil, []string{"--work", "gpu=5us", "cpu=50us"}},
		{"work without an end", []string{"serve", "grpc", "--work", "wait=long"}, nil, []string{"--work", `"long"`, "wait"}},
		{"unknown profile", []string{"serve", "grpc", "--profile", "fast"}, nil, []string{"--profile", `"fast" is no profile; use default or tuned`}},
		{"negative share of logs", []string{"serve", "rest", "--log-every", "-1"}, nil, []string{"--log-every -1"}},
		{"negative age", []string{"serve", "rest", "--connection-age", "-1s"}, nil, []string{"--connection-age -1s"}},
		{"negative delay", []string{"serve", "rest", "--drain-delay", "-1s"}, nil, []string{"--drain-delay -1s"}},
		{"tags of gRPC", []string{"serve", "grpc", "--etag"}, nil, []string{"--etag"}},
		{"unknown transport", []string{"serve", "order", "--via", "soap"}, nil, []string{"--via", `"soap"`, "grpc or rest"}},
		{"no upstream", []string{"serve", "order", "--product", ""}, nil, []string{"--product", "127.0.0.1:50062"}},
		{"upstream without port", []string{"serve", "product", "--via", "rest", "--inventory", "inventory"}, nil, []string{`--inventory "inventory"`, "127.0.0.1:8063"}},
		{"upstream of the last", []string{"serve", "inventory", "--product", "127.0.0.1:1"}, nil, []string{"--product"}},
		{"an upstream without a port", []string{"serve", "gateway", "--upstream", "books"}, nil, []string{"--upstream", `"books"`, "host:port"}},
		{"an upstream's port that is none", []string{"serve", "gateway", "--upstream", "books:70000"}, nil, []string{"--upstream", `"books:70000"`}},
		{"a deadline of nothing", []string{"serve", "gateway", "--deadline", "0s"}, nil, []string{"--deadline 0s", "2s"}},
		{"no authorities", []string{"serve", "gateway", "--upstream-ca", "none.pem"}, nil, []string{"--upstream-ca none.pem", "PEM"}},
		{"authorities that are none", []string{"serve", "gateway", "--upstream-ca", "words.pem"}, map[string]string{"words.pem": "words"}, []string{"--upstream-ca words.pem", "no certificate"}},
		{"catalog of a gateway", []string{"serve", "gateway", "--catalog", "books.csv"}, nil, []string{"--catalog"}},
		{"missing catalog", []string{"serve", "rest", "--listen", free, "--admin", free, "--catalog", "none.csv"}, nil, []string{"none.csv"}},
		{"catalog of another kind", []string{"run", "--catalog", "books.xml"}, nil, []string{"books.xml", ".csv", ".jsonl"}},
		{"bad row", []string{"run", "--catalog", "bad.jsonl"}, map[string]string{"bad.jsonl": `{"id": 0}` + "\n"}, []string{"bad.jsonl:1:", "title"}},
		{"bad mean", []string{"run", "--catalog", "bad.csv"}, map[string]string{"bad.csv": "book_id,title,authors,average_rating,ratings_1,ratings_2,ratings_3,ratings_4,ratings_5\n1,Ash,A,0x1p1,1,1,1,1,1\n"}, []string{"bad.csv:2:9:", "average_rating", `"0x1p1"`, "4.02"}},
		{"unknown plan", []string{"run", "slow"}, nil, []string{`"slow"`, "quick"}},
		{"missing plan file", []string{"run", "none.yaml"}, nil, []string{"none.yaml"}},
		{"unknown key", []string{"run", "p.yaml"}, map[string]string{"p.yaml": "name: p\nspeed: 3\n"}, []string{"p.yaml", "speed"}},
		{"an unknown end of the warm-up", []string{"load", "http://" + port, "--warmup-until", "warm"}, nil, []string{"--warmup-until", "warm", "use steady"}},
		{"a warm-up of nothing until steady", []string{"load", "http://" + port, "--warmup", "0s", "--warmup-until", "steady"}, nil, []string{"--warmup-until steady", "--warmup"}},
		{"an unknown end of the warm-up of two", []string{"versus", "http://" + port, "http://" + port, "--rate", "5", "--warmup-until", "soon"}, nil, []string{"--warmup-until", "soon"}},
		{"an unknown client", []string{"load", "http://" + port, "--client", "wrk"}, nil, []string{`--client "wrk" is unknown; use auto, lean or native`}},
		{"a client of one's own for two", []string{"versus", "http://" + port, "http://" + port, "--rate", "5", "--client", "auto"}, nil, []string{`--client: unknown "auto"; use native, lean`}},
		{"lean for what it cannot drive", []string{"load", "http://" + port + "/x", "--client", "lean", "--header", "Connection: close"}, nil, []string{"--client: lean cannot drive http://" + port + "/x: the header Connection asks to close the connection after each request; use --client native"}},
		{"lean for a target that it cannot drive", []string{"versus", "http://" + port + "/x", "http://" + port + "/y", "--rate", "5", "--client", "lean", "--header-b", "Expect: 100-continue"}, nil, []string{"--client: lean cannot drive b of pair x: the header Expect waits for an interim answer; use native"}},
		{"lean and native for such a target", []string{"versus", "p.yaml"}, map[string]string{"p.yaml": "name: p\nvary: {client: [native, lean]}\npairs: [{name: cart, rate: 1, a: {url: 'http://127.0.0.1:1/', headers: ['Upgrade: x']}, b: {url: 'http://127.0.0.1:1/'}}]\n"}, []string{"plan p.yaml: client: lean cannot drive a of pair cart: the header Upgrade asks for another protocol; use native"}},
		{"lean for an upload", []string{"run", "p.yaml"}, map[string]string{"p.yaml": "name: p\nblocks: 1\nwarmup_seconds: 1\nwindow_seconds: 1\nclient: lean\noperations: [{name: UploadBookRatings, rate: 1}]\n"}, []string{"p.yaml", "client: lean does not carry operations[0], UploadBookRatings on rest", "client native"}},
		{"rate 0", []string{"run", "p.yaml"}, map[string]string{"p.yaml": "name: p\nblocks: 1\nwarmup_seconds: 1\nwindow_seconds: 1\noperations: [{name: GetBook, rate: 0}]\n"}, []string{"p.yaml", "rate", "0"}},
		{"no operation", []string{"run", "p.yaml"}, map[string]string{"p.yaml": "name: p\nblocks: 1\n"}, []string{"p.yaml", "operations", "GetBook"}},
		{"no gateway", []string{"run", "gateway"}, nil, []string{"node-grpc", "--gateway gateway", "clone"}},
		{"another folder than the gateway's", []string{"run", "gateway", "--gateway", "none"}, nil, []string{"--gateway none", "src/server.js"}},
		{"two plans", []string{"run", "smoke", "quick"}, nil, []string{"smoke", "quick"}},
		{"metrics port in use", []string{"run", "smoke", "--metrics", port}, nil, []string{"--metrics", port, "in use"}},
		{"no target", []string{"load"}, nil, []string{"one URL"}},
		{"a URL without a scheme", []string{"load", "127.0.0.1:8080/x"}, nil, []string{"127.0.0.1:8080/x", "http://"}},
		{"another scheme", []string{"load", "ftp://127.0.0.1/x"}, nil, []string{"ftp", "grpc://"}},
		{"gRPC without a method", []string{"load", "grpc://127.0.0.1:1/x.Service"}, nil, []string{"x.Service", "Service/Method"}},
		{"rate and callers", []string{"load", "http://" + port, "--rate", "5", "--callers", "5"}, nil, []string{"--rate", "--callers"}},
		{"duration and requests", []string{"load", "http://" + port, "--duration", "1s", "--requests", "5"}, nil, []string{"--duration", "--requests"}},
		{"rate 0 of a load", []string{"load", "http://" + port, "--rate", "0"}, nil, []string{"--rate 0", "range"}},
		{"no rate at all", []string{"load", "http://" + port, "--rate", "NaN"}, nil, []string{"--rate NaN"}},
		{"no callers", []string{"load", "http://" + port, "--callers", "0"}, nil, []string{"--callers 0"}},
		{"bad steps", []string{"load", "http://" + port, "--steps", "100,fast@1s"}, nil, []string{"--steps", `"fast"`}},
		{"steps without an end", []string{"load", "http://" + port, "--steps", "100@soon"}, nil, []string{"--steps", `"soon"`, "10s"}},
		{"unknown arrivals", []string{"load", "http://" + port, "--arrivals", "bursts"}, nil, []string{`"bursts"`, "poisson or uniform"}},
		{"timeout too long", []string{"load", "http://" + port, "--timeout", "2m"}, nil, []string{"--timeout 2m0s", "1m0s"}},
		{"a header without a colon", []string{"load", "http://" + port, "--header", "Accept"}, nil, []string{"Accept", "Name: value"}},
		{"missing data", []string{"load", "http://" + port, "--data", "@none.json"}, nil, []string{"none.json"}},
		{"a line that is no JSON", []string{"load", "grpc://" + port + "/a.B/C", "--data", "@r.jsonl"}, map[string]string{"r.jsonl": "{}\n{\n"}, []string{"r.jsonl", "2"}},
		{"unknown order", []string{"load", "http://" + port, "--order", "random"}, nil, []string{`"random"`, "shuffle"}},
		{"bad expectation", []string{"load", "http://" + port, "--expect", "fine"}, nil, []string{"fine", "status="}},
		{"bad JSON path", []string{"load", "http://" + port, "--expect", "$.[=3"}, nil, []string{"$.["}},
		{"an import that -I finds", []string{"load", "grpc://127.0.0.1:1/a.B/C", "--proto", "api/a.proto"}, map[string]string{"api/a.proto": sizeProto + "import \"api/b.proto\";\n", "api/b.proto": sizeProto}, []string{`--proto: api/a.proto:4:8: import "api/b.proto" is not in api; add -I .`}},
		{"an import that --proto-path-b finds", []string{"versus", "http://h/", "grpc://127.0.0.1:1/a.B/C", "--rate", "5", "--proto-b", "api/a.proto"}, map[string]string{"api/a.proto": sizeProto + "import \"api/b.proto\";\n", "api/b.proto": sizeProto}, []string{`--proto-b: api/a.proto:4:8: import "api/b.proto" is not in api; add --proto-path-b .`}},
		{"an import that proto_path finds", []string{"versus", "p.yaml"}, map[string]string{"p.yaml": "name: p\npairs: [{name: x, rate: 5, a: {url: 'grpc://h:1/a.B/C', proto: [api/a.proto]}, b: {url: 'http://h/'}}]\n", "api/a.proto": sizeProto + "import \"api/b.proto\";\n", "api/b.proto": sizeProto}, []string{`p.yaml: pairs[0].a.proto: api/a.proto:4:8: import "api/b.proto" is not in api; add proto_path .`}},
		{"a folder of imports that is missing", []string{"load", "grpc://127.0.0.1:1/a.B/C", "--proto", "s.proto", "-I", "gone"}, map[string]string{"s.proto": sizeProto}, []string{"-I: gone: no such folder"}},
		{"a device for a proto", []string{"load", "grpc://127.0.0.1:1/a.B/C", "--proto", "/dev/zero"}, nil, []string{"--proto: /dev/zero is not a regular file"}},
		{"an import of a device", []string{"size", "--proto", "s.proto", "--message", "shop.Order", "o.json"}, map[string]string{"s.proto": sizeProto + "import \"../../../../../../../dev/zero\";\n"}, []string{"s.proto:4:8", "-I"}},
		{"a proto of a name with a line end", []string{"load", "grpc://127.0.0.1:1/a.B/C", "--proto", "a\nb.proto"}, nil, []string{"--proto: a b.proto: no such file"}},
		{"no such protoset", []string{"load", "grpc://" + port + "/a.B/C", "--protoset", "none.pb"}, nil, []string{"none.pb"}},
		{"a public target", []string{"load", "http://192.0.2.1/x"}, nil, []string{"192.0.2.1", "--allow-public", "consent"}},
		{"result that cannot be written", []string{"load", "http://" + port, "--json", "taken/x.json"}, map[string]string{"taken": ""}, []string{"--json", "taken/x.json"}},
		{"log that cannot be written", []string{"load", "http://" + port, "--hlog", "taken/x.hlog"}, map[string]string{"taken": ""}, []string{"--hlog", "taken/x.hlog"}},
		{"one file for two", []string{"load", "http://" + port, "--json", "x", "--hlog", "./x"}, nil, []string{"--json", "--hlog", "two files"}},
		{"a log on stdout", []string{"load", "http://" + port, "--hlog", "-"}, nil, []string{"--hlog -", "file"}},
		{"nobody listens", []string{"load", "http://127.0.0.1:1/x"}, nil, []string{"127.0.0.1:1", "refused"}},
		{"versus without a rate", []string{"versus", "http://" + port, "http://" + port}, nil, []string{"--rate"}},
		{"a share of the capacity of what runs already", []string{"versus", "http://" + port, "http://" + port, "--rate", "10%", "--start-a", "x"}, nil, []string{"--start-b: missing; a rate that is a share of capacity takes the service to its limit: start it, use a number, or allow that with --saturate"}},
		{"more than the capacity", []string{"versus", "http://" + port, "http://" + port, "--rate", "101%"}, nil, []string{"--rate: 101% of the capacity is out of range; use 1% to 100%"}},
		{"versus with one target", []string{"versus", "http://" + port}, nil, []string{"two URLs", ".yaml"}},
		{"versus with a bad target", []string{"versus", "http://" + port, "nonsense", "--rate", "5"}, nil, []string{"target b", "nonsense"}},
		{"a rate beside a plan", []string{"versus", "p.yaml", "--rate", "5"}, map[string]string{"p.yaml": ""}, []string{"--rate", "p.yaml"}},
		{"versus with a plan of the catalog", []string{"versus", "p.yaml"}, map[string]string{"p.yaml": "name: p\nblocks: 1\nwarmup_seconds: 1\nwindow_seconds: 1\noperations: [{name: GetBook, rate: 1}]\n"}, []string{"p.yaml", "wiretax run"}},
		{"run with pairs", []string{"run", "p.yaml"}, map[string]string{"p.yaml": "name: p\nblocks: 1\nwarmup_seconds: 1\nwindow_seconds: 1\npairs: [{name: x, rate: 5, a: {url: 'http://h/'}, b: {url: 'http://h/'}}]\n"}, []string{"p.yaml", "wiretax versus"}},
		{"a command and a pid", []string{"versus", "http://" + port, "http://" + port, "--rate", "5", "--start-a", "true", "--pid-a", "1"}, nil, []string{"--start-a: ", "pid"}},
		{"a length without a unit", []string{"load", "http://" + port, "--duration", "10"}, nil, []string{"--duration 10 has no unit; write 10s"}},
		{"a length of a service without a unit", []string{"serve", "rest", "--drain-delay", "5"}, nil, []string{"--drain-delay 5 has no unit; write 5s"}},
		{"a length in another unit", []string{"versus", "http://h/", "http://h/", "--window", "3 days"}, nil, []string{`--window "3 days" is not a duration`, "10s"}},
		{"a rate in words", []string{"versus", "http://h/", "http://h/", "--rate", "fast"}, nil, []string{`--rate "fast" is not a rate; write a number such as 1000, or a share of capacity such as 10%`}},
		{"half a connection", []string{"load", "http://" + port, "--connections", "1.5"}, nil, []string{`--connections "1.5" is not a whole number`}},
		{"a negative seed", []string{"load", "http://" + port, "--seed", "-1"}, nil, []string{`--seed "-1" is not a whole number of 0 or more`}},
		{"more than a number holds", []string{"load", "http://" + port, "--requests", "99999999999999999999"}, nil, []string{"--requests 99999999999999999999", "smaller"}},
		{"perhaps", []string{"load", "http://" + port, "--insecure=perhaps"}, nil, []string{`--insecure "perhaps" is not true or false`}},
		{"no value", []string{"load", "http://" + port, "--rate"}, nil, []string{"--rate needs a value", "wiretax load --help"}},
		{"an unknown letter", []string{"load", "-z"}, nil, []string{"unknown flag -z", "wiretax load --help"}},
		{"a flag without a name", []string{"load", "--=3"}, nil, []string{`"--=3" is not a flag`}},
		{"a certificate for http", []string{"load", "http://" + port, "--ca-cert", "x.pem"}, nil, []string{"--ca-cert: "}},
		{"an expectation of b", []string{"versus", "http://h/", "http://h/", "--rate", "5", "--expect-b", "fine"}, nil, []string{`--expect-b: "fine"`}},
		{"a certificate of b", []string{"versus", "http://h/", "https://h/", "--rate", "5", "--ca-cert-b", "none.pem"}, nil, []string{"--ca-cert-b: ", "none.pem"}},
		{"a header of a", []string{"versus", "http://h/", "http://h/", "--rate", "5", "--header-a", "x"}, nil, []string{`--header-a: "x"`}},
		{"a name with a slash", []string{"versus", "http://h/", "http://h/", "--rate", "5", "--name", "a/b"}, nil, []string{`--name: "a/b"`}},
		{"both targets of versus", []string{"versus", "nonsense", "http://h/", "--rate", "5", "--expect-b", "fine"}, nil, []string{`target a: "nonsense"`, `; also --expect-b: "fine"`}},
		{"a plan that says nothing", []string{"run", "p.yaml"}, map[string]string{"p.yaml": "name: p\n"}, []string{"operations: none", "; also blocks: missing", "; also warmup_seconds: missing", "; also window_seconds: missing"}},
		{"a plan of pairs without a rate or a URL", []string{"versus", "p.yaml"}, map[string]string{"p.yaml": "name: p\npairs: [{name: x, a: {url: 'http://h/'}, b: {}}]\n"}, []string{"pairs[0].rate: missing", "; also pairs[0].b.url: missing"}},
		{"targets of one name", []string{"versus", "http://h/", "http://h/", "--rate", "5", "--name-a", "x", "--name-b", "X"}, nil, []string{`--name-b: "X" is the name of both targets`}},
		{"keys of a plan of pairs", []string{"versus", "p.yaml"}, map[string]string{"p.yaml": "name: p\nblocks: 1\nwarmup_seconds: 1\nwindow_seconds: 1\npairs: [{name: x, rate: 5, a: {url: 'http://h/'}, b: {url: 'https://h/', ca_cert: none.pem}}]\n"}, []string{"p.yaml: pairs[0].b.ca_cert: ", "none.pem"}},
		{"a public target of versus", []string{"versus", "http://" + port, "http://192.0.2.1/", "--rate", "5"}, nil, []string{"192.0.2.1", "--allow-public"}},
		{"size without a proto", []string{"size", "o.json"}, nil, []string{"--proto"}},
		{"size without a message", []string{"size", "--proto", "s.proto", "o.json"}, map[string]string{"s.proto": sizeProto}, []string{"--message", "shop.Order"}},
		{"size without a document", []string{"size", "--proto", "s.proto", "--message", "shop.Order"}, map[string]string{"s.proto": sizeProto}, []string{"no document", "stdin"}},
		{"size in another format", []string{"size", "--format", "xml"}, nil, []string{"--format", "xml", "markdown"}},
		{"a proto that does not compile", []string{"size", "--proto", "s.proto", "--message", "shop.Order", "o.json"}, map[string]string{"s.proto": "syntax = \"proto3\";\nmessage {}\n"}, []string{"s.proto:2:9"}},
		{"an import that is nowhere", []string{"size", "--proto", "s.proto", "--message", "shop.Order", "o.json"}, map[string]string{"s.proto": "syntax = \"proto3\";\nimport \"far/away.proto\";\n"}, []string{"s.proto:2:8", "far/away.proto", "-I"}},
		{"a message that is misspelt", []string{"size", "--proto", "s.proto", "--message", "shop.Oder", "o.json"}, map[string]string{"s.proto": sizeProto}, []string{"shop.Oder", "shop.Order"}},
		{"a missing document", []string{"size", "--proto", "s.proto", "--message", "shop.Order", "o.json"}, map[string]string{"s.proto": sizeProto}, []string{"o.json"}},
		{"a document of something else", []string{"size", "--proto", "s.proto", "--message", "shop.Order", "o.jsonl"}, map[string]string{"s.proto": sizeProto, "o.jsonl": "{\"id\":1}\n{\"lines\":[1,\"x\"]}\n"}, []string{"o.jsonl:2: $.lines[1]:", `"x"`, "int32"}},
		{"a document in zstd", []string{"size", "--proto", "s.proto", "--message", "shop.Order", "o.jsonl"}, map[string]string{"s.proto": sizeProto, "o.jsonl": "\x28\xb5\x2f\xfd\x04\x00"}, []string{"o.jsonl is a zstd file", "zstd -d"}},
		{"a document with a number of another language", []string{"size", "--proto", "s.proto", "--message", "shop.Order", "o.json"}, map[string]string{"s.proto": sizeProto, "o.json": "{\"id\":0x1}"}, []string{"o.json:1: $.id: '0x1' instead of a value; write the number in decimal digits"}},
		{"a request without a colon", []string{"load", "grpc://127.0.0.1:1/a.B/C", "--data", `{"id" 1}`}, nil, []string{"$.id: '1' after a key instead of a colon; write a colon before it"}},
		{"requests in no file", []string{"load", "http://" + port, "--data", "@none.json"}, nil, []string{"--data: there is no file none.json"}},
		{"requests in a folder", []string{"load", "http://" + port, "--data", "@."}, nil, []string{"--data: . is a folder; name a file"}},
		{"documents in a folder", []string{"size", "--proto", "s.proto", "--message", "shop.Order", "."}, map[string]string{"s.proto": sizeProto}, []string{". is a folder; name a file"}},
		{"two bytes of gzip", []string{"size", "--proto", "s.proto", "--message", "shop.Order", "o.json"}, map[string]string{"s.proto": sizeProto, "o.json": "\x1f\x8b"}, []string{"o.json: the gzip data is cut off"}},
		{"a run folder with an empty manifest", []string{"report", "r"}, map[string]string{"r/manifest.json": "", "r/trials.jsonl": ""}, []string{"manifest.json:1: empty; copy the run folder again"}},
		{"requests in xz", []string{"load", "http://" + port, "--data", "@r.jsonl.xz"}, map[string]string{"r.jsonl.xz": "\xfd7zXZ\x00\x00\x04"}, []string{"r.jsonl.xz is an xz file", "xz -d"}},
		{"a run folder that is missing", []string{"report", "nowhere"}, nil, []string{"nowhere", "no such folder", "wiretax run"}},
		{"a run folder that is a file", []string{"report", "--benchfmt", "taken"}, map[string]string{"taken": ""}, []string{"taken: it is a file", "wiretax run"}},
		{"a folder for the report below a file", []string{"versus", "http://127.0.0.1:1/", "http://127.0.0.1:1/", "--rate", "5", "--dir", "taken/x"}, map[string]string{"taken": ""}, []string{"--dir taken/x: not a directory", "folder that can be written"}},
		{"a result for a folder", []string{"load", "http://" + port, "--json", "."}, nil, []string{"--json . is a folder", "name a file"}},
		{"a log where no file can be", []string{"load", "http://" + port, "--hlog", "/proc/x"}, nil, []string{"--hlog /proc/x cannot be written: ", "name a file"}},
		{"a result in no folder", []string{"load", "http://" + port, "--json", "new/folder/x.json"}, nil, []string{"--json new/folder/x.json is in no folder: there is no new/folder; make it first"}},
		{"a log in no folder beside a result", []string{"load", "http://" + port, "--json", "x.json", "--hlog", "new/x.hlog"}, nil, []string{"--hlog new/x.hlog is in no folder: there is no new"}},
		{"a result in a folder that cannot be written", []string{"load", "http://" + port, "--json", "/proc/x"}, nil, []string{"--json /proc/x cannot be written: ", "name a file"}},
		{"a result in place of what is in such a folder", []string{"load", "http://" + port, "--json", "/proc/self/comm"}, nil, []string{"--json /proc/self/comm cannot be written: "}},
		{"out that cannot be, beside dir", []string{"run", "smoke", "--dir", "made", "--out", "/proc/nope"}, nil, []string{"--out /proc/nope: ", "folder that can be written"}},
		{"out of versus that cannot be, beside dir", []string{"versus", "http://127.0.0.1:1/", "http://127.0.0.1:1/", "--rate", "5", "--dir", "made/x", "--out", "/proc/nope"}, nil, []string{"--out /proc/nope: ", "folder that can be written"}},
		{"out that cannot be written into", []string{"run", "smoke", "--dir", "made", "--out", "/proc"}, nil, []string{"--out /proc: ", "folder that can be written"}},
		{"dir that cannot be, beside out", []string{"run", "smoke", "--out", "made/in", "--dir", "/proc/nope"}, nil, []string{"--dir /proc/nope: ", "folder that can be written"}},
		{"metrics that cannot be, beside folders", []string{"run", "smoke", "--out", "made", "--dir", "made/too", "--metrics", port}, nil, []string{"--metrics " + port}},
		{"a result of a load that fails", []string{"load", "http://127.0.0.1:1/x", "--json", "x.json"}, nil, []string{"refused"}},
		{"no run folder", []string{"report", "."}, nil, []string{"manifest.json"}},
		{"nothing to report", []string{"report"}, nil, []string{"run folder"}},
		{"trials and a report", []string{"report", "--benchfmt", "--dir", "x", "."}, nil, []string{"--benchfmt", "--dir"}},
		{"a plan and a run to go on with", []string{"run", "smoke", "--resume", "r"}, nil, []string{"--resume", "leave out smoke"}},
		{"a new folder for a run to go on with", []string{"run", "--resume", "r", "--out", "x"}, nil, []string{"--resume", "leave out --out"}},
		{"no run to go on with", []string{"run", "--resume", "r"}, nil, []string{"r: there is no such folder"}},
		{"no name of a run to go on with", []string{"run", "--resume", ""}, nil, []string{"the name is empty"}},
		{"a folder without a run to go on with", []string{"run", "--resume", "r"}, map[string]string{"r/trials.jsonl": ""}, []string{"r: it has no manifest.json"}},
		{"a run that is complete", []string{"run", "--resume", "r"}, map[string]string{"r/manifest.json": `{"run":"r","complete":true}`, "r/trials.jsonl": ""}, []string{"resume r: the run is complete; nothing is left to measure"}},
		{"pairs to go on with", []string{"run", "--resume", "r"}, map[string]string{"r/manifest.json": `{"run":"r","plan":{"pairs":[{"name":"p"}]}}`, "r/trials.jsonl": ""}, []string{"resume r: the run is of pairs; use wiretax versus"}},
		{"a plan of nothing to go on with", []string{"run", "--resume", "r"}, map[string]string{"r/manifest.json": `{"run":"r","plan":{"name":"p"}}`, "r/trials.jsonl": ""}, []string{"resume r: plan of the manifest: ", "operations"}},
		{"a new folder for pairs to go on with", []string{"versus", "p.yaml", "--resume", "r", "--out", "x"}, nil, []string{"--resume", "leave out --out"}},
		{"no pairs to go on with", []string{"versus", "p.yaml", "--resume", "r"}, nil, []string{"r: there is no such folder"}},
		{"trials of no run folder", []string{"report", "--benchfmt", "."}, nil, []string{"manifest.json"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for name, text := range test.files {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			before := filesBelow(t, dir)
			got := wiretax(t, dir, test.args...)
			if got.code != exitBadInput {
				t.Errorf("wiretax %v: exit %d, want %d", test.args, got.code, exitBadInput)
			}
			if lines := strings.Count(got.stderr, "\n"); lines != 1 {
				t.Errorf("wiretax %v: %d lines on stderr, want 1:\n%s", test.args, lines, got.stderr)
			}
			if found := wordsOfGo.FindString(got.stderr); found != "" {
				t.Errorf("wiretax %v: %q speaks of %q", test.args, got.stderr, found)
			}
			for _, part := range test.want {
				if !strings.Contains(got.stderr, part) {
					t.Errorf("wiretax %v: %q does not name %q", test.args, got.stderr, part)
				}
			}
			if left := filesBelow(t, dir); !slices.Equal(left, before) {
				t.Errorf("wiretax %v: it left %v, want %v", test.args, left, before)
			}
		})
	}
}
