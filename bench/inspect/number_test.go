package inspect

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/anypb"
	"pgregory.net/rapid"
)

func TestEqualNumbers(t *testing.T) {
	nines := strings.Repeat("9", 100_000)
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"9007199254740992", "9007199254740993", false},
		{"9007199254740992", "9007199254740993.0", false},
		{"9007199254740993", "9007199254740993.0", true},
		{"9007199254740993", "9.007199254740993e15", true},
		{"18446744073709551615", "1.8446744073709551616e19", false},
		{"0.1", "0.1000000000000000055511151231257827", false},
		{"0.1", "0.10", true},
		{"0.1", "1e-1", true},
		{"0.1", "0.1e0", true},
		{"0.1", "0.01", false},
		{"1e2", "100", true},
		{"1E+2", "100.0", true},
		{"1e02", "100", true},
		{"120e-1", "12", true},
		{"12", "21", false},
		{"100", "1000", false},
		{"-1", "1", false},
		{"-1.50", "-15e-1", true},
		{"-0", "0", true},
		{"-0.0", "0e5", true},
		{"0e99999999999999999999", "0", true},
		{"0", "1e-400", false},
		{"1e400", "1e401", false},
		{"1e400", "10e399", true},
		{"1e999999999", "1e999999999", true},
		{"1e999999999", "10e999999998", true},
		{"1e-999999999", "0.1e-999999998", true},
		{"1e999999999", "1e999999998", false},
		{"1e99999999999999999999", "1e99999999999999999999", true},
		{"1e99999999999999999999", "1e-99999999999999999999", false},
		{"1e99999999999999999999", "1e9223372036854775807", false},
		{"1e4611686018427387903", "10e4611686018427387902", true},
		{nines, nines + ".0", true},
		{nines, nines[1:] + "8", false},
		{nines + "e-100000", "0." + nines, true},
	} {
		if got := equalNumbers(json.Number(test.a), json.Number(test.b)); got != test.want {
			t.Errorf("equalNumbers(%.30s, %.30s) = %v", test.a, test.b, got)
		}
		if got := equalNumbers(json.Number(test.b), json.Number(test.a)); got != test.want {
			t.Errorf("equalNumbers(%.30s, %.30s) = %v", test.b, test.a, got)
		}
	}
}

// Numbers are equal where fractions of any precision are.
func TestEqualNumbersIsExact(t *testing.T) {
	number := rapid.StringMatching(`-?(0|[1-9][0-9]{0,3})(\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?`)
	rapid.Check(t, func(r *rapid.T) {
		a, b := number.Draw(r, "a"), number.Draw(r, "b")
		x, okX := new(big.Rat).SetString(a)
		y, okY := new(big.Rat).SetString(b)
		if !okX || !okY {
			r.Fatal("not a number")
		}
		if got, want := equalNumbers(json.Number(a), json.Number(b)), x.Cmp(y) == 0; got != want {
			r.Errorf("equalNumbers(%s, %s) = %v", a, b, got)
		}
	})
}

func TestNumbersInJSON(t *testing.T) {
	for _, test := range []struct {
		line, document string
		want           bool
	}{
		{"$.id=9007199254740992", `{"id":9007199254740993}`, false},
		{"$.id=9007199254740992", `{"id":9007199254740993.0}`, false},
		{"$.id=9007199254740992.0", `{"id":9007199254740993}`, false},
		{"$.a={\"b\":[9007199254740992.0]}", `{"a":{"b":[9007199254740993]}}`, false},
		{"$.a={\"b\":[1e2,-0]}", `{"a":{"b":[100.0,0]}}`, true},
		{"$.a[-1]=1E+2", `{"a":[100]}`, true},
		{"$.x=1e999999999", `{"x":1e999999998}`, false},
		{"$.x=\"1\"", `{"x":1}`, false},
		{"$.x=1", `{"x":"1"}`, false},
		{"$.x=01", `{"x":1}`, false}, // 01 is not JSON
		{"$.x=+1", `{"x":1}`, false},
		{"$.x=0x10", `{"x":16}`, false},
		{"$.x=1_000", `{"x":1000}`, false},
	} {
		checks(t, JSON(test.document), test.line, test.want)
	}
}

// checks checks whether a document is the wanted one.
func checks(t *testing.T, d Document, line string, want bool) {
	t.Helper()
	node, err := ParseNode(line)
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Check(d); (err == nil) != want {
		t.Errorf("%s: %v, want a right answer: %v", line, err, want)
	}
}

