package size

import (
	"strconv"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wiretax/wiretax/bench/transcode"
)

// jsonWalk counts every byte of a compact JSON text, which was decoded as a message, for its
// field and its cause. A comma counts for the value before it. It walks through the message too,
// since only that tells which fields protobuf leaves out: a value that looks like a default may
// be present, and one that does not may become a default.
type jsonWalk struct {
	transcode.Scanner
	schema *transcode.Schema
	into   *breakdown
}

func (b *breakdown) countJSON(s *transcode.Schema, compact []byte, message protoreflect.Message) {
	w := jsonWalk{transcode.Scanner{Text: compact}, s, b}
	w.value(&b.root, message)
}

// count counts the bytes since from.
func (w *jsonWalk) count(n *node, c cause, from int) {
	w.into.addJSON(n, c, w.At-from)
}

// spent counts the bytes of a value, which began at from.
func (w *jsonWalk) spent(n *node, c cause, from int) {
	w.into.values.meetJSON(c, w.Text[from:w.At])
	w.count(n, c, from)
}

func (w *jsonWalk) punctuation(n *node) {
	w.At++
	w.into.addJSON(n, structure, 1)
}

// each calls member for every member or element of n. The node that member returns owns the
// comma.
func (w *jsonWalk) each(n *node, member func() *node) {
	w.punctuation(n)
	for w.Text[w.At] != '}' && w.Text[w.At] != ']' {
		owner := member()
		if w.Text[w.At] == ',' {
			w.punctuation(owner)
		}
	}
	w.punctuation(n)
}

func (w *jsonWalk) value(n *node, m protoreflect.Message) {
	if transcode.WellKnown(m.Descriptor()) {
		w.into.values.meetWellKnown(m.Descriptor())
		w.scalar(n, wellKnowns)
		return
	}
	w.each(n, func() *node {
		from := w.At
		fd := w.schema.ByName(m.Descriptor(), w.Key())
		child := w.into.child(n, fd)
		w.count(child, fieldNames, from)
		present, value := m.Has(fd), w.At
		if w.Text[w.At] == 'n' && !present { // a null that has no meaning
			w.scalar(child, words)
		} else {
			w.field(child, fd, m.Get(fd))
		}
		if !present {
			w.into.absent += int64(w.At - from)
			w.into.values.absences[absenceOf(fd, w.Text[value:w.At])] = true
		}
		return child
	})
}

func (w *jsonWalk) field(n *node, fd protoreflect.FieldDescriptor, v protoreflect.Value) {
	switch {
	case fd.IsMap():
		w.each(n, func() *node {
			from := w.At
			key := mapKey(fd.MapKey(), w.Unquoted())
			w.spent(n, causeOf(fd.MapKey().Kind()), from)
			w.punctuation(n) // the colon
			w.single(n, fd.MapValue(), v.Map().Get(key))
			return n
		})
	case fd.IsList():
		at := 0
		w.each(n, func() *node {
			w.single(n, fd, v.List().Get(at))
			at++
			return n
		})
	default:
		w.single(n, fd, v)
	}
}

func (w *jsonWalk) single(n *node, fd protoreflect.FieldDescriptor, v protoreflect.Value) {
	if fd.Message() != nil {
		w.value(n, v.Message())
	} else {
		w.scalar(n, causeOf(fd.Kind()))
	}
}

func (w *jsonWalk) scalar(n *node, c cause) {
	from := w.At
	w.Skip()
	w.spent(n, c, from)
}

// mapKey returns the key that protojson reads from a valid name.
func mapKey(fd protoreflect.FieldDescriptor, name string) protoreflect.MapKey {
	var v protoreflect.Value
	switch fd.Kind() {
	case protoreflect.BoolKind:
		v = protoreflect.ValueOfBool(name == "true")
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		n, _ := strconv.ParseInt(name, 10, 32)
		v = protoreflect.ValueOfInt32(int32(n))
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		n, _ := strconv.ParseInt(name, 10, 64)
		v = protoreflect.ValueOfInt64(n)
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		n, _ := strconv.ParseUint(name, 10, 32)
		v = protoreflect.ValueOfUint32(uint32(n))
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		n, _ := strconv.ParseUint(name, 10, 64)
		v = protoreflect.ValueOfUint64(n)
	default:
		v = protoreflect.ValueOfString(name)
	}
	return v.MapKey()
}
