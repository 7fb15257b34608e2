package inspect

import (
	"encoding/json"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// typed is a part of a message in a document. Protobuf reads several texts of JSON as the
// same value, so that it may equal a wanted value whose text differs.
type typed interface {
	json.Marshaler
	is(want any) bool
}

// spelled is a value that JSON may spell in several ways: 64 bits as a number or a string, a
// float with more digits than it has, bytes without padding, an instant in another zone.
type spelled struct {
	plain any // as protobuf writes it
	value proto.Message
}

func (s spelled) MarshalJSON() ([]byte, error) { return json.Marshal(s.plain) }

func (s spelled) is(want any) bool {
	if equalJSON(s.plain, want) {
		return true // as most values are, at the least cost
	}
	read, ok := readAs(s.value, want)
	if !ok {
		return false
	}
	x, y := s.value.ProtoReflect(), read.ProtoReflect()
	for i := range x.Descriptor().Fields().Len() {
		// Not proto.Equal, for which -0 is not 0.
		if fd := x.Descriptor().Fields().Get(i); !x.Get(fd).Equal(y.Get(fd)) {
			return false
		}
	}
	return true
}

// readAs reads a value of JSON as protobuf reads it for a type.
func readAs(like proto.Message, value any) (proto.Message, bool) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, false
	}
	read := like.ProtoReflect().New().Interface()
	return read, protojson.Unmarshal(text, read) == nil
}

// spelledNumber is the number of a google.protobuf.Value, of which a string is another value.
type spelledNumber struct{ spelled }

func (s spelledNumber) is(want any) bool {
	_, isNumber := want.(json.Number)
	return isNumber && s.spelled.is(want)
}

// spelledEnum is a value of an enum: JSON may have its number, or any of its names.
type spelledEnum struct {
	enum   protoreflect.EnumDescriptor
	number protoreflect.EnumNumber
}

func (s spelledEnum) MarshalJSON() ([]byte, error) { return json.Marshal(enumValue(s.enum, s.number)) }

func (s spelledEnum) is(want any) bool {
	number, ok := enumNumber(s.enum, want)
	return ok && number == s.number
}

// enumNumber returns the number that JSON has for a value of an enum.
func enumNumber(enum protoreflect.EnumDescriptor, value any) (protoreflect.EnumNumber, bool) {
	switch value := value.(type) {
	case string:
		if found := enum.Values().ByName(protoreflect.Name(value)); found != nil {
			return found.Number(), true
		}
	case json.Number:
		read, ok := readAs(new(wrapperspb.Int32Value), value)
		return protoreflect.EnumNumber(read.(*wrapperspb.Int32Value).GetValue()), ok
	}
	return 0, false
}

// named is a message whose fields may have either name in JSON.
type named struct {
	members map[string]any // by their names in JSON
	desc    protoreflect.MessageDescriptor
	types   Types
}

func (n named) MarshalJSON() ([]byte, error) { return json.Marshal(n.members) }

func (n named) is(want any) bool {
	object, ok := want.(map[string]any)
	if !ok || len(object) != len(n.members) {
		return false
	}
	renamed := make(map[string]any, len(object))
	for name, value := range object {
		if fd := fieldNamed(n.desc, n.types, name); fd != nil {
			name = jsonNames(fd)
		}
		renamed[name] = value
	}
	return equalJSON(n.members, renamed) // with fewer members, if two names belong to one field
}

// blankOf returns an empty message of the type whose JSON is that of a kind; nil for enums and
// messages.
func blankOf(kind protoreflect.Kind) proto.Message {
	switch kind {
	case protoreflect.BoolKind:
		return new(wrapperspb.BoolValue)
	case protoreflect.StringKind:
		return new(wrapperspb.StringValue)
	case protoreflect.BytesKind:
		return new(wrapperspb.BytesValue)
	case protoreflect.FloatKind:
		return new(wrapperspb.FloatValue)
	case protoreflect.DoubleKind:
		return new(wrapperspb.DoubleValue)
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return new(wrapperspb.Int32Value)
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return new(wrapperspb.UInt32Value)
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		return new(wrapperspb.Int64Value)
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return new(wrapperspb.UInt64Value)
	}
	return nil
}

// holding returns a message of the type whose JSON is that of a kind, with a value.
func holding(kind protoreflect.Kind, value protoreflect.Value) proto.Message {
	m := blankOf(kind)
	m.ProtoReflect().Set(m.ProtoReflect().Descriptor().Fields().ByNumber(1), value)
	return m
}
