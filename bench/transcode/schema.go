// Package transcode reads JSON as protobuf messages by the rules of protojson. Its errors say in
// plain words what is wrong, and where.
package transcode

import (
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// Schema is a type of message with every type that may be in it. It is safe for concurrent use.
type Schema struct {
	Message protoreflect.MessageDescriptor
	Types   Types
	// Discard is the flag or key, as errors name it, that leaves out unknown fields; empty if
	// there is none.
	Discard string
}

// Types finds what a message names: extensions, and what an Any holds.
type Types interface {
	protoregistry.MessageTypeResolver
	protoregistry.ExtensionTypeResolver
}

// Name returns the full name of the message's type.
func (s *Schema) Name() string { return string(s.Message.FullName()) }

// ByName returns the field that a key of a JSON object stands for: its JSON name, its name in
// the .proto file or, in brackets, the name of an extension. Nil if there is none.
func (s *Schema) ByName(md protoreflect.MessageDescriptor, key string) protoreflect.FieldDescriptor {
	if n := len(key); n > 2 && key[0] == '[' && key[n-1] == ']' {
		extension, err := s.Types.FindExtensionByName(protoreflect.FullName(key[1 : n-1]))
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

// ByNumber returns the field of that number, or nil.
func (s *Schema) ByNumber(md protoreflect.MessageDescriptor, number protowire.Number) protoreflect.FieldDescriptor {
	if fd := md.Fields().ByNumber(number); fd != nil {
		return fd
	}
	extension, err := s.Types.FindExtensionByNumber(md.FullName(), number)
	if err != nil {
		return nil
	}
	return extension.TypeDescriptor()
}

// The messages that are not objects in JSON, or are objects with rules of their own.
const (
	WellKnownPackage = "google.protobuf"
	AnyName          = WellKnownPackage + ".Any"
	EmptyName        = WellKnownPackage + ".Empty"
)

// WellKnown reports whether JSON has a form of its own for a message.
func WellKnown(md protoreflect.MessageDescriptor) bool {
	if md.FullName().Parent() != WellKnownPackage {
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

// IsList reports whether a message may be a list in JSON.
func (s *Schema) IsList() bool {
	name := s.Message.FullName()
	return name == WellKnownPackage+".ListValue" || name == WellKnownPackage+".Value"
}
