package inspect

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/theory/jsonpath/spec"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wiretax/wiretax/spelling"
)

// holds says what is wrong with a wanted value that cannot occur at a position.
func (p position) holds(value any) error {
	switch {
	case p.unknown:
		return nil
	case p.isList():
		return p.inside(p.field).plain().eachHolds(p, value)
	case p.isMap() || p.message != nil:
		return p.members(value)
	case p.field != nil && p.field.Enum() != nil:
		return p.enumHolds(value)
	}
	if _, ok := readAs(p.blank(), value); !ok {
		return p.never(value)
	}
	return nil
}

// blank returns an empty message whose JSON is of the kind at a position, which has no parts and
// is not an enum.
func (p position) blank() proto.Message {
	if p.text != nil {
		return p.text
	}
	return blankOf(p.field.Kind())
}

// never says that a value cannot occur at a position, and whether it could in quotes.
func (p position) never(value any) error {
	err := fmt.Errorf("%s is %s, which is never %s", p.path, p.kind(), written(value))
	if _, isText := value.(string); isText {
		return err
	}
	if text, failed := json.Marshal(value); failed == nil && p.holds(string(text)) == nil {
		return fmt.Errorf("%w; write %s", err, written(string(text)))
	}
	return err
}

// eachHolds checks the elements of a wanted list.
func (p position) eachHolds(list position, value any) error {
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

// members checks the fields of a wanted object.
func (p position) members(value any) error {
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

// enumHolds says what is wrong with a wanted value that an enum does not have.
func (p position) enumHolds(value any) error {
	enum := p.field.Enum()
	if _, ok := enumNumber(enum, value); ok || isNull(enum) {
		return nil
	}
	if name, ok := value.(string); ok {
		return fmt.Errorf("%s has no value %s%s", enum.FullName(), Plain(name), spelling.Instead(name, namesOf(enum.Values()), "its values are"))
	}
	return p.never(value)
}

// namesOf returns the names of an enum's values.
func namesOf(values protoreflect.EnumValueDescriptors) []string {
	var names []string
	for i := range values.Len() {
		names = append(names, string(values.Get(i).Name()))
	}
	return names
}
