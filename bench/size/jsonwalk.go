package size

import (
	"strconv"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// jsonWalk counts every byte of a compact JSON text, which is a message of the schema, for
// the field and the cause that it serves. A comma counts for what stands before it.
type jsonWalk struct {
	scanner
	schema *Schema
	into   *breakdown
}

func (b *breakdown) countJSON(s *Schema, compact []byte) {
	w := jsonWalk{scanner{text: compact}, s, b}
	w.value(&b.root, s.message)
}

// count counts what was passed over since from.
func (w *jsonWalk) count(n *node, c cause, from int) {
	w.into.addJSON(n, c, w.at-from)
}

func (w *jsonWalk) punctuation(n *node) {
	w.at++
	w.into.addJSON(n, structure, 1)
}

// each calls member for everything between the braces or brackets of n. What member returns
// is whose the comma is.
func (w *jsonWalk) each(n *node, member func() *node) {
	w.punctuation(n)
	for w.text[w.at] != '}' && w.text[w.at] != ']' {
		owner := member()
		if w.text[w.at] == ',' {
			w.punctuation(owner)
		}
	}
	w.punctuation(n)
}

func (w *jsonWalk) value(n *node, md protoreflect.MessageDescriptor) {
	if wellKnown(md) {
		w.scalar(n, wellKnowns)
		return
	}
	w.each(n, func() *node {
		from := w.at
		fd := w.schema.byName(md, w.key())
		child := w.into.child(n, fd)
		w.count(child, fieldNames, from)
		value := w.at
		w.field(child, fd)
		if absent(fd, w.text[value:w.at]) {
			w.into.absent += int64(w.at - from)
		}
		return child
	})
}

func (w *jsonWalk) field(n *node, fd protoreflect.FieldDescriptor) {
	switch {
	case w.text[w.at] == 'n': // null
		w.scalar(n, words)
	case fd.IsMap():
		w.each(n, func() *node {
			from := w.at
			w.key()
			w.count(n, causeOf(fd.MapKey().Kind()), from)
			w.single(n, fd.MapValue())
			return n
		})
	case fd.IsList():
		w.each(n, func() *node {
			w.single(n, fd)
			return n
		})
	default:
		w.single(n, fd)
	}
}

func (w *jsonWalk) single(n *node, fd protoreflect.FieldDescriptor) {
	if fd.Message() != nil {
		w.value(n, fd.Message())
	} else {
		w.scalar(n, causeOf(fd.Kind()))
	}
}

func (w *jsonWalk) scalar(n *node, c cause) {
	from := w.at
	w.skip()
	w.count(n, c, from)
}

// absent says whether protobuf writes nothing for a value of JSON.
func absent(fd protoreflect.FieldDescriptor, value []byte) bool {
	switch said := string(value); {
	case said == "null":
		return fd.Message() == nil || fd.Message().FullName() != wellKnownPackage+".Value"
	case fd.IsList() || fd.IsMap():
		return len(said) == 2
	case fd.HasPresence():
		return false
	case fd.Kind() == protoreflect.StringKind || fd.Kind() == protoreflect.BytesKind:
		return said == `""`
	case fd.Kind() == protoreflect.BoolKind:
		return said == "false"
	case fd.Kind() == protoreflect.EnumKind && said[0] == '"':
		zero := fd.Enum().Values().ByNumber(0)
		return zero != nil && said == `"`+string(zero.Name())+`"`
	default:
		return zeroNumber(said)
	}
}

// zeroNumber says whether a number, maybe in quotes, is 0. Of floats -0 is not: protobuf
// writes it.
func zeroNumber(said string) bool {
	if said[0] == '"' {
		said = said[1 : len(said)-1]
	}
	v, err := strconv.ParseFloat(said, 64)
	return err == nil && v == 0 && said[0] != '-'
}
