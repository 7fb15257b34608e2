package inspect

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// put appends a field whose content is bytes.
func put(wire []byte, number protowire.Number, content string) []byte {
	return protowire.AppendString(protowire.AppendTag(wire, number, protowire.BytesType), content)
}

func putInt(wire []byte, number protowire.Number, n uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(wire, number, protowire.VarintType), n)
}

func wireOf(t *testing.T, m proto.Message) string {
	t.Helper()
	wire, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(wire)
}

// badParts are fields of a message that no JSON can hold, beside a right n of 8.
func badParts(t *testing.T) map[string][]byte {
	eight := slices.Clip(putInt(nil, 1, 8))
	deep := ""
	for range deepest + 10 {
		deep = string(put(nil, 17, deep))
	}
	return map[string][]byte{
		"Any of an unknown type": put(eight, 30, wireOf(t, &anypb.Any{TypeUrl: "x/c.Unknown", Value: []byte{8, 1}})),
		"Any without a type":     put(eight, 30, wireOf(t, &anypb.Any{Value: []byte{8, 1}})),
		"Any of bad bytes":       put(eight, 30, wireOf(t, &anypb.Any{TypeUrl: "x/a.All", Value: []byte{0xff}})),
		"late time":              put(eight, 31, wireOf(t, &timestamppb.Timestamp{Seconds: 1 << 40})),
		"odd nanos":              put(eight, 31, wireOf(t, &timestamppb.Timestamp{Nanos: -1})),
		"long duration":          put(eight, 32, wireOf(t, &durationpb.Duration{Seconds: math.MaxInt64})),
		"mask":                   put(eight, 36, wireOf(t, &fieldmaskpb.FieldMask{Paths: []string{"a_B"}})),
		"NaN":                    put(eight, 34, wireOf(t, structpb.NewNumberValue(math.NaN()))),
		"empty value":            put(eight, 34, ""),
		"no UTF-8":               put(eight, 14, "\xff"),
		"no UTF-8 in a list":     put(put(eight, 19, "\xff"), 19, "right"),
		"no UTF-8 in a key":      put(eight, 22, string(put(put(nil, 1, "\xff"), 2, "x"))),
		"no message":             put(eight, 17, "\xff\xff"),
		"deep":                   append(eight, deep...),
		"wrong wire type":        put(eight, 1, "x"),
		"NaN in a struct":        put(eight, 33, wireOf(t, &structpb.Struct{Fields: map[string]*structpb.Value{"bad": structpb.NewNumberValue(math.NaN()), "good": structpb.NewStringValue("yes")}})),
	}
}

func TestFaultsElsewhereDoNotMatter(t *testing.T) {
	files, types := typesOf(t, "all.proto")
	desc := messageNamed(t, files, "a.All")
	for name, wire := range badParts(t) {
		inner := put(put(putInt(nil, 1, 1), 20, string(wire)), 20, string(putInt(nil, 1, 9)))
		for line, wire := range map[string][]byte{
			"$.n=8":                                     wire,
			"$.children[0].n=8":                         inner,
			"$.children[1].n=9":                         inner,
			"$.children[-1].n=9":                        inner,
			"$.children[?@.n==9].bigNumber=0":           inner,
			"$.children[?@.n==8].n=8":                   inner,
			"$.children[0:1].n=8":                       inner,
			"$.children[?@.text!='x' && @.n==8]['n']=8": inner,
		} {
			node, err := ParseNode(line)
			if err != nil {
				t.Fatal(err)
			}
			if err := node.Check(Message{desc, types, wire}); err != nil {
				t.Errorf("%s, %s: %v", name, line, err)
			}
		}
	}
}

func TestFaultsWhereThePathPoints(t *testing.T) {
	files, types := typesOf(t, "all.proto")
	desc := messageNamed(t, files, "a.All")
	bad := badParts(t)
	for _, test := range []struct{ part, line, want string }{
		{"Any of an unknown type", "$.any.n=1", "$.any.n: a google.protobuf.Any holds x/c.Unknown: "},
		{"Any of an unknown type", "$.any={}", "x/c.Unknown"},
		{"Any of an unknown type", "$.any['@type']=x/c.Unknown", ""},
		{"Any of bad bytes", "$.any.n=1", "it is not of type a.All"},
		{"late time", "$.at=2024-01-01T00:00:00Z", "out of range"},
		{"long duration", "$.took=1s", "out of range"},
		{"mask", "$.mask=aB", "FieldMask"},
		{"NaN", "$.value=1", "is NaN, which JSON does not have"},
		{"NaN in a struct", "$.object.bad=1", "is NaN"},
		{"NaN in a struct", "$.object.good=yes", ""},
		{"NaN in a struct", `$.object={"good":"yes"}`, "is NaN"},
		{"no UTF-8", "$.text=x", "UTF-8"},
		{"no UTF-8 in a list", "$.texts[0]=x", "UTF-8"},
		{"no UTF-8 in a list", "$.texts[1]=right", ""},
		{"no message", "$.child.n=1", "it is not of type a.All"},
	} {
		node, err := ParseNode(test.line)
		if err != nil {
			t.Fatal(err)
		}
		err = node.Check(Message{desc, types, bad[test.part]})
		if test.want == "" && err != nil || test.want != "" && (!errors.As(err, new(Unreadable)) || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s, %s: %v, want an unreadable answer with %q", test.part, test.line, err, test.want)
		}
	}
	node, _ := ParseNode("$.n=0")
	for _, wire := range []string{"\xff\xff", "\x08", "garbage", "\x1f\x8b\x08", "{\"n\":0}"} {
		if err := node.Check(Message{desc, types, []byte(wire)}); !errors.As(err, new(Unreadable)) {
			t.Errorf("%q: %v, want unreadable: it is not protobuf", wire, err)
		}
	}
}

