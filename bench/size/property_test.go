package size

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/structpb"
	"pgregory.net/rapid"

	"github.com/wiretax/wiretax/bench/protofiles"
	"github.com/wiretax/wiretax/bench/transcode"
)

// TestPartsAddUp checks that fields and causes add up to the whole, whatever a message holds and
// however its JSON is written, and that the document is read as that message.
func TestPartsAddUp(t *testing.T) {
	schema := everything(t, "Everything")
	rapid.Check(t, func(t *rapid.T) {
		message := draw(t, schema, schema.Message, 3)
		text, err := protojson.MarshalOptions{
			Multiline:         rapid.Bool().Draw(t, "multiline"),
			UseProtoNames:     rapid.Bool().Draw(t, "proto names"),
			UseEnumNumbers:    rapid.Bool().Draw(t, "enum numbers"),
			EmitDefaultValues: rapid.Bool().Draw(t, "zeros"),
			Resolver:          schema.Types,
		}.Marshal(message.Interface())
		if err != nil {
			t.Fatal(err)
		}
		s := newScale(schema, rapid.Bool().Draw(t, "discard"))
		of, err := s.weigh(document{"d", "d", 1, text})
		if err != nil {
			t.Fatalf("weigh(%s): %v", text, err)
		}
		if want := proto.Size(message.Interface()); of.Protobuf != int64(want) {
			t.Errorf("%s has %d bytes of protobuf, want %d", text, of.Protobuf, want)
		}
		addUp(t, s, of)
	})
}

// addUp checks that the parts of what was weighed add up to it.
func addUp(t interface{ Errorf(string, ...any) }, s *scale, of Sizes) {
	whole := total{of.Compact, of.Protobuf}
	if got := s.why.root.total(); got != whole {
		t.Errorf("the fields add up to %+v, want %+v", got, whole)
	}
	var causes total
	for c := range numCauses {
		causes.json += s.why.json[c]
		causes.wire += s.why.wire[c]
	}
	if causes != whole {
		t.Errorf("the causes add up to %+v, want %+v", causes, whole)
	}
	if s.why.absent > of.Compact {
		t.Errorf("%d bytes of JSON are left out, of %d", s.why.absent, of.Compact)
	}
	lines := s.why.fields("all")
	if lines[0].total != whole {
		t.Errorf("the first line of the tree is %+v, want %+v", lines[0].total, whole)
	}
	linesAddUp(t, lines)
}

// linesAddUp checks every line of a tree, as it is shown, against the lines right below it.
func linesAddUp(t interface{ Errorf(string, ...any) }, lines []field) {
	for i, parent := range lines {
		prefix := parent.path + "."
		if i == 0 {
			prefix = ""
		}
		var sum total
		children := 0
		for _, line := range lines[1:] {
			rest, below := strings.CutPrefix(line.path, prefix)
			if !below || strings.Contains(outsideBrackets(rest), ".") {
				continue
			}
			children++
			sum.json += line.json
			sum.wire += line.wire
		}
		if children > 0 && sum != parent.total {
			t.Errorf("the %d lines below %q add up to %+v, want %+v", children, parent.path, sum, parent.total)
		}
	}
}

// outsideBrackets leaves out the names of extensions, which have dots of their own.
func outsideBrackets(path string) string {
	var kept strings.Builder
	depth := 0
	for _, r := range path {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
		case depth == 0:
			kept.WriteRune(r)
		}
	}
	return kept.String()
}

// draw makes a message with any of its fields.
func draw(t *rapid.T, s *transcode.Schema, md protoreflect.MessageDescriptor, depth int) protoreflect.Message {
	m := dynamicpb.NewMessage(md).ProtoReflect()
	if transcode.WellKnown(md) {
		drawWellKnown(t, s, m)
		return m
	}
	fields := make([]protoreflect.FieldDescriptor, 0, md.Fields().Len()+2)
	for i := range md.Fields().Len() {
		fields = append(fields, md.Fields().Get(i))
	}
	for _, number := range []protoreflect.FieldNumber{100, 101} {
		if extension, err := s.Types.FindExtensionByNumber(md.FullName(), number); err == nil {
			fields = append(fields, extension.TypeDescriptor())
		}
	}
	for _, fd := range fields {
		if rapid.IntRange(0, 3).Draw(t, "is set") == 0 && (depth > 0 || fd.Message() == nil) {
			drawField(t, s, m, fd, depth-1)
		}
	}
	return m
}

func drawField(t *rapid.T, s *transcode.Schema, m protoreflect.Message, fd protoreflect.FieldDescriptor, depth int) {
	switch {
	case fd.IsList():
		list := m.Mutable(fd).List()
		for range rapid.IntRange(1, 3).Draw(t, "length") {
			list.Append(drawValue(t, s, fd, depth))
		}
	case fd.IsMap():
		entries := m.Mutable(fd).Map()
		for range rapid.IntRange(1, 3).Draw(t, "entries") {
			entries.Set(drawValue(t, s, fd.MapKey(), depth).MapKey(), drawValue(t, s, fd.MapValue(), depth))
		}
	default:
		m.Set(fd, drawValue(t, s, fd, depth))
	}
}

