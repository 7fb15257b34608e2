package inspect

import (
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"
)

// A value matches if protobuf reads it as the same value, and otherwise not.
func TestSpellingsOfOneValue(t *testing.T) {
	files, types := typesOf(t, "all.proto", "two.proto")
	desc := messageNamed(t, files, "a.All")
	for _, test := range []struct {
		field, text  string // what comes
		right, wrong []string
	}{
		{"x", "0.1", []string{"0.1", "0.10000000149011612", "1e-1", `"0.1"`, "0.1000000000000000055"}, []string{"0.1000001", "0.10000002", `"NaN"`, `"x"`, "true"}},
		{"x", "3.4028235e38", []string{"3.4028234663852886e38", "3.4028235e38", `"3.4028235e38"`}, []string{"3.402823e38", `"Infinity"`, "1e400"}},
		{"x", "16777216", []string{"16777217", "16777216.0"}, []string{"16777218"}},
		{"x", `"NaN"`, []string{"NaN", `"NaN"`}, []string{"nan", "0", "Infinity"}},
		{"x", `"-Infinity"`, []string{"-Infinity"}, []string{"Infinity", "-inf", "-1e39"}},
		{"x", "-0", []string{"0", "-0.0"}, []string{"1e-40"}},
		{"y", "0.1", []string{"0.1000000000000000055", `"0.1"`}, []string{"0.10000000149011612", "0.10000000000000002"}},
		{"y", `"Infinity"`, []string{"Infinity"}, []string{"-Infinity", "1e308", "1e309"}},
		{"bigNumber", `"9007199254740993"`, []string{"9007199254740993", `"9007199254740993"`, "9007199254740993.0", `"9.007199254740993e15"`}, []string{"9007199254740992", "9007199254740993.1", `"0x1"`, `" 9007199254740993"`}},
		{"n", "7", []string{"7", `"7"`, "7.0", "70e-1"}, []string{"7.5", `"seven"`, "8"}},
		{"took", `"1.5s"`, []string{"1.5s", `"1.5s"`, "1.500s", "1.500000000s", "+1.5s"}, []string{"1.50001s", "1.500000001s", "1500ms", "1.5", "-1.5s"}},
		{"took", `"0.1s"`, []string{"0.1s", "0.100s", ".1s"}, []string{"0.01s", "0s"}},
		{"took", `"-0.5s"`, []string{"-0.5s", "-0.500000s"}, []string{"0.5s"}},
		{"at", `"2024-01-01T00:00:00Z"`, []string{"2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00", "2024-01-01T00:00:00.000Z", "2023-12-31T19:00:00.0-05:00"},
			[]string{"2024-01-01T00:00:00+01:00", "2024-01-01T00:00:00.000000001Z", "2025-01-01T00:00:00Z", "2024-01-01T00:00:00", "1704067200"}},
		{"at", `"0001-01-01T00:00:00.000000001Z"`, []string{"0001-01-01T00:00:00.000000001Z", "0001-01-01T01:00:00.000000001+01:00"}, []string{"0001-01-01T00:00:00Z"}},
		{"at", `"9999-12-31T23:59:59.999999999Z"`, []string{"9999-12-31T23:59:59.999999999+00:00"}, []string{"9999-12-31T23:59:59.999999998Z"}},
		{"mask", `"aB,c"`, []string{"aB,c"}, []string{"aB", "c,aB", "a_b,c"}},
		{"raw", `"+/8="`, []string{"+/8=", "+/8", "-_8=", "-_8"}, []string{"+/A=", "+/8==", "8/+="}},
		{"raw", `""`, []string{"", `""`}, []string{"AA=="}},
		{"e", `"ONE"`, []string{"ONE", `"ONE"`, "1", "1.0"}, []string{"ZERO", "0", `"1"`, "one"}},
		{"e", "9", []string{"9"}, []string{"1", "ZERO"}},
		{"text", `"12"`, []string{`"12"`}, []string{"12", "12.0"}},
		{"text", `"true"`, []string{`"true"`}, []string{"true"}},
		{"wrapped", `"5"`, []string{"5", `"5"`, "5e0"}, []string{"6", "null"}},
		{"wrappedText", `"5"`, []string{`"5"`}, []string{"5", "null"}},
		{"wrappedRaw", `"+w=="`, []string{"+w", "-w", "-w=="}, []string{"AA=="}},
		{"wrappedFloat", "0.1", []string{"0.10000000149011612", `"0.1"`}, []string{"0.2", "null"}},
		// A value of any type has its type from JSON.
		{"value", "0.1", []string{"0.1", "0.1000000000000000055", "1e-1"}, []string{`"0.1"`, "0.2", "null"}},
		{"value", "0", []string{"0", "-0"}, []string{"null", `"0"`, "false"}},
		{"value", "null", []string{"null"}, []string{"0", `"null"`}},
		{"value", `"12"`, []string{`"12"`}, []string{"12"}},
		{"object", `{"a":0.1}`, []string{`{"a":0.1000000000000000055}`}, []string{`{"a":"0.1"}`}},
		// Inside of others.
		{"ys", "[0.1,1]", []string{"[0.1000000000000000055,1.0]", `["0.1",1]`}, []string{"[0.1]", "[1,0.1]"}},
		{"times", `["2024-01-01T00:00:00Z"]`, []string{`["2024-01-01T01:00:00+01:00"]`}, []string{`["2024-01-01T01:00:00Z"]`, "[]"}},
		{"es", `["ONE"]`, []string{"[1]", `["ONE"]`}, []string{`["ZERO"]`}},
		{"floats", `{"07":0.1}`, []string{`{"7":0.10000000149011612}`}, []string{`{"7":0.2}`, `{"8":0.1}`, "{}"}},
		{"list", "[0.1]", []string{"[0.1000000000000000055]"}, []string{`["0.1"]`}},
		{"any", `{"@type":"x/google.protobuf.Duration","value":"1.5s"}`, []string{`{"@type":"x/google.protobuf.Duration","value":"1.50s"}`}, []string{`{"@type":"x/google.protobuf.Duration","value":"1.6s"}`}},
		{"any", `{"@type":"x/b.Piece","took":"1.5s","bigName":5}`, []string{`{"@type":"x/b.Piece","took":"1.5s","big_name":5}`, `{"@type":"x/b.Piece","took":"1.50s","bigName":"5"}`},
			[]string{`{"@type":"x/b.Piece","took":"1.5s"}`, `{"@type":"x/b.Piece","big_name":5,"bigName":5}`, `{"took":"1.5s","bigName":5}`}},
	} {
		m := dynamicpb.NewMessage(desc)
		if err := (protojson.UnmarshalOptions{Resolver: types}).Unmarshal([]byte(`{"`+test.field+`":`+test.text+`}`), m); err != nil {
			t.Fatal(err)
		}
		wire, err := proto.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		nested := Message{desc, types, put(nil, 20, string(wire))}
		for _, path := range []string{"$.children[0].", "$.children[?@.text!='x'].", "$.children[-1:]."} {
			for _, want := range test.right {
				checks(t, nested, path+test.field+"="+want, true)
				fits(t, nested, path+test.field+"="+want)
			}
			for _, want := range test.wrong {
				checks(t, nested, path+test.field+"="+want, false)
			}
		}
	}
}

// fits checks that a path and its value are accepted.
func fits(t *testing.T, m Message, line string) {
	t.Helper()
	node, err := ParseNode(line)
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Fits(m.Type, m.Types); err != nil {
		t.Error(err)
	}
}
