package size

import (
	"fmt"
	"regexp"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wiretax/wiretax/spelling"
)

// complaint says what protojson says, plainer where the field is known.
func (s *Schema) complaint(text []byte, offset int, said string) string {
	steps := locate(text, offset)
	fd := s.fieldAt(steps)
	switch {
	case strings.HasPrefix(said, "unknown field "):
		return s.unknownField(steps)
	case len(steps) == 0 && strings.HasPrefix(said, "unexpected token "):
		return fmt.Sprintf("%s is no object (%s)", tokenAt(text, offset), s.Name())
	case fd != nil && strings.HasPrefix(said, "unexpected token "):
		return fmt.Sprintf("%s is no %s", tokenAt(text, offset), wanted(fd, len(steps) > 0 && !steps[len(steps)-1].inObject))
	case fd != nil && strings.HasPrefix(said, "invalid value for "+fd.Kind().String()+" field "):
		return invalidValue(fd, tokenAt(text, offset))
	}
	return said
}

func (s *Schema) unknownField(steps []step) string {
	last := len(steps) - 1 // the unknown key
	said := fmt.Sprintf("unknown field %.60q", steps[last].key)
	if md := s.messageAt(steps[:last]); md != nil {
		var known []string
		for i := range md.Fields().Len() {
			known = append(known, string(md.Fields().Get(i).Name()))
		}
		said += " of " + string(md.FullName())
		if close := spelling.Closest(steps[last].key, known); len(close) > 0 {
			return said + "; did you mean " + spelling.Or(close) + "? (--discard-unknown goes on without it)"
		}
	}
	return said + "; --discard-unknown goes on without it"
}

// invalidValue says why a value is not one of the field's.
func invalidValue(fd protoreflect.FieldDescriptor, token string) string {
	if fd.Enum() != nil {
		var known []string
		for i := range fd.Enum().Values().Len() {
			known = append(known, string(fd.Enum().Values().Get(i).Name()))
		}
		return fmt.Sprintf("%s is no %s; it has %s", token, fd.Enum().FullName(), spelling.List(known))
	}
	isFloat := fd.Kind() == protoreflect.FloatKind || fd.Kind() == protoreflect.DoubleKind
	if limits := limitsOf(fd.Kind()); limits != "" && number.MatchString(token) && (isFloat || !strings.ContainsAny(token, ".eE")) {
		return fmt.Sprintf("%s overflows %s (%s)", token, fd.Kind(), limits)
	}
	return fmt.Sprintf("%s is no %s", token, fd.Kind())
}

// number is a token that is a number, maybe in quotes, maybe cut.
var number = regexp.MustCompile(`^"?-?[0-9][0-9.eE+-]*…?"?$`)

func limitsOf(kind protoreflect.Kind) string {
	switch kind {
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return "-2147483648 to 2147483647"
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		return "-9223372036854775808 to 9223372036854775807"
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return "0 to 4294967295"
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return "0 to 18446744073709551615"
	case protoreflect.FloatKind:
		return "up to 3.4e38"
	case protoreflect.DoubleKind:
		return "up to 1.8e308"
	}
	return ""
}

// wanted is what a field holds as JSON, or one element of it.
func wanted(fd protoreflect.FieldDescriptor, element bool) string {
	switch {
	case fd.IsMap() && !element:
		return "object of keys and values"
	case fd.IsList() && !element:
		return "list"
	case fd.Message() != nil:
		return "object (" + string(fd.Message().FullName()) + ")"
	}
	return fd.Kind().String()
}

// tokenAt is the token at an offset as an error shows it.
func tokenAt(text []byte, offset int) string {
	s := scanner{text, offset}
	switch s.peek() {
	case '{':
		return "an object"
	case '[':
		return "a list"
	}
	from := s.at
	s.skip()
	return cut(string(text[from:s.at]), 40)
}
