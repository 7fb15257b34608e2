package inspect

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"unicode/utf8"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// scalar returns a value that is not a message, as a document has it.
func (v *viewer) scalar(fd protoreflect.FieldDescriptor, value protoreflect.Value) any {
	plain := plainScalar(fd, value)
	switch {
	case !v.typed || plain == nil:
		return plain
	case fd.Enum() != nil:
		return spelledEnum{fd.Enum(), value.Enum()}
	case fd.Kind() == protoreflect.BoolKind || fd.Kind() == protoreflect.StringKind:
		return plain // it has only one spelling, or is a fault
	}
	return spelled{plain, holding(fd.Kind(), value)}
}

// plainScalar returns a value that is not a message, as protobuf writes it in JSON.
func plainScalar(fd protoreflect.FieldDescriptor, value protoreflect.Value) any {
	switch fd.Kind() {
	case protoreflect.BoolKind:
		return value.Bool()
	case protoreflect.StringKind:
		if !utf8.ValidString(value.String()) {
			return fault{fmt.Errorf("%s is not UTF-8", fd.FullName())}
		}
		return value.String()
	case protoreflect.BytesKind:
		return base64.StdEncoding.EncodeToString(value.Bytes())
	case protoreflect.EnumKind:
		return enumValue(fd.Enum(), value.Enum())
	case protoreflect.FloatKind:
		return float(value.Float(), float32(value.Float()))
	case protoreflect.DoubleKind:
		return float(value.Float(), value.Float())
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Uint64Kind,
		protoreflect.Sfixed64Kind, protoreflect.Fixed64Kind:
		return value.String()
	}
	return json.Number(value.String())
}

func enumValue(enum protoreflect.EnumDescriptor, number protoreflect.EnumNumber) any {
	if isNull(enum) {
		return nil
	}
	if value := enum.Values().ByNumber(number); value != nil {
		return string(value.Name())
	}
	return json.Number(fmt.Sprint(number))
}

func isNull(enum protoreflect.EnumDescriptor) bool {
	return enum.FullName() == "google.protobuf.NullValue"
}

// float writes a number with the digits that its type has.
func float(f float64, typed any) any {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	text, err := json.Marshal(typed)
	if err != nil {
		return fault{err}
	}
	return json.Number(text)
}