// In protobuf a number has its type: a float has no more digits than its
// bits tell apart, and 64 bits are a string or a number.
func TestNumbersInMessages(t *testing.T) {
	files, types := typesOf(t, "all.proto")
	fixed32 := func(wire []byte, number protowire.Number, x float32) []byte {
		return protowire.AppendFixed32(protowire.AppendTag(wire, number, protowire.Fixed32Type), math.Float32bits(x))
	}
	fixed64 := func(wire []byte, number protowire.Number, x float64) []byte {
		return protowire.AppendFixed64(protowire.AppendTag(wire, number, protowire.Fixed64Type), math.Float64bits(x))
	}
	big := putInt(putInt(nil, 2, 9007199254740993), 4, math.MaxUint64)
	wire := put(put(big, 20, string(big)), 14, "100")
	wire = put(wire, 37, string(putInt(nil, 1, 9007199254740993)))
	wire = put(wire, 30, wireOf(t, &anypb.Any{TypeUrl: "x/google.protobuf.Int64Value", Value: putInt(nil, 1, 9007199254740993)}))
	wire = fixed64(fixed32(wire, 11, 0.1), 12, 0.1)
	m := Message{messageNamed(t, files, "a.All"), types, wire}
	for line, want := range map[string]bool{
		"$.bigNumber=9007199254740993":                     true,
		`$.bigNumber="9007199254740993"`:                   true,
		"$.bigNumber=9007199254740993.0":                   true,
		"$.bigNumber=9.007199254740993e15":                 true,
		"$.bigNumber=9007199254740992":                     false,
		"$.bigNumber=9007199254740992.0":                   false,
		`$.bigNumber="9007199254740993.0"`:                 true,
		`$.bigNumber="9007199254740992.0"`:                 false,
		"$.ul=18446744073709551615":                        true,
		"$.ul=1.8446744073709551615e19":                    true,
		"$.ul=1.8446744073709551616e19":                    false,
		"$.wrapped=9007199254740993e0":                     true,
		"$.wrapped=9007199254740992e0":                     false,
		"$.sl=-0":                                          true,
		"$.sl=0.0":                                         true,
		"$.children[?@.ul!='0'].ul=18446744073709551615.0": true,
		"$.children[?@.bigNumber=='9007199254740993'].bigNumber=9007199254740993.0": true,
		"$.children[?@.bigNumber=='9007199254740992'].bigNumber=9007199254740992":   false,
		"$.children[*]['bigNumber']=9007199254740992.0":                             false,
		`$.any={"@type":"x/google.protobuf.Int64Value","value":9007199254740993.0}`: true,
		`$.any={"@type":"x/google.protobuf.Int64Value","value":9007199254740992}`:   false,
		"$.x=0.1":                 true,
		"$.x=0.10":                true,
		"$.x=1e-1":                true,
		"$.x=0.10000000149011612": true, // the same float
		"$.x=0.1000001":           false,
		"$.y=0.1":                 true,
		"$.y=0.10000000149011612": false,
		"$.text=100":              false, // it is a text
		"$.text=1e2":              false,
		"$.n=-0":                  true,
	} {
		checks(t, m, line, want)
	}
}

// A filter of a path compares numbers as float64.
func TestNumbersInFilters(t *testing.T) {
	for line, want := range map[string]bool{
		"$.list[?@.id==9007199254740993].n=1":      false,
		"$.list[?@.id==9007199254740992].n=1":      false,
		"$.list[?@.id>-9007199254740993].n=1":      false,
		"$.list[?@.id==9007199254740993.0].n=1":    false,
		"$.list[?@.n==1 && @.id!=1e16].n=1":        false,
		"$.list[?@.id==9007199254740991].n=1":      true,
		"$.list[?@.id=='9007199254740993'].n=1":    true,
		`$.list[?@.id=="a\"9007199254740993"].n=1`: true,
		"$.list[?@['9007199254740993']==1].n=1":    true,
		"$.list[?@.a9007199254740993==1].n=1":      true,
		"$.list[0].id=9007199254740993":            true,
		"$.list[?@.x==0.1].id=9007199254740993":    true,
	} {
		if _, err := ParseNode(line); (err == nil) != want {
			t.Errorf("ParseNode(%s) = %v, want it read: %v", line, err, want)
		}
	}
}