func drawValue(t *rapid.T, s *transcode.Schema, fd protoreflect.FieldDescriptor, depth int) protoreflect.Value {
	switch fd.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(rapid.Bool().Draw(t, "bool"))
	case protoreflect.EnumKind:
		values := fd.Enum().Values()
		return protoreflect.ValueOfEnum(values.Get(rapid.IntRange(0, values.Len()-1).Draw(t, "enum")).Number())
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return protoreflect.ValueOfInt32(rapid.Int32().Draw(t, "int32"))
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return protoreflect.ValueOfUint32(rapid.Uint32().Draw(t, "uint32"))
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		return protoreflect.ValueOfInt64(rapid.Int64().Draw(t, "int64"))
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return protoreflect.ValueOfUint64(rapid.Uint64().Draw(t, "uint64"))
	case protoreflect.FloatKind:
		return protoreflect.ValueOfFloat32(rapid.Float32().Draw(t, "float"))
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64(rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.Inf(1), math.Copysign(0, -1)})).Draw(t, "double"))
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(strings.ToValidUTF8(rapid.String().Draw(t, "string"), "?"))
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
	}
	return protoreflect.ValueOfMessage(draw(t, s, fd.Message(), depth))
}

// drawWellKnown fills a message that has a form of its own in JSON.
func drawWellKnown(t *rapid.T, s *transcode.Schema, m protoreflect.Message) {
	fields := m.Descriptor().Fields()
	set := func(name protoreflect.Name, v any) { m.Set(fields.ByName(name), protoreflect.ValueOf(v)) }
	switch m.Descriptor().Name() {
	case "Timestamp":
		set("seconds", rapid.Int64Range(0, 4e9).Draw(t, "seconds"))
		set("nanos", rapid.SampledFrom([]int32{0, 250e6, 1}).Draw(t, "nanos"))
	case "Duration":
		set("seconds", rapid.Int64Range(0, 4e9).Draw(t, "seconds"))
	case "FieldMask":
		m.Mutable(fields.ByName("paths")).List().Append(protoreflect.ValueOfString("a_bool"))
	case "Any":
		implicit, err := s.Types.FindMessageByName("everything.v1.Implicit")
		if err != nil {
			t.Fatal(err)
		}
		value, err := proto.MarshalOptions{Deterministic: true}.Marshal(draw(t, s, implicit.Descriptor(), 1).Interface())
		if err != nil {
			t.Fatal(err)
		}
		set("type_url", "type.googleapis.com/everything.v1.Implicit")
		set("value", value)
	case "Struct", "Value", "ListValue":
		free := map[string]any{"text": rapid.SampledFrom([]string{"", "x"}).Draw(t, "text"), "list": []any{1.5, nil, true}}
		var known proto.Message
		var err error
		switch m.Descriptor().Name() {
		case "Struct":
			known, err = structpb.NewStruct(free)
		case "Value":
			known, err = structpb.NewValue(free)
		default:
			known, err = structpb.NewList([]any{free})
		}
		if err != nil {
			t.Fatal(err)
		}
		copyInto(t, m, known)
	default: // a wrapper
		fd := fields.ByName("value")
		m.Set(fd, drawValue(t, s, fd, 0))
	}
}

// copyInto gives a dynamic message the content of one of the same type.
func copyInto(t *rapid.T, m protoreflect.Message, from proto.Message) {
	encoded, err := proto.Marshal(from)
	if err == nil {
		err = proto.Unmarshal(encoded, m.Interface())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestFullTree checks the sums of messages that contain themselves along more paths than the
// tree has room for.
func TestFullTree(t *testing.T) {
	compiled, err := protofiles.CompileText(t.Context(), "tree.proto",
		`syntax = "proto3"; message T { T left = 1; T right = 2; int32 leaf = 3; }`)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := schemaIn(compiled, "T")
	if err != nil {
		t.Fatal(err)
	}
	var tree func(depth int) string
	tree = func(depth int) string {
		if depth == 0 {
			return `{"leaf":1}`
		}
		return fmt.Sprintf(`{"left":%s,"right":%[1]s}`, tree(depth-1))
	}
	scale := newScale(schema, false)
	of, err := scale.weigh(document{"d", "d", 1, []byte(tree(14))})
	if err != nil {
		t.Fatal(err)
	}
	if scale.why.nodes != mostNodes {
		t.Errorf("the tree has %d nodes, want %d", scale.why.nodes, mostNodes)
	}
	if got, want := scale.why.root.total(), (total{of.Compact, of.Protobuf}); got != want {
		t.Errorf("the fields add up to %+v, want %+v", got, want)
	}
	if lines := scale.why.fields("T"); len(lines) > mostLines {
		t.Errorf("the tree is shown in %d lines, want at most %d", len(lines), mostLines)
	}
}
