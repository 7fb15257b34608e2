package transcode

import (
	"fmt"
	"regexp"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wiretax/wiretax/spelling"
	"github.com/wiretax/wiretax/terminal"
)

// complaint returns what protojson says, in plainer words if the field is known.
func (s *Schema) complaint(text []byte, offset int, said string) string {
	steps := locate(text, offset)
	fd := s.fieldAt(steps)
	switch {
	case strings.HasPrefix(said, "unknown field "):
		return s.unknownField(steps)
	case len(steps) == 0 && (strings.HasPrefix(said, "unexpected token ") || strings.HasPrefix(said, "invalid value for ")):
		return s.wrongWhole(tokenAt(text, offset))
	case fd != nil && strings.HasPrefix(said, "unexpected token "):
		return fmt.Sprintf("%s is not %s", tokenAt(text, offset), wanted(fd, len(steps) > 0 && !steps[len(steps)-1].inObject))
	case fd != nil && strings.HasPrefix(said, "invalid value for "+fd.Kind().String()+" field "):
		return invalidValue(fd, tokenAt(text, offset))
	}
	return said
}

// wrongWhole says that the whole text does not have the message's form.
func (s *Schema) wrongWhole(token string) string {
	if WellKnown(s.Message) && s.Message.FullName() != AnyName && s.Message.Name() != "Struct" {
		return fmt.Sprintf("it is %s, not %s", token, withArticle(s.Name()))
	}
	return fmt.Sprintf("it is %s; %s is an object, such as {}", token, s.Name())
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
			said += "; did you mean " + spelling.Or(close) + "?"
			if s.Discard != "" {
				said += " (" + s.Discard + " goes on without it)"
			}
			return said
		}
	}
	if s.Discard == "" {
		return said
	}
	return said + "; " + s.Discard + " goes on without it"
}

// invalidValue says why a value is not one of the field's.
func invalidValue(fd protoreflect.FieldDescriptor, token string) string {
	if fd.Enum() != nil {
		var known []string
		for i := range fd.Enum().Values().Len() {
			known = append(known, string(fd.Enum().Values().Get(i).Name()))
		}
		return fmt.Sprintf("%s is not a value of %s%s", token, fd.Enum().FullName(), spelling.Instead(strings.Trim(token, `"`), known, "its values are"))
	}
	isFloat := fd.Kind() == protoreflect.FloatKind || fd.Kind() == protoreflect.DoubleKind
	if limits := limitsOf(fd.Kind()); limits != "" && number.MatchString(token) && (isFloat || !strings.ContainsAny(token, ".eE")) {
		return fmt.Sprintf("%s overflows %s (%s)", token, fd.Kind(), limits)
	}
	return fmt.Sprintf("%s is not %s", token, called(fd.Kind()))
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

// wanted returns what a field holds as JSON, or one element of it, with an article.
func wanted(fd protoreflect.FieldDescriptor, element bool) string {
	switch {
	case fd.IsMap() && !element:
		return "an object of keys and values"
	case fd.IsList() && !element:
		return "a list"
	case fd.Message() != nil:
		return "an object (" + string(fd.Message().FullName()) + ")"
	}
	return called(fd.Kind())
}

func called(kind protoreflect.Kind) string {
	if kind == protoreflect.BytesKind {
		return "bytes in base64"
	}
	return withArticle(kind.String())
}

func withArticle(name string) string {
	if strings.IndexByte("aeio", name[0]) >= 0 {
		return "an " + name
	}
	return "a " + name
}

// tokenAt returns the token at an offset as an error shows it.
func tokenAt(text []byte, offset int) string {
	s := Scanner{text, offset}
	switch s.Peek() {
	case '{':
		return "an object"
	case '[':
		return "a list"
	}
	from := s.At
	s.Skip()
	return terminal.Cut(string(text[from:s.At]), 40)
}
