package size

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wiretax/wiretax/spelling"
)

// valueKinds are the kinds of values that occur, so that no sentence names a kind that does not.
type valueKinds struct {
	absences [numAbsences]bool
	words    [numWords]bool
	// numbers are the kinds of numbers in protobuf, negative those of numbers that take 10 bytes
	// because they are negative.
	numbers, negative map[protoreflect.Kind]bool
	wellKnowns        map[protoreflect.Name]bool
	escapes           bool // in strings of JSON
}

// absence is why protobuf leaves out a field of JSON.
type absence int

const (
	isNull absence = iota
	isZero
	isFalse
	isEmpty
	isZeroOfEnum
	underflowsFloat
	underflowsDouble

	numAbsences
)

var absenceTitles = [numAbsences]string{
	isNull: "null", isZero: "zero", isFalse: "false", isEmpty: "empty", isZeroOfEnum: "an enum's zero value",
	underflowsFloat: "a number that a float rounds to zero", underflowsDouble: "a number that a double rounds to zero",
}

// absenceOf returns why protobuf leaves out a field that the message does not have, judging by
// the JSON text.
func absenceOf(fd protoreflect.FieldDescriptor, text []byte) absence {
	if text[0] == 'n' {
		return isNull
	}
	if fd.IsList() || fd.IsMap() {
		return isEmpty
	}
	switch fd.Kind() {
	case protoreflect.BoolKind:
		return isFalse
	case protoreflect.StringKind, protoreflect.BytesKind:
		return isEmpty
	case protoreflect.EnumKind:
		return isZeroOfEnum
	}
	digits, _, _ := bytes.Cut(bytes.ToLower(text), []byte("e"))
	switch {
	case !bytes.ContainsAny(digits, "123456789"):
		return isZero
	case fd.Kind() == protoreflect.FloatKind:
		return underflowsFloat
	}
	return underflowsDouble
}

// absent returns the kinds of fields that protobuf leaves out.
func (k *valueKinds) absent() []string { return met(absenceTitles[:], k.absences[:]) }

// word are the kinds that JSON mostly writes as words.
type word int

const (
	enumWord word = iota
	boolWord
	nullWord

	numWords
)

var wordTitles = [numWords]string{enumWord: "enums", boolWord: "booleans", nullWord: "nulls"}

// meetJSON notes a JSON value that counts for a cause.
func (k *valueKinds) meetJSON(c cause, text []byte) {
	switch {
	case c == texts && bytes.IndexByte(text, '\\') >= 0:
		k.escapes = true
	case c != words:
	case text[0] == 'n':
		k.words[nullWord] = true
	case bytes.Equal(bytes.Trim(text, `":`), []byte("true")), bytes.Equal(bytes.Trim(text, `":`), []byte("false")):
		k.words[boolWord] = true
	default:
		k.words[enumWord] = true
	}
}

func (k *valueKinds) meetWellKnown(md protoreflect.MessageDescriptor) {
	if k.wellKnowns == nil {
		k.wellKnowns = make(map[protoreflect.Name]bool)
	}
	k.wellKnowns[md.Name()] = true
}

// meetNumbers notes an encoded number, or a packed list of numbers.
func (k *valueKinds) meetNumbers(kind protoreflect.Kind, encoded []byte) {
	if k.numbers == nil {
		k.numbers, k.negative = make(map[protoreflect.Kind]bool), make(map[protoreflect.Kind]bool)
	}
	k.numbers[kind] = true
	if kind != protoreflect.Int32Kind && kind != protoreflect.Int64Kind {
		return
	}
	for len(encoded) > 0 && !k.negative[kind] {
		number, n := protowire.ConsumeVarint(encoded)
		k.negative[kind] = int64(number) < 0
		encoded = encoded[n:]
	}
}

// widths says which numbers take more bytes than their values need.
func (k *valueKinds) widths() string {
	var said []string
	say := func(bytes int, met map[protoreflect.Kind]bool, form string, kinds ...protoreflect.Kind) {
		var names []string
		for _, kind := range kinds {
			if met[kind] {
				names = append(names, kind.String())
			}
		}
		if names != nil {
			said = append(said, fmt.Sprintf(form, spelling.Or(names), bytes))
		}
	}
	say(8, k.numbers, "each %s has %d whatever its value", protoreflect.DoubleKind, protoreflect.Fixed64Kind, protoreflect.Sfixed64Kind)
	say(4, k.numbers, "each %s has %d whatever its value", protoreflect.FloatKind, protoreflect.Fixed32Kind, protoreflect.Sfixed32Kind)
	say(10, k.negative, "each negative %s has %d", protoreflect.Int32Kind, protoreflect.Int64Kind)
	return spelling.And(said)
}

// named returns the well-known types that carry names, and all types.
func (k *valueKinds) named() (carriers, all []string) {
	for _, name := range slices.Sorted(maps.Keys(k.wellKnowns)) {
		all = append(all, string(name))
		if name == "Any" || name == "Struct" {
			carriers = append(carriers, string(name))
		}
	}
	return carriers, all
}

// met returns the titles of the kinds that occur.
func met(titles []string, there []bool) (names []string) {
	for i, is := range there {
		if is {
			names = append(names, titles[i])
		}
	}
	return names
}

// upper returns the text with a capital, to begin a sentence.
func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
