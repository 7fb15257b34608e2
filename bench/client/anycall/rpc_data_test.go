package anycall_test

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/plan"
)

const calcProto = `syntax = "proto3";
package calc;
import "google/protobuf/duration.proto"; import "google/protobuf/struct.proto"; import "google/protobuf/wrappers.proto";
enum Sign { PLUS = 0; MINUS = 1; }
message In { int32 n = 1; In sub = 2; repeated In several = 3; map<string, int64> named = 4; Sign sign = 5; float f = 6; bytes raw = 7; google.protobuf.Duration wait = 8; }
service Calculator {
  rpc Add(In) returns (In);
  rpc Sleep(google.protobuf.Duration) returns (In);
  rpc Next(google.protobuf.Int64Value) returns (In);
  rpc Free(google.protobuf.Struct) returns (In);
  rpc List(google.protobuf.ListValue) returns (In);
}
`

// The error about a wrong gRPC request is in plain words, and comes before anything is sent.
func TestRPCDataSaysWhatIsWrong(t *testing.T) {
	file := writer(t, t.TempDir())
	calc := file("calc.proto", calcProto)
	for _, test := range []struct{ method, data, want string }{
		{"Add", "", ""},
		{"Add", "  ", ""},
		{"Add", "{}", ""},
		{"Add", `{"n":1,"sub":{"several":[{}]}}`, ""},
		// Not an object.
		{"Add", `[{"n":1},{"n":2}]`, "data: it is a list; calc.In is an object, such as {}; for several requests write one a line into a .jsonl file"},
		{"Add", `[]`, "data: it is a list; calc.In is an object, such as {}; for several"},
		{"Add", `"n"`, `data: it is "n"; calc.In is an object, such as {}`},
		{"Add", `7`, "data: it is 7; calc.In is an object, such as {}"},
		{"Add", `true`, "data: it is true; calc.In is an object"},
		{"Add", `null`, "data: it is null; calc.In is an object"},
		{"Add", "@" + file("list.json", "[\n{}]"), "data: it is a list; calc.In is an object, such as {}; for several"},
		{"Add", "@" + file("lines.jsonl", "{}\n[]\n"), "data: request 2: it is a list; calc.In is an object, such as {}"},
		// Several documents, or something behind the first.
		{"Add", `{"n":1}{"n":2}`, `data: '{"n":1}{"n":2}' holds 2 JSON documents; for several requests write one a line`},
		{"Add", "{}\n{}\n{}", "holds 3 JSON documents; for several"},
		{"Add", "@" + file("two.json", "{} {}"), "two.json holds 2 JSON documents; for several"},
		{"Add", `{"n":1} x`, "after the document; leave out what follows the document"},
		{"Add", `{"n":1}}`, "after the document; leave out what follows the document"},
		{"Add", `{"n":1,}`, "leave out the comma before it"},
		{"Add", `{"n":`, "is not JSON: $.n: the text ends within a document"},
		{"Add", `n=1`, `data: "n=1" is not JSON: 'n' instead of a value; a document is a JSON object; write the request as JSON, or @FILE`},
		{"Add", "{\"n\":\"\xff\"}", "not UTF-8"},
		// Fields.
		{"Add", `{"N":1}`, `data: $.N: unknown field "N" of calc.In; did you mean n?`},
		{"Add", `{"sub":{"severl":[]}}`, `data: $.sub.severl: unknown field "severl" of calc.In; did you mean several?`},
		{"Add", `{"colour":1}`, `data: $.colour: unknown field "colour" of calc.In`},
		{"Add", `{"n":"many"}`, `data: $.n: "many" is not an int32`},
		{"Add", `{"n":1.5}`, `data: $.n: 1.5 is not an int32`},
		{"Add", `{"n":3000000000}`, "data: $.n: 3000000000 overflows int32"},
		{"Add", `{"n":[1]}`, "data: $.n: a list is not an int32"},
		{"Add", `{"sub":[]}`, "data: $.sub: a list is not an object (calc.In)"},
		{"Add", `{"several":{}}`, "data: $.several: an object is not a list"},
		{"Add", `{"several":[{"n":"x"}]}`, `data: $.several[0].n: "x" is not an int32`},
		{"Add", `{"named":{"a":"b"}}`, `data: $.named.a: "b" is not an int64`},
		{"Add", `{"named":[]}`, "data: $.named: a list is not an object of keys and values"},
		{"Add", `{"sign":"Minus"}`, `data: $.sign: "Minus" is not a value of calc.Sign; did you mean MINUS?`},
		{"Add", `{"sign":"TIMES"}`, `data: $.sign: "TIMES" is not a value of calc.Sign; its values are PLUS, MINUS`},
		{"Add", `{"raw":7}`, "data: $.raw: 7 is not bytes in base64"},
		{"Add", `{"n":1,"n":2}`, `data: $.n: duplicate field "n"`},
		{"Add", "@" + file("bad.jsonl", "{}\n{\"n\":\"x\"}\n"), `data: request 2: $.n: "x" is not an int32`},
		{"Add", `{"\u001b[2J":1}`, `unknown field "\x1b[2J" of calc.In`},
		// Types with a form of their own.
		{"Sleep", `"1.5s"`, ""},
		{"Sleep", `{"seconds":1}`, "data: it is an object, not a google.protobuf.Duration"},
		{"Sleep", `"soon"`, `invalid google.protobuf.Duration value "soon"`},
		{"Next", "7", ""},
		{"Next", `{"value":7}`, "data: it is an object, not a google.protobuf.Int64Value"},
		{"Next", `"x"`, `data: it is "x", not a google.protobuf.Int64Value`},
		{"Free", `{"anything":[1]}`, ""},
		{"Free", `[1]`, "data: it is a list; google.protobuf.Struct is an object, such as {}"},
		{"List", `[1,"x"]`, ""},
		{"List", `{}`, "data: it is an object, not a google.protobuf.ListValue"},
	} {
		_, err := anycall.Parse(t.Context(), plan.Target{URL: "grpc://localhost:1/calc.Calculator/" + test.method, Proto: []string{calc}, Data: test.data})
		if (err == nil) != (test.want == "") || err != nil && (!strings.Contains(err.Error(), test.want) || strings.ContainsAny(err.Error(), "\n\x1b")) {
			t.Errorf("%s(%.60q)\n got  %v\n want one line with %s", test.method, test.data, err, test.want)
		}
	}
}
