package inspect

import (
	"bytes"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// fields are the fields of an encoded message, not decoded yet.
type fields struct {
	desc  protoreflect.MessageDescriptor
	types Types
	// occurrences are the tags and values of each field in the order in which they came. Of
	// the members of a oneof only the last has any.
	occurrences map[protowire.Number][][]byte
	extensions  []protoreflect.FieldDescriptor
}

// splitFields cuts an encoded message into its fields.
func splitFields(desc protoreflect.MessageDescriptor, types Types, wire []byte) (fields, error) {
	m := fields{desc, types, make(map[protowire.Number][][]byte), nil}
	for len(wire) > 0 {
		number, kind, n := protowire.ConsumeField(wire)
		if n < 0 {
			return m, protowire.ParseError(n)
		}
		m.add(number, kind, wire[:n])
		wire = wire[n:]
	}
	return m, nil
}

func (m *fields) add(number protowire.Number, kind protowire.Type, occurrence []byte) {
	fd := m.desc.Fields().ByNumber(number)
	if fd == nil {
		extension, err := m.types.FindExtensionByNumber(m.desc.FullName(), number)
		if err != nil || !m.desc.ExtensionRanges().Has(number) {
			return
		}
		if fd = extension.TypeDescriptor(); len(m.occurrences[number]) == 0 {
			m.extensions = append(m.extensions, fd)
		}
	}
	if fd.Message() != nil && kind != messageWire(fd) {
		return // protobuf takes it for an unknown field
	}
	if one := fd.ContainingOneof(); one != nil {
		for i := range one.Fields().Len() {
			if other := one.Fields().Get(i).Number(); other != number {
				delete(m.occurrences, other)
			}
		}
	}
	m.occurrences[number] = append(m.occurrences[number], occurrence)
}

// fieldNamed finds a field of a message by its name in JSON, by its own name, or by that of an
// extension in brackets.
func fieldNamed(desc protoreflect.MessageDescriptor, types Types, name string) protoreflect.FieldDescriptor {
	if fd := desc.Fields().ByJSONName(name); fd != nil {
		return fd
	}
	if fd := desc.Fields().ByTextName(name); fd != nil {
		return fd
	}
	if last := len(name) - 1; last > 0 && name[0] == '[' && name[last] == ']' {
		extension, err := types.FindExtensionByName(protoreflect.FullName(name[1:last]))
		if err == nil && extension.TypeDescriptor().ContainingMessage().FullName() == desc.FullName() {
			return extension.TypeDescriptor()
		}
	}
	return nil
}

// stands reports whether a field is in the message's JSON, because it was sent or with its
// default value.
func (m *fields) stands(fd protoreflect.FieldDescriptor) bool {
	return len(m.occurrences[fd.Number()]) > 0 || (!fd.HasPresence() && fd.ContainingOneof() == nil)
}

// messageWire returns how a field's messages are delimited.
func messageWire(fd protoreflect.FieldDescriptor) protowire.Type {
	if fd.Kind() == protoreflect.GroupKind {
		return protowire.StartGroupType
	}
	return protowire.BytesType
}

// contentsOf returns the encoded messages in the occurrences of a field.
func contentsOf(occurrences [][]byte) [][]byte {
	contents := make([][]byte, 0, len(occurrences))
	for _, occurrence := range occurrences {
		number, kind, n := protowire.ConsumeTag(occurrence)
		var content []byte
		if kind == protowire.StartGroupType {
			content, _ = protowire.ConsumeGroup(number, occurrence[n:])
		} else {
			content, _ = protowire.ConsumeBytes(occurrence[n:])
		}
		contents = append(contents, content)
	}
	return contents
}

// joined returns one message made of several, as protobuf merges them.
func joined(parts [][]byte) []byte {
	if len(parts) == 1 {
		return parts[0]
	}
	return bytes.Join(parts, nil)
}
