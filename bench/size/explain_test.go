package size

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const explainProto = `syntax = "proto3";
import "google/protobuf/any.proto"; import "google/protobuf/duration.proto"; import "google/protobuf/struct.proto"; import "google/protobuf/wrappers.proto";
enum Level { option allow_alias = true; LOW = 0; NONE = 0; HIGH = 1; }
message M {
  float f = 1; double d = 2; int32 i = 3; int64 l = 4; bool b = 5; string s = 6; bytes y = 7; Level e = 8; fixed32 x = 9; sfixed64 xl = 10;
  optional int32 oi = 11; optional Level oe = 12; optional string os = 13; optional bytes oy = 14; optional bool ob = 15;
  repeated int32 zeros = 16; map<int32, int32> counts = 17; map<bool, string> by = 18; M m = 19; repeated double ds = 20;
  oneof one { int32 oneI = 21; bool oneB = 22; }
  google.protobuf.Int32Value w = 23; google.protobuf.Duration t = 24; google.protobuf.Struct st = 25; google.protobuf.Any any = 26;
  optional google.protobuf.NullValue on = 27;
}`

// TestExplainSaysWhatIsThere checks that sentences name the kinds of values that the message has,
// and no others.
func TestExplainSaysWhatIsThere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "m.proto")
	if err := os.WriteFile(file, []byte(explainProto), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ document, want string }{
		// What protobuf leaves out.
		{`{"f":1e-60}`, "nothing at all: every field is a number that a float rounds to zero. JSON takes 11 bytes."},
		{`{"d":"1e-400"}`, "nothing at all: every field is a number that a double rounds to zero."},
		{`{"f":0e-9,"d":0.0,"i":"-0"}`, "nothing at all: every field is zero."},
		{`{"b":false}`, "nothing at all: every field is false."},
		{`{"y":"","s":"","zeros":[],"counts":{}}`, "nothing at all: every field is empty."},
		{`{"oi":null,"m":null}`, "nothing at all: every field is null."},
		{`{"e":"NONE"}`, "nothing at all: every field is an enum's zero value."},
		{`{"i":0,"s":"","oi":null}`, "nothing at all: every field is null, zero or empty."},
		{`{}`, "nothing at all: no field is there. JSON takes 2 bytes."},
		{`{"oi":1,"f":1e-60}`, "Fields that are a number that a float rounds to zero take 50 % of the JSON (9 bytes); protobuf leaves them out."},
		{`{"oi":1,"b":false,"s":""}`, "Fields that are false or empty take"},
		// Numbers.
		{`{"oi":0}`, "Numbers gain nothing: 1 byte as text, 1 in binary."},
		{`{"oneI":0}`, "Numbers gain nothing: 1 byte as text, 1 in binary."},
		{`{"zeros":[0,0,0]}`, "Numbers gain nothing: 3 bytes as text, 3 in binary."},
		{`{"counts":{"0":0}}`, "Numbers take 4 bytes as text and 2 in binary."},
		{`{"d":1}`, "1 byte as text, 8 in binary, where each double has 8 whatever its value."},
		{`{"ds":[1,2]}`, "2 bytes as text, 16 in binary, where each double has 8 whatever its value."},
		{`{"f":1,"x":2,"xl":3}`, "in binary, where each sfixed64 has 8 whatever its value and each float or fixed32 has 4 whatever its value."},
		{`{"i":-1}`, "2 bytes as text, 10 in binary, where each negative int32 has 10."},
		{`{"zeros":[1,-1]}`, "3 bytes as text, 11 in binary, where each negative int32 has 10."},
		// Words.
		{`{"oe":"NONE"}`, " Enums take 6 bytes in JSON and 1 in protobuf."},
		{`{"e":1}`, " Enums take 1 byte in JSON and 1 in protobuf."},
		{`{"ob":false}`, " Booleans take 5 bytes in JSON and 1 in protobuf."},
		{`{"oneB":false,"oe":"LOW"}`, " Enums and booleans take 10 bytes in JSON and 2 in protobuf."},
		{`{"on":null}`, " Nulls take 4 bytes in JSON and 1 in protobuf."},
		{`{"by":{"true":"x"}}`, " Booleans take 6 bytes in JSON and 1 in protobuf."},
		// Texts and bytes.
		{`{"os":""}`, "(2 and 0 bytes): protobuf drops its quotes and cannot shrink the rest."},
		{`{"s":"a\n"}`, "(5 and 2 bytes): protobuf drops its quotes and escapes and"},
		{`{"oy":""}`, "Fields of bytes take 2 bytes as base64 in JSON and 0 in protobuf."},
		// Messages, and types with a form of their own.
		{`{"m":{}}`, "Other punctuation takes 4 bytes; the lengths in its place 1."},
		{`{"w":0}`, "Well-known types (Int32Value) take 1 byte as JSON and 0 in protobuf."},
		{`{"t":"1s","w":-1}`, "Well-known types (Duration, Int32Value) gain nothing: 6 bytes as JSON, 13 in protobuf."},
		{`{"st":{"a":1}}`, "Well-known types (Struct) gain nothing: 7 bytes as JSON, 16 in protobuf, where names stand in Struct too."},
	} {
		said := explained(t, file, "M", test.document)
		if !strings.Contains(said, test.want) {
			t.Errorf("%s: %s\nwant: %s", test.document, said, test.want)
		}
		if strings.Contains(said, " 1 bytes") || strings.Contains(said, "()") {
			t.Errorf("%s: %s", test.document, said)
		}
	}
	for document, want := range map[string]string{
		"0": "nothing at all: every value is the default of Int32Value. JSON takes 1 byte.",
		"7": "Well-known types (Int32Value) gain nothing: 1 byte as JSON, 2 in protobuf.",
	} {
		if said := explained(t, file, "google.protobuf.Int32Value", document); !strings.Contains(said, want) {
			t.Errorf("%s: %s\nwant: %s", document, said, want)
		}
	}
}

// explained returns what the page says of a document.
func explained(t *testing.T, file, message, text string) string {
	t.Helper()
	schema, err := Compile(t.Context(), []string{file}, nil, message)
	if err != nil {
		t.Fatal(err)
	}
	s := newScale(schema, false)
	of, err := s.weigh(document{"d", "d.json", 1, []byte(text)})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	addUp(t, s, of)
	return strings.Join(s.why.explain(of), " ")
}
