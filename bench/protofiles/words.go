package protofiles

import (
	"fmt"
	"regexp"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

var (
	unknownType = regexp.MustCompile(`unknown (?:request |response |extendee )?type ([^; ]+)`)
	unexpected  = regexp.MustCompile(`^syntax error: unexpected (.+?)(?:, expecting (.+))?$`)
)

// tokens are plain words for the tokens of the compiler's grammar.
var tokens = strings.NewReplacer("identifier", "a name", "string literal", "a text in quotes", "int literal", "a whole number", "float literal", "a number")

// inWords returns an error of the compiler, without its position, in words for the author of the
// file, with the remedy if it is known.
func inWords(text string) string {
	if found := unknownType.FindStringSubmatch(text); found != nil {
		problem, _, _ := strings.Cut(text, ";")
		return problem + "; " + declaring(found[1])
	}
	if text == "syntax error: expecting ';'" {
		return "syntax error: a ';' is missing"
	}
	found := unexpected.FindStringSubmatch(text)
	if found == nil {
		return text
	}
	remedy := ""
	if found[2] != "" {
		alternatives := strings.Split(tokens.Replace(found[2]), " or ")
		last := len(alternatives) - 1
		remedy = "; write " + strings.Join(alternatives[:last], ", ")
		if last > 0 {
			remedy += " or "
		}
		remedy += alternatives[last]
	}
	if found[1] == "$end" {
		if remedy == "" {
			remedy = "; close what is open"
		}
		return "syntax error: the file ends too early" + remedy
	}
	return fmt.Sprintf("syntax error: %s does not fit here%s", tokens.Replace(found[1]), remedy)
}

// declaring says how to declare a type.
func declaring(name string) string {
	name = strings.TrimPrefix(name, ".")
	if file := standardFile(name); file != "" {
		return fmt.Sprintf("write import %q", file)
	}
	full := standardPackage + "." + name[strings.LastIndexByte(name, '.')+1:]
	if file := standardFile(full); file != "" {
		return fmt.Sprintf("declare it, or write %s and import %q", full, file)
	}
	return "declare it, or import the file that does"
}

// standardFile returns the file that declares a type that comes with protobuf, or "".
func standardFile(name string) string {
	descriptor, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(name))
	if err != nil || descriptor.ParentFile().Package() != standardPackage {
		return ""
	}
	return descriptor.ParentFile().Path()
}
