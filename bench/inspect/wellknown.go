package inspect

import (
	"errors"
	"fmt"

	"github.com/theory/jsonpath/spec"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	// Types that have forms of their own in JSON.
	_ "google.golang.org/protobuf/types/known/anypb"
	_ "google.golang.org/protobuf/types/known/durationpb"
	_ "google.golang.org/protobuf/types/known/emptypb"
	_ "google.golang.org/protobuf/types/known/fieldmaskpb"
	_ "google.golang.org/protobuf/types/known/structpb"
	_ "google.golang.org/protobuf/types/known/timestamppb"
	_ "google.golang.org/protobuf/types/known/wrapperspb"
)

// form is how JSON represents a message.
type form int

const (
	asObject form = iota
	asField       // as its only field
	asText        // as protojson writes it: a value without parts
	asValue
	asAny
	asEmpty // as an object, but as a value in an Any
)

var forms = map[protoreflect.Name]form{
	"Any": asAny, "Value": asValue, "Empty": asEmpty,
	"Timestamp": asText, "Duration": asText, "FieldMask": asText,
	"Struct": asField, "ListValue": asField,
	"BoolValue": asField, "Int32Value": asField, "Int64Value": asField, "UInt32Value": asField, "UInt64Value": asField,
	"FloatValue": asField, "DoubleValue": asField, "StringValue": asField, "BytesValue": asField,
}

// formOf returns the form of a message's type. A type with its own form is protobuf's own,
// whatever a stranger's files say about it.
func formOf(desc protoreflect.MessageDescriptor) (protoreflect.MessageDescriptor, form) {
	if desc.FullName().Parent() != "google.protobuf" {
		return desc, asObject
	}
	form, ok := forms[desc.FullName().Name()]
	if !ok {
		return desc, asObject
	}
	known, err := protoregistry.GlobalTypes.FindMessageByName(desc.FullName())
	if err != nil {
		return desc, asObject
	}
	return known.Descriptor(), form
}

// text returns a message as protojson writes it.
func (v *viewer) text(desc protoreflect.MessageDescriptor, wire []byte) any {
	known, err := protoregistry.GlobalTypes.FindMessageByName(desc.FullName())
	if err != nil {
		return fault{err}
	}
	m := known.New().Interface()
	if err := proto.Unmarshal(wire, m); err != nil {
		return fault{err}
	}
	text, err := protojson.Marshal(m)
	if err != nil {
		return fault{err}
	}
	value, err := parseJSON(text)
	if err != nil {
		return fault{err}
	}
	if v.typed {
		return spelled{value, m}
	}
	return value
}

// value returns the document of a google.protobuf.Value.
func (v *viewer) value(m fields, steps []spec.Selector) any {
	for number := range m.occurrences {
		fd := m.desc.Fields().ByNumber(number)
		value := v.field(m, fd, steps)
		if fd.Kind() != protoreflect.DoubleKind {
			return value
		}
		number, isTyped := value.(spelled)
		if isTyped {
			value = number.plain
		}
		if text, ok := value.(string); ok {
			return fault{fmt.Errorf("a google.protobuf.Value is %s, which JSON does not have", text)}
		}
		if isTyped {
			return spelledNumber{number}
		}
		return value
	}
	return fault{errors.New("a google.protobuf.Value has no value")}
}

// typeKey is the key of the type of an Any in JSON.
const typeKey = "@type"

// any returns the document of a google.protobuf.Any.
func (v *viewer) any(m fields, steps []spec.Selector) any {
	url, ok := v.field(m, m.desc.Fields().ByNumber(1), nil).(string)
	wire, err := decodeField(m.desc, m.desc.Fields().ByNumber(2), v.types, joined(m.occurrences[2]))
	switch {
	case !ok || err != nil:
		return fault{errors.New("a google.protobuf.Any cannot be read")}
	case url == "" && len(wire.Bytes()) == 0:
		return map[string]any{}
	case url == "":
		return fault{errors.New("a google.protobuf.Any does not name its type")}
	case len(steps) > 0 && steps[0] == spec.Selector(spec.Name(typeKey)):
		return map[string]any{typeKey: url}
	}
	found, err := v.types.FindMessageByURL(url)
	if err != nil {
		return fault{fmt.Errorf("a google.protobuf.Any holds %s: %w", Plain(url), err)}
	}
	return v.content(found.Descriptor(), url, wire.Bytes(), steps)
}

// content returns the document of an Any of a known type: its fields next to the type, or a
// value next to it.
func (v *viewer) content(desc protoreflect.MessageDescriptor, url string, wire []byte, steps []spec.Selector) any {
	_, form := formOf(desc)
	if form == asObject {
		document := v.message(desc, wire, steps)
		if len(steps) > 0 {
			return document
		}
		switch object := document.(type) {
		case map[string]any:
			object[typeKey] = url
		case named:
			object.members[typeKey] = url
		}
		return document
	}
	if len(steps) == 0 {
		return map[string]any{typeKey: url, "value": v.message(desc, wire, nil)}
	}
	if steps[0] == spec.Selector(spec.Name("value")) {
		return map[string]any{"value": v.message(desc, wire, steps[1:])}
	}
	return map[string]any{}
}
