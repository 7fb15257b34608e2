package anycall_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/plan"
)

// writer writes files into a folder and returns their paths.
func writer(t *testing.T, folder string) func(name, text string) string {
	return func(name, text string) string {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	folder := t.TempDir()
	file := writer(t, folder)
	const http, rpc = "http://localhost/cart", "grpc://localhost:1/shop.v1.Cart/Get"
	for _, test := range []struct {
		to   plan.Target
		want string
	}{
		{plan.Target{}, `url: "" has no known scheme; use http://, https://, grpc:// or grpcs://`},
		{plan.Target{URL: "ftp://x/"}, "no known scheme"},
		{plan.Target{URL: "localhost:8080/cart"}, "no known scheme"},
		{plan.Target{URL: "http://a b/"}, `url: "http://a b/" is not a URL: invalid character`},
		{plan.Target{URL: "http:///cart"}, "names no host; use http://host:port/…"},
		{plan.Target{URL: "http://bücher.example/"}, "write it as xn--"},
		{plan.Target{URL: "http://x:0/"}, `url: "0" is not a port; use 1 to 65535`},
		{plan.Target{URL: "http://x:99999/"}, `url: "99999" is not a port`},
		{plan.Target{URL: "http://me:secret@x/"}, "url: it holds a user; send an Authorization header instead"},
		{plan.Target{URL: "http://x/#a"}, "has a fragment"},
		{plan.Target{URL: "grpc://x/a.B/C"}, "has no port; use grpc://host:port/package.Service/Method"},
		{plan.Target{URL: "grpc://x:1/a.B"}, "names no method; use grpc://x:1/package.Service/Method"},
		{plan.Target{URL: "grpc://x:1/a.B/C/D"}, "names no method"},
		{plan.Target{URL: "grpc://x:1/a.B/C?d=1"}, "has a query"},
		{plan.Target{URL: http, Method: "GE T"}, `method: "GE T" is not an HTTP method`},
		{plan.Target{URL: rpc, Method: "POST"}, `method: "POST" does not apply to gRPC`},
		{plan.Target{URL: http, Protoset: "x"}, `protoset: "x" does not apply to HTTP`},
		{plan.Target{URL: rpc, Protoset: folder + "/none"}, "protoset: " + folder + "/none: no such file"},
		{plan.Target{URL: rpc, Protoset: file("bad.protoset", "bad")}, "holds no descriptors; write it with buf build -o FILE"},
		{plan.Target{URL: rpc, Protoset: protoset(t)}, "has no service shop.v1.Cart; services are grpc.health.v1.Health"},
		{plan.Target{URL: http, Proto: []string{"x"}}, `proto: "x" does not apply to HTTP`},
		{plan.Target{URL: http, ProtoPath: []string{"x"}}, `proto_path: "x" does not apply to HTTP`},
		{plan.Target{URL: rpc, Proto: []string{"x"}, Protoset: "y"}, `proto: "x" and protoset "y" both describe the service; leave one out`},
		{plan.Target{URL: rpc, ProtoPath: []string{"x"}}, `proto_path: "x" has no effect without proto`},
		{plan.Target{URL: rpc, Proto: []string{folder + "/none"}}, "proto: "},
		{plan.Target{URL: rpc, Proto: []string{file("bad.proto", "message {")}}, "proto: " + folder + "/bad.proto:1:9: syntax error"},
		{plan.Target{URL: http, CACert: "x"}, "ca_cert: http:// has no certificates; leave it out, or use https://"},
		{plan.Target{URL: rpc, Insecure: true}, "insecure: grpc:// has no certificates; leave it out, or use grpcs://"},
		{plan.Target{URL: "https://x/", CACert: "x", Insecure: true}, "leave one out"},
		{plan.Target{URL: "https://x/", CACert: file("ca.pem", "bad")}, "holds no certificate; use a PEM file"},
		{plan.Target{URL: http, Headers: []string{"A: 1", "nothing"}}, `headers[1]: "nothing" is not a header; write Name: value`},
		{plan.Target{URL: http, Headers: []string{"A b: 1"}}, "headers[0]"},
		{plan.Target{URL: http, Headers: []string{"A: 1\r\nB: 2"}}, "headers[0]"},
		{plan.Target{URL: http, Headers: []string{"content-length: 1"}}, "headers[0]: Content-Length is set by the transport; leave it out"},
		{plan.Target{URL: rpc, Headers: []string{"grpc-timeout: 1"}}, "headers[0]: Grpc-Timeout is set by the transport"},
		{plan.Target{URL: rpc, Headers: []string{"key-bin: !"}}, `headers[0]: "!" is not base64`},
		{plan.Target{URL: rpc, Headers: []string{"key-bin: AAE=="}}, `headers[0]: "AAE==" is not base64`},
		{plan.Target{URL: rpc, Headers: []string{"key-bin: A_-A"}}, `headers[0]: "A_-A" is not base64`},
		{plan.Target{URL: rpc, Headers: []string{"grpc-status-details-bin: AA"}}, "headers[0]: Grpc-Status-Details-Bin is set by the transport"},
		{plan.Target{URL: rpc, Headers: []string{"grpc-accept-encoding: gzip"}}, "headers[0]: Grpc-Accept-Encoding is set by the transport"},
		{plan.Target{URL: http, Data: "@" + folder + "/none"}, "data: there is no file " + folder + "/none"},
		{plan.Target{URL: http, Data: "@" + folder}, "data: " + folder + " is a folder; name a file"},
		{plan.Target{URL: "https://localhost/", CACert: folder + "/none"}, "ca_cert: there is no file " + folder + "/none"},
		{plan.Target{URL: "https://localhost/", CACert: folder}, "ca_cert: " + folder + " is a folder; name a file"},
		{plan.Target{URL: http, Data: "@" + file("empty.jsonl", "\n\n")}, "empty; a document is a JSON object"},
		{plan.Target{URL: http, Data: "@" + file("bad.jsonl", "{}\n\n{]\n")}, `data: line 3 of ` + folder + `/bad.jsonl is not JSON: ']' instead of a key in double quotes`},
		{plan.Target{URL: rpc, Data: "{"}, `data: "{" is not JSON: the text ends within a document; it may be cut off, or a brace, bracket or quote is not closed; write the request as JSON, or @FILE`},
		{plan.Target{URL: http, Order: "random"}, `order: unknown "random"; use sequence or shuffle`},
		{plan.Target{URL: http, Expect: []string{"nothing"}}, `expect[0]: "nothing" is not an expectation; use status=…, length=… or $.path=value`},
		{plan.Target{URL: http, Expect: []string{"status=200", "status=x"}}, `expect[1]: "x" is not an HTTP status; use 100 to 599`},
		{plan.Target{URL: http, Expect: []string{"status=99"}}, `"99" is not an HTTP status`},
		{plan.Target{URL: rpc, Expect: []string{"status=Fine"}}, `"Fine" is not a gRPC status; use OK, NotFound`},
		{plan.Target{URL: rpc, Expect: []string{"status=17"}}, `"17" is not a gRPC status`},
		{plan.Target{URL: rpc, Expect: []string{"status=NotFound", "length=1"}}, "expect: an answer of NotFound has no message"},
		{plan.Target{URL: http, Expect: []string{"length=-1"}}, `"-1" is not a length`},
		{plan.Target{URL: http, Expect: []string{"$.a"}}, `"$.a" has no value; use $.path=value`},
		{plan.Target{URL: http, Expect: []string{"$.[=1"}}, `"$.[=1" is not a JSON path`},
	} {
		_, err := anycall.Parse(t.Context(), test.to)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("Parse(%+v)\n got  %v\n want one line with %s", test.to, err, test.want)
		}
	}
	for _, to := range []plan.Target{
		{URL: http}, {URL: rpc}, {URL: "https://x/", HTTP2: true}, {URL: "grpcs://[::1]:443/a.B/C", Insecure: true},
		{URL: http, Data: "no JSON"}, {URL: http, Expect: []string{"status=204", "length=0", `$.a[?@.b == "="].c=1=2`}},
		{URL: rpc, Expect: []string{"status=deadline_exceeded"}},
	} {
		if _, err := anycall.Parse(t.Context(), to); err != nil {
			t.Errorf("Parse(%+v) = %v", to, err)
		}
	}
}

func TestPublicAddress(t *testing.T) {
	for url, want := range map[string]string{
		"http://127.0.0.1/": "", "grpc://[::1]:1/a.B/C": "", "http://10.1.2.3/": "", "http://192.168.0.1/": "",
		"http://[fd00::1]/": "", "http://169.254.1.1/": "", "http://0.0.0.0/": "", "http://[::ffff:127.0.0.1]/": "",
		"https://8.8.8.8/": "8.8.8.8", "grpc://[2001:4860::1]:1/a.B/C": "2001:4860::1",
	} {
		got, public, err := anycall.PublicAddress(t.Context(), plan.Target{URL: url})
		if err != nil || public != (want != "") || (public && got != netip.MustParseAddr(want)) {
			t.Errorf("PublicAddress(%s) = %v, %v, %v, want %q", url, got, public, err, want)
		}
	}
	if _, _, err := anycall.PublicAddress(t.Context(), plan.Target{URL: "http://nowhere.invalid/"}); err == nil {
		t.Error("PublicAddress() of an unknown host = nil")
	}
}
