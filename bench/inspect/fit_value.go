package inspect

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/theory/jsonpath/spec"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wiretax/wiretax/spelling"
)

// holds says what is wrong with a wanted value that never stands at a place.
func (p place) holds(value any) error {
	switch {
	case p.unknown:
		return nil
	case p.isList():
		return p.inside(p.field).plain().eachHolds(p, value)
	case p.isMap() || p.message != nil:
		return p.members(value)
	case p.field == nil || p.field.Message() != nil:
		return nil // a text
	case p.field.Enum() != nil:
		return p.enumHolds(value)
	}
	if mayBe(p.field.Kind(), value) {
		return nil
	}
	return p.never(value)
}

func (p place) never(value any) error {
	return fmt.Errorf("%s is %s, which is never %s", p.path, p.kind(), written(value))
}

// eachHolds looks at the elements of a value that is wanted of a list.
func (p place) eachHolds(list place, value any) error {
	array, ok := value.([]any)
	if !ok {
		return list.never(value)
	}
	for _, element := range array {
		if err := p.holds(element); err != nil {
			return err
		}
	}
	return nil
}

// members looks at the fields of a wanted object.
func (p place) members(value any) error {
	object, ok := value.(map[string]any)
	if !ok {
		return p.never(value)
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		at, err := p.step(spec.Name(name))
		if err == nil {
			err = at.plain().holds(object[name])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mayBe says whether a value of JSON may stand for a kind. A text may be wanted as any value
// that is written like it.
func mayBe(kind protoreflect.Kind, value any) bool {
	_, isNumber := value.(json.Number)
	text, isText := value.(string)
	switch kind {
	case protoreflect.StringKind, protoreflect.BytesKind:
		return true
	case protoreflect.BoolKind:
		_, isBool := value.(bool)
		return isBool
	case protoreflect.FloatKind, protoreflect.DoubleKind:
		return isNumber || text == "NaN" || text == "Infinity" || text == "-Infinity"
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Uint64Kind, protoreflect.Sfixed64Kind, protoreflect.Fixed64Kind:
		return isNumber || isText
	}
	return isNumber
}

// enumHolds says what is wrong with a wanted value that an enum does not have, or that JSON
// made of protobuf calls otherwise: by the first name of its number.
func (p place) enumHolds(value any) error {
	if isNull(p.field.Enum()) {
		return nil
	}
	values := p.field.Enum().Values()
	var found protoreflect.EnumValueDescriptor
	switch value := value.(type) {
	case string:
		if found = values.ByName(protoreflect.Name(value)); found == nil {
			return fmt.Errorf("%s has no value %s%s", p.field.Enum().FullName(), Plain(value), spelling.Instead(value, namesOf(values), "its values are"))
		}
	case json.Number:
		number, err := strconv.ParseInt(value.String(), 10, 32)
		if found = values.ByNumber(protoreflect.EnumNumber(number)); err != nil || found == nil {
			return nil
		}
	default:
		if values.ByName(protoreflect.Name(written(value))) == nil { // one may be called true
			return p.never(value)
		}
		return nil
	}
	if name := values.ByNumber(found.Number()).Name(); value != string(name) {
		return fmt.Errorf("%v is %s in JSON; use that", value, name)
	}
	return nil
}

// namesOf are the names of an enum's values.
func namesOf(values protoreflect.EnumValueDescriptors) []string {
	var names []string
	for i := range values.Len() {
		names = append(names, string(values.Get(i).Name()))
	}
	return names
}
