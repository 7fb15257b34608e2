package size

import (
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wiretax/wiretax/bench/transcode"
)

// wireWalk counts every byte of an encoded message for its field and its cause. This program
// encoded the message, so there are no errors to handle.
type wireWalk struct {
	schema *transcode.Schema
	into   *breakdown
}

func (b *breakdown) countWire(s *transcode.Schema, encoded []byte) {
	w := wireWalk{s, b}
	w.value(&b.root, s.Message, encoded)
}

func (w wireWalk) value(n *node, md protoreflect.MessageDescriptor, b []byte) {
	if transcode.WellKnown(md) {
		w.into.addWire(n, wellKnowns, len(b))
		return
	}
	for len(b) > 0 {
		number, kind, tag := protowire.ConsumeTag(b)
		b = b[tag:]
		length := protowire.ConsumeFieldValue(number, kind, b)
		if fd := w.schema.ByNumber(md, number); fd != nil {
			child := w.into.child(n, fd)
			w.into.addWire(child, fieldNames, tag)
			w.field(child, fd, kind, b[:length])
		} else {
			w.into.addWire(n, wellKnowns, tag+length)
		}
		b = b[length:]
	}
}

// field counts a value after its tag.
func (w wireWalk) field(n *node, fd protoreflect.FieldDescriptor, kind protowire.Type, b []byte) {
	switch kind {
	case protowire.StartGroupType:
		inner, all := protowire.ConsumeGroup(fd.Number(), b)
		w.into.addWire(n, fieldNames, all-len(inner)) // the tag that ends a group
		w.value(n, fd.Message(), inner)
	case protowire.BytesType:
		value, all := protowire.ConsumeBytes(b)
		w.into.addWire(n, structure, all-len(value))
		switch {
		case fd.IsMap():
			w.entry(n, fd, value)
		case fd.Message() != nil:
			w.value(n, fd.Message(), value)
		default: // text, bytes, or a packed list
			w.scalar(n, fd.Kind(), value)
		}
	default:
		w.scalar(n, fd.Kind(), b)
	}
}

func (w wireWalk) scalar(n *node, kind protoreflect.Kind, b []byte) {
	c := causeOf(kind)
	if c == numbers {
		w.into.values.meetNumbers(kind, b)
	}
	w.into.addWire(n, c, len(b))
}

// entry counts a key of a map with its value, which are fields of a message.
func (w wireWalk) entry(n *node, fd protoreflect.FieldDescriptor, b []byte) {
	for len(b) > 0 {
		number, kind, tag := protowire.ConsumeTag(b)
		length := protowire.ConsumeFieldValue(number, kind, b[tag:])
		w.into.addWire(n, fieldNames, tag)
		part := fd.MapValue()
		if number == fd.MapKey().Number() {
			part = fd.MapKey()
		}
		w.field(n, part, kind, b[tag:tag+length])
		b = b[tag+length:]
	}
}
