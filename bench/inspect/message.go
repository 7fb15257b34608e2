package inspect

import (
	"errors"
	"fmt"

	"github.com/theory/jsonpath/spec"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// Types finds the types of values that a message has by number or name only.
type Types interface {
	FindExtensionByNumber(message protoreflect.FullName, number protoreflect.FieldNumber) (protoreflect.ExtensionType, error)
	FindExtensionByName(protoreflect.FullName) (protoreflect.ExtensionType, error)
	FindMessageByURL(url string) (protoreflect.MessageType, error)
}

// Message is an answer in protobuf. A path sees it as its JSON, which includes fields that have
// their default value.
type Message struct {
	Type  protoreflect.MessageDescriptor
	Types Types
	Wire  []byte
}

func (m Message) view(steps []spec.Selector, o options) (any, error) {
	v := viewer{types: m.Types, options: o}
	document := v.message(m.Type, m.Wire, steps)
	if f, ok := document.(fault); ok {
		return nil, f.error
	}
	return document, nil
}

// options say how a document represents a message.
type options struct {
	names naming
	// typed has values that are [typed] where the steps end. Filters of a path compare JSON
	// only.
	typed bool
}

// naming says which of a field's two names a document has.
type naming func(protoreflect.FieldDescriptor) string

var (
	jsonNames  naming = protoreflect.FieldDescriptor.JSONName
	protoNames naming = protoreflect.FieldDescriptor.TextName
)

// viewer turns encoded messages into documents. It decodes what steps lead to, field by field,
// so that each fault is where it occurs.
type viewer struct {
	options
	types Types
	depth int
}

// deepest is how deep messages may be nested, as in protobuf's decoder.
const deepest = protowire.DefaultRecursionLimit

// message returns the document of a message, or a fault if it has none.
func (v *viewer) message(desc protoreflect.MessageDescriptor, wire []byte, steps []spec.Selector) any {
	if v.depth++; v.depth > deepest {
		return fault{errors.New("messages lie too deep in each other")}
	}
	defer func() { v.depth-- }()
	if desc.IsPlaceholder() {
		return fault{fmt.Errorf("the type %s is not known", desc.FullName())}
	}
	desc, form := formOf(desc)
	if form == asText {
		return v.text(desc, wire)
	}
	m, err := splitFields(desc, v.types, wire)
	if err != nil {
		return fault{fmt.Errorf("it is not of type %s: %s", desc.FullName(), said(err))}
	}
	switch form {
	case asField:
		return v.field(m, desc.Fields().ByNumber(1), steps)
	case asValue:
		return v.value(m, steps)
	case asAny:
		return v.any(m, steps)
	}
	return v.object(m, steps)
}

// object returns the document of a message that has no form of its own in JSON.
func (v *viewer) object(m fields, steps []spec.Selector) any {
	object := make(map[string]any)
	if len(steps) > 0 {
		name, _ := steps[0].(spec.Name)
		fd := fieldNamed(m.desc, m.types, string(name))
		if fd != nil && m.stands(fd) {
			object[string(name)] = v.field(m, fd, steps[1:])
		}
		return object
	}
	names := v.names
	if v.typed {
		names = jsonNames
	}
	for i := range m.desc.Fields().Len() {
		if fd := m.desc.Fields().Get(i); m.stands(fd) {
			object[names(fd)] = v.field(m, fd, nil)
		}
	}
	for _, fd := range m.extensions {
		object[names(fd)] = v.field(m, fd, nil)
	}
	if v.typed {
		return named{object, m.desc, m.types}
	}
	return object
}

// field returns the value of a field in a document.
func (v *viewer) field(m fields, fd protoreflect.FieldDescriptor, steps []spec.Selector) any {
	occurrences := m.occurrences[fd.Number()]
	switch {
	case fd.IsMap():
		return v.entries(fd, occurrences, steps)
	case fd.IsList():
		return v.list(m.desc, fd, occurrences, steps)
	case fd.Message() != nil:
		contents := contentsOf(occurrences)
		return v.message(fd.Message(), joined(contents), steps)
	}
	value, err := decodeField(m.desc, fd, v.types, joined(occurrences))
	if err != nil {
		return fault{err}
	}
	return v.scalar(fd, value)
}

// list has nil for elements that the steps do not lead to.
func (v *viewer) list(desc protoreflect.MessageDescriptor, fd protoreflect.FieldDescriptor, occurrences [][]byte, steps []spec.Selector) any {
	array := []any{}
	if fd.Message() != nil {
		contents := contentsOf(occurrences)
		for i, content := range contents {
			var element any
			if len(steps) == 0 {
				element = v.message(fd.Message(), content, nil)
			} else if leadsTo(steps[0], i) {
				element = v.message(fd.Message(), content, steps[1:])
			}
			array = append(array, element)
		}
		return array
	}
	if fd.Kind() != protoreflect.StringKind {
		occurrences = [][]byte{joined(occurrences)}
	} // each string may be wrong by itself
	for _, occurrence := range occurrences {
		value, err := decodeField(desc, fd, v.types, occurrence)
		if err != nil {
			array = append(array, fault{err})
			continue
		}
		for i := range value.List().Len() {
			array = append(array, v.scalar(fd, value.List().Get(i)))
		}
	}
	return array
}

// entries returns the document of a map.
func (v *viewer) entries(fd protoreflect.FieldDescriptor, occurrences [][]byte, steps []spec.Selector) any {
	object := make(map[string]any)
	contents := contentsOf(occurrences)
	for _, content := range contents {
		entry, err := splitFields(fd.Message(), v.types, content)
		if err != nil {
			object[unnamed] = fault{err}
			continue
		}
		name := unnamed
		key, err := decodeField(entry.desc, fd.MapKey(), v.types, joined(entry.occurrences[1]))
		if err == nil {
			name = key.String()
		}
		switch {
		case len(steps) == 0 && err != nil:
			object[name] = fault{err}
		case len(steps) == 0:
			object[name] = v.field(entry, fd.MapValue(), nil)
		case err == nil && steps[0] == spec.Selector(spec.Name(name)):
			object[name] = v.field(entry, fd.MapValue(), steps[1:])
		}
	}
	return object
}

// unnamed replaces a key that cannot be read.
const unnamed = "\uFFFD"

// decodeField decodes one field of a message from wire, which holds nothing else.
func decodeField(desc protoreflect.MessageDescriptor, fd protoreflect.FieldDescriptor, types Types, wire []byte) (protoreflect.Value, error) {
	m := dynamicpb.NewMessage(desc)
	err := proto.UnmarshalOptions{AllowPartial: true, Resolver: types}.Unmarshal(wire, m)
	return m.Get(fd), err
}
