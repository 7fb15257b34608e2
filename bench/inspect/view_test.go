package inspect

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
	"pgregory.net/rapid"
)

// A message that JSON can hold looks to a path as its JSON does.
func TestViewIsTheJSONOfProtobuf(t *testing.T) {
	files, types := typesOf(t, "all.proto", "two.proto")
	for _, name := range []protoreflect.FullName{"a.All", "b.Old"} {
		desc := messageNamed(t, files, name)
		rapid.Check(t, func(r *rapid.T) {
			m := dynamicpb.NewMessage(desc)
			fill(r, m, types, 2)
			wire, err := proto.MarshalOptions{AllowPartial: true}.Marshal(m)
			if err != nil {
				r.Fatal(err)
			}
			text, err := protojson.MarshalOptions{AllowPartial: true, EmitDefaultValues: true, Resolver: types}.Marshal(m)
			if err != nil {
				r.Skip("JSON cannot hold it")
			}
			want, err := parseJSON(text)
			if err != nil {
				r.Fatal(err)
			}
			whole, err := ParseNode("$=" + string(text))
			if err != nil {
				r.Fatal(err)
			}
			if err := errors.Join(whole.Fits(desc, types), whole.Check(Message{desc, types, wire})); err != nil {
				r.Fatalf("%s: %v", text, err)
			}
			got, err := Message{desc, types, wire}.view(nil, options{names: jsonNames})
			if err != nil {
				r.Fatal(err)
			}
			if err := faultIn(got); err != nil {
				r.Fatalf("%s: %v", text, err)
			}
			if !equalJSON(got, want) {
				shown, _ := json.Marshal(got)
				r.Fatalf("view is\n%s, want\n%s", shown, text)
			}
		})
	}
}

// fill sets some fields of a message at random.
func fill(r *rapid.T, m *dynamicpb.Message, types *dynamicpb.Types, depth int) {
	all := m.Descriptor().Fields()
	fds := []protoreflect.FieldDescriptor{}
	for i := range all.Len() {
		fds = append(fds, all.Get(i))
	}
	if extension, err := types.FindExtensionByNumber(m.Descriptor().FullName(), 100); err == nil {
		fds = append(fds, extension.TypeDescriptor())
	}
	if len(fds) == 0 {
		return
	}
	for range rapid.IntRange(0, 6).Draw(r, "fields") {
		fd := fds[rapid.IntRange(0, len(fds)-1).Draw(r, "field")]
		if fd.Message() != nil && (depth == 0 || strings.HasPrefix(string(fd.Message().FullName()), "google.protobuf.Any")) {
			continue
		}
		one := func(fd protoreflect.FieldDescriptor, fresh func() protoreflect.Value) protoreflect.Value {
			if fd.Message() != nil {
				v := fresh()
				fill(r, v.Message().Interface().(*dynamicpb.Message), types, depth-1)
				return v
			}
			return drawn(r, fd)
		}
		switch {
		case fd.IsMap():
			entries := m.Mutable(fd).Map()
			entries.Set(drawn(r, fd.MapKey()).MapKey(), one(fd.MapValue(), entries.NewValue))
		case fd.IsList():
			list := m.Mutable(fd).List()
			list.Append(one(fd, list.NewElement))
		default:
			m.Set(fd, one(fd, func() protoreflect.Value { return m.NewField(fd) }))
		}
	}
}

// drawn returns a random value of a field that is no message.
func drawn(r *rapid.T, fd protoreflect.FieldDescriptor) protoreflect.Value {
	n := rapid.Int64Range(-2, 1<<40).Draw(r, "n")
	switch fd.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(n%2 == 0)
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(rapid.StringMatching(`[a-z]{0,3}|ü"`).Draw(r, "text"))
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes([]byte{byte(n), 0xff})
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(fd.Enum().Values().Get(int(uint64(n) % uint64(fd.Enum().Values().Len()))).Number())
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return protoreflect.ValueOfInt32(int32(n))
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return protoreflect.ValueOfUint32(uint32(n))
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return protoreflect.ValueOfUint64(uint64(n))
	case protoreflect.FloatKind:
		return protoreflect.ValueOfFloat32(rapid.Float32().Draw(r, "x"))
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64(rapid.Float64().Draw(r, "y"))
	}
	return protoreflect.ValueOfInt64(n)
}
