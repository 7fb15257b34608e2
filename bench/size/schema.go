package size

import (
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// Schema is a type of message with every type that it may hold. It is safe for concurrent
// use; the zero Schema is not usable, see [Compile].
type Schema struct {
	message protoreflect.MessageDescriptor
	types   types
}

// types finds what a message names: extensions, and what an Any holds.
type types interface {
	protoregistry.MessageTypeResolver
	protoregistry.ExtensionTypeResolver
}

// schemaOf is the schema of a message that is part of the program.
func schemaOf(m proto.Message) *Schema {
	return &Schema{m.ProtoReflect().Descriptor(), protoregistry.GlobalTypes}
}

// Name is the full name of the message's type.
func (s *Schema) Name() string { return string(s.message.FullName()) }

// byName is the field that a key of a JSON object stands for: its JSON name, its name in the
// .proto file or, in brackets, the name of an extension. Nil where there is none.
func (s *Schema) byName(md protoreflect.MessageDescriptor, key string) protoreflect.FieldDescriptor {
	if n := len(key); n > 2 && key[0] == '[' && key[n-1] == ']' {
		extension, err := s.types.FindExtensionByName(protoreflect.FullName(key[1 : n-1]))
		if err != nil {
			return nil
		}
		return extension.TypeDescriptor()
	}
	if fd := md.Fields().ByJSONName(key); fd != nil {
		return fd
	}
	return md.Fields().ByTextName(key)
}

// byNumber is the field of that number, or nil.
func (s *Schema) byNumber(md protoreflect.MessageDescriptor, number protowire.Number) protoreflect.FieldDescriptor {
	if fd := md.Fields().ByNumber(number); fd != nil {
		return fd
	}
	extension, err := s.types.FindExtensionByNumber(md.FullName(), number)
	if err != nil {
		return nil
	}
	return extension.TypeDescriptor()
}

// The messages that are no objects in JSON, or objects of their own rules.
const (
	wellKnownPackage = "google.protobuf"
	anyName          = wellKnownPackage + ".Any"
	emptyName        = wellKnownPackage + ".Empty"
)

// wellKnown says whether JSON has a form of its own for a message.
func wellKnown(md protoreflect.MessageDescriptor) bool {
	if md.FullName().Parent() != wellKnownPackage {
		return false
	}
	switch md.Name() {
	case "Any", "Timestamp", "Duration", "FieldMask", "Struct", "Value", "ListValue",
		"BoolValue", "Int32Value", "Int64Value", "UInt32Value", "UInt64Value",
		"FloatValue", "DoubleValue", "StringValue", "BytesValue":
		return true
	}
	return false
}

// isList says whether a message may be a list in JSON.
func (s *Schema) isList() bool {
	name := s.message.FullName()
	return name == wellKnownPackage+".ListValue" || name == wellKnownPackage+".Value"
}

// pathName is what a field is called in a path.
func pathName(fd protoreflect.FieldDescriptor) string {
	name := fd.TextName()
	switch {
	case fd.IsMap():
		return name + "{}"
	case fd.IsList():
		return name + "[]"
	}
	return name
}