func TestPathsIntoMessages(t *testing.T) {
	files, types := typesOf(t, "all.proto", "two.proto")
	all, old := messageNamed(t, files, "a.All"), messageNamed(t, files, "b.Old")
	in := func(desc protoreflect.MessageDescriptor, text string) Message {
		m := dynamicpb.NewMessage(desc)
		if err := (protojson.UnmarshalOptions{Resolver: types, AllowPartial: true}).Unmarshal([]byte(text), m); err != nil {
			t.Fatal(err)
		}
		wire, err := proto.MarshalOptions{AllowPartial: true}.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return Message{desc, types, wire}
	}
	rich := in(all, `{"bigNumber":"9007199254740993","x":0.1,"y":1e300,"raw":"AAE=","e":"MINUS","numbers":[1,2,3],"texts":["a"],
		"named":{"k":"v"},"counted":{"7":{"n":1}},"third":0,"maybe":0,"Other":"r","at":"2024-01-01T00:00:00Z","took":"1.5s",
		"object":{"a":[1,{"b":null}]},"value":[1,"x"],"list":[true],"mask":"aB,c","wrapped":"0","wrappedText":"t","nothing":{},
		"any":{"@type":"x/a.All","n":3,"child":{"n":4}},"details":[{"@type":"x/google.protobuf.Duration","value":"2s"},{"@type":"x/b.Old","n":2}],
		"children":[{"n":1,"text":"one"},{"n":2,"text":"two"}]}`)
	proto2 := in(old, `{"closed":"B","many":["A"],"Part":{"m":1},"Parts":[{"m":2}],"[b.more]":5,"[b.again]":{"n":1}}`)
	for _, test := range []struct {
		m     Message
		lines []string
	}{
		{rich, []string{
			"$.bigNumber=9007199254740993", `$.big_number="9007199254740993"`, "$.x=0.1", "$.y=1e300", "$.raw=AAE=", "$.e=MINUS",
			"$.numbers=[1,2,3]", "$.numbers[-1]=3", "$.numbers[1:2]=2", "$.texts[0]=a", "$.named.k=v", "$.counted['7'].n=1",
			"$.third=0", "$.maybe=0", "$.Other=r", "$.renamed=r", "$.at=2024-01-01T00:00:00Z", "$.took=1.500s",
			"$.object.a[1].b=null", "$.object.a[0]=1", "$.value[1]=x", "$.value=[1,\"x\"]", "$.list[0]=true", "$.mask=aB,c",
			"$.wrapped=0", "$.wrapped_text=t", "$.nothing={}", "$.any.n=3", "$.any.child.n=4", "$.any['@type']=x/a.All",
			"$.details[0].value=2s", "$.details[1].n=2", `$.details[?@['@type']=="x/b.Old"].n=2`,
			`$.details[0]={"@type":"x/google.protobuf.Duration","value":"2s"}`,
			"$.children[?@.n==2].text=two", "$.children[?@.n==$.children[1].n].text=two", "$.children[?search(@.text,'^o')].n=1",
			"$.children[?@.big_number=='0' && @.n==1].text=one", "$..child.n=4", "$.u=0", "$.text=", "$.b=false", "$['null']=null", "$.children[0].numbers=[]",
			"$.children[0].named={}", "$['n']=0",
		}},
		{proto2, []string{
			"$.closed=B", "$.many[0]=A", "$.part.m=1", "$.parts[0].m=2", "$['[b.more]']=5", "$['[b.again]'].n=1",
		}},
		{Message{all, types, nil}, []string{"$.n=0", "$.texts=[]", "$.bigNumber=0", "$.ys=[]"}},
		// What came later counts, messages are merged, and of a oneof the last counts.
		{Message{all, types, put(put(putInt(putInt(nil, 1, 1), 1, 2), 17, string(putInt(nil, 1, 5))), 17, string(putInt(nil, 3, 6)))},
			[]string{"$.n=2", "$.child.n=5", "$.child.u=6"}},
		{Message{all, types, putInt(put(nil, 25, "x"), 27, 3)}, []string{"$.third=3"}},
		{Message{all, types, putInt(put(putInt(nil, 18, 1), 18, "\x02\x03"), 18, 4)}, []string{"$.numbers=[1,2,3,4]"}},
	} {
		for _, line := range test.lines {
			node, err := ParseNode(line)
			if err != nil {
				t.Fatal(err)
			}
			if err := node.Check(test.m); err != nil {
				t.Error(err)
			}
		}
	}
	for _, line := range []string{"$.missing=1", "$.child.n=1", "$.first=x", "$.maybeText=x", "$.numbers[3]=1", "$.numbers.n=1", "$.n.n=1", "$.children[*].n=1"} {
		node, err := ParseNode(line)
		if err != nil {
			t.Fatal(err)
		}
		if err := node.Check(rich); err == nil || errors.As(err, new(Unreadable)) || !strings.Contains(err.Error(), "values, want one") {
			t.Errorf("%s: %v, want that it selects no value, or two", line, err)
		}
	}
}
