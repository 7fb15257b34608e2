package size

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// absentProto has fields with presence and without it, by syntax.
var absentProto = map[string]string{
	"three": `syntax = "proto3";
import "google/protobuf/struct.proto";
import "google/protobuf/wrappers.proto";
enum Level { option allow_alias = true; LOW = 0; NONE = 0; HIGH = 1; }
message M {
  float f = 1; double d = 2; int32 i = 3; uint64 u = 4; bool b = 5; string s = 6; bytes y = 7; Level e = 8;
  optional float of = 11; optional int32 oi = 13; optional bool ob = 15; optional string os = 16; optional Level oe = 18;
  optional google.protobuf.NullValue on = 19;
  google.protobuf.NullValue n = 20;
  google.protobuf.Value v = 21; google.protobuf.Struct st = 22; google.protobuf.ListValue lv = 23;
  google.protobuf.Int32Value w = 24;
  repeated int32 many = 25; map<string, M> by = 26; map<int64, int32> counts = 27; M m = 28; repeated M ms = 29;
  oneof one { bool ib = 30; string is = 31; google.protobuf.NullValue in = 32; }
  repeated google.protobuf.NullValue ns = 33; map<bool, google.protobuf.NullValue> nn = 34;
}`,
	"two": `syntax = "proto2"; message M { optional int32 i = 1; optional string s = 2; optional bool b = 3 [default = true]; repeated int32 many = 4; }`,
	"edition": `edition = "2023";
message M { int32 i = 1; int32 implicit = 2 [features.field_presence = IMPLICIT]; string s = 3; string gone = 4 [features.field_presence = IMPLICIT]; }`,
}

// TestAbsent compares what is said to be left out with what the encoded message lacks: a document
// of that field alone, in an empty message, either has bytes of protobuf or is left out.
func TestAbsent(t *testing.T) {
	folder := t.TempDir()
	for name, text := range absentProto {
		if err := os.WriteFile(filepath.Join(folder, name+".proto"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		syntax, document string
		absent           string // what is left out, "" for nothing
	}{
		{"three", `{"on":null}`, ``},
		{"three", `{"n":null}`, `"n":null`},
		{"three", `{"n":"NULL_VALUE"}`, `"n":"NULL_VALUE"`},
		{"three", `{"v":null}`, ``},
		{"three", `{"v":{"a":null}}`, ``},
		{"three", `{"st":null,"lv":null,"w":null}`, `"st":null"lv":null"w":null`},
		{"three", `{"st":{},"lv":[],"w":0}`, ``},
		{"three", `{"e":"NONE"}`, `"e":"NONE"`},
		{"three", `{"e":"LOW"}`, `"e":"LOW"`},
		{"three", `{"e":0}`, `"e":0`},
		{"three", `{"e":"HIGH"}`, ``},
		{"three", `{"oe":"NONE"}`, ``},
		{"three", `{"f":-0,"d":-0.0}`, ``},
		{"three", `{"i":-0,"u":"-0"}`, `"i":-0"u":"-0"`},
		{"three", `{"f":1e-60}`, `"f":1e-60`},
		{"three", `{"f":"1e-60"}`, `"f":"1e-60"`},
		{"three", `{"f":-1e-60}`, ``},
		{"three", `{"d":1e-60}`, ``},
		{"three", `{"d":1e-400}`, `"d":1e-400`},
		{"three", `{"of":1e-60}`, ``},
		{"three", `{"i":0.0,"s":"","y":"","b":false}`, `"i":0.0"s":"""y":"""b":false`},
		{"three", `{"oi":0,"os":"","ob":false}`, ``},
		{"three", `{"oi":null}`, `"oi":null`},
		{"three", `{"many":[],"by":{},"counts":{},"ms":[]}`, `"many":[]"by":{}"counts":{}"ms":[]`},
		{"three", `{"many":[0],"by":{"":{}},"counts":{"0":0},"ms":[{}]}`, ``},
		{"three", `{"ns":[null],"nn":{"false":null}}`, ``},
		{"three", `{"m":{}}`, ``},
		{"three", `{"m":{"i":0},"ms":[{"i":1},{"s":""}],"by":{"x":{"e":"NONE"},"y":{"i":0}}}`, `"i":0"s":"""e":"NONE""i":0`},
		{"three", `{"m":null}`, `"m":null`},
		{"three", `{"ib":false}`, ``},
		{"three", `{"is":""}`, ``},
		{"three", `{"in":null}`, ``},
		{"three", `{"ib":null,"is":""}`, `"ib":null`},
		{"two", `{"i":0,"s":"","b":true}`, ``},
		{"two", `{"i":null,"many":[]}`, `"i":null"many":[]`},
		{"edition", `{"i":0,"s":""}`, ``},
		{"edition", `{"implicit":0,"gone":""}`, `"implicit":0"gone":""`},
	} {
		schema, err := Compile(t.Context(), []string{filepath.Join(folder, test.syntax+".proto")}, nil, "M")
		if err != nil {
			t.Fatal(err)
		}
		s := newScale(schema, false)
		of, err := s.weigh(document{"d", "d.json", 1, []byte(test.document)})
		if err != nil {
			t.Errorf("%s: %v", test.document, err)
			continue
		}
		addUp(t, s, of)
		if s.why.absent != int64(len(test.absent)) {
			t.Errorf("%s: %s: %d bytes are left out, want %d (%s)", test.syntax, test.document, s.why.absent, len(test.absent), test.absent)
		}
		said := strings.Join(s.why.explain(of), " ")
		if left := strings.Contains(said, "leaves them out") || of.Protobuf == 0; left != (test.absent != "") {
			t.Errorf("%s: %s: %d bytes of protobuf, and the page says %q", test.syntax, test.document, of.Protobuf, said)
		}
	}
}
