package inspect

import (
	"fmt"
	"strconv"

	"github.com/theory/jsonpath/spec"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/wiretax/wiretax/spelling"
)

// Fits says what is wrong with a path whose selection no message of a type can hold. It checks
// what the type alone tells, so it does not look into an Any.
func (n *Node) Fits(desc protoreflect.MessageDescriptor, types Types) error {
	answer := position{path: "the answer", message: desc, types: types}.plain()
	at := answer
	for _, segment := range n.path.Query().Segments() {
		selectors := segment.Selectors()
		if segment.IsDescendant() || len(selectors) > 1 {
			return nil
		}
		next, err := at.step(selectors[0])
		if err != nil {
			return fmt.Errorf("%s: %w", n.line, err)
		}
		if next.unknown {
			return nil
		}
		at = next.plain()
		if filter, ok := selectors[0].(*spec.FilterSelector); ok {
			if err := at.compares(filter.LogicalOr, answer); err != nil {
				return fmt.Errorf("%s: %w", n.line, err)
			}
		}
	}
	if err := at.holds(n.value); err != nil {
		return fmt.Errorf("%s: %w", n.line, err)
	}
	return nil
}

// position is where a path points in the type of a message: to a message, or else to the value of
// a field or an element of it.
type position struct {
	path    string // how errors call it
	types   Types
	message protoreflect.MessageDescriptor
	field   protoreflect.FieldDescriptor // nil at the whole answer
	element bool                         // of a list or a map
	unknown bool                         // the type does not tell
	text    proto.Message                // of the type that is a string in JSON
}

// plain returns the position of what JSON has for a message with its own form.
func (p position) plain() position {
	if p.isList() || p.isMap() || p.message == nil {
		return p
	}
	desc, form := formOf(p.message)
	switch form {
	case asField:
		fd := desc.Fields().ByNumber(1)
		p.field, p.element, p.message = fd, false, fd.Message()
		return p.plain()
	case asText:
		p.message, p.text = nil, dynamicpb.NewMessage(desc)
	case asValue:
		p.unknown = true
	}
	return p
}

func (p position) isList() bool { return p.field != nil && !p.element && p.field.IsList() }
func (p position) isMap() bool  { return p.field != nil && !p.element && p.field.IsMap() }

// step returns the position to which a selector leads.
func (p position) step(selector spec.Selector) (position, error) {
	if p.unknown {
		return p, nil
	}
	switch selector := selector.(type) {
	case spec.Name:
		return p.named(string(selector))
	case spec.Index, spec.SliceSelector:
		if !p.isList() {
			return p, fmt.Errorf("%s is %s, not a list", p.path, p.kind())
		}
		return p.inside(p.field), nil
	}
	switch { // a wildcard or a filter
	case p.isList():
		return p.inside(p.field), nil
	case p.isMap():
		return p.inside(p.field.MapValue()), nil
	case p.message == nil:
		return p, fmt.Errorf("%s is %s, which holds no other values", p.path, p.kind())
	}
	p.unknown = true // any of its fields
	return p, nil
}

// inside returns an element of a list, or of a map whose values are those of a field.
func (p position) inside(fd protoreflect.FieldDescriptor) position {
	p.field, p.element, p.message = fd, true, fd.Message()
	return p
}

// named returns the position to which a name leads.
func (p position) named(name string) (position, error) {
	switch {
	case p.isList():
		return p, fmt.Errorf("%s is a list; select one of it, such as [0]", p.path)
	case p.isMap():
		key, ok := keyNamed(p.field.MapKey().Kind(), name)
		if !ok {
			return p, fmt.Errorf("%s has no key %s; its keys are %s", p.path, Plain(name), p.field.MapKey().Kind())
		}
		if key != name {
			return p, fmt.Errorf("%s has no key %s; write %q", p.path, Plain(name), key)
		}
		return p.inside(p.field.MapValue()), nil
	case p.message == nil:
		return p, fmt.Errorf("%s is %s, which has no field %s", p.path, p.kind(), Plain(name))
	}
	if _, form := formOf(p.message); form == asAny {
		p.unknown = true
		return p, nil
	}
	fd := fieldNamed(p.message, p.types, name)
	if fd == nil {
		return p, fmt.Errorf("%s has no field %s%s", p.message.FullName(), Plain(name), spelling.Instead(name, jsonNamesOf(p.message.Fields()), "its fields are"))
	}
	return position{path: string(fd.FullName()), types: p.types, message: fd.Message(), field: fd}, nil
}

// kind returns what the values at a position are, with an article.
func (p position) kind() string {
	switch {
	case p.isList():
		return "a list"
	case p.isMap():
		return "a map"
	case p.message != nil:
		return "a message (" + string(p.message.FullName()) + ")"
	case p.text != nil:
		return "a text (" + string(p.text.ProtoReflect().Descriptor().FullName()) + ")"
	case p.field.Enum() != nil:
		return "an enum"
	}
	return "of type " + p.field.Kind().String()
}

// jsonNamesOf returns the names that fields have in JSON.
func jsonNamesOf(fields protoreflect.FieldDescriptors) []string {
	var names []string
	for i := range fields.Len() {
		names = append(names, fields.Get(i).JSONName())
	}
	return names
}

// keyNamed returns the name that JSON has for a key of a map, and whether it is a key. Protobuf
// reads other spellings too.
func keyNamed(kind protoreflect.Kind, name string) (string, bool) {
	switch kind {
	case protoreflect.StringKind:
		return name, true
	case protoreflect.BoolKind:
		return name, name == "true" || name == "false"
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind, protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		key, err := strconv.ParseUint(name, 10, bitsOf(kind))
		return strconv.FormatUint(key, 10), err == nil
	}
	key, err := strconv.ParseInt(name, 10, bitsOf(kind))
	return strconv.FormatInt(key, 10), err == nil
}

// bitsOf returns the size of a whole number.
func bitsOf(kind protoreflect.Kind) int {
	switch kind {
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind, protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return 64
	}
	return 32
}
