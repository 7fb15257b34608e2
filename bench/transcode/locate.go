package transcode

import (
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wiretax/wiretax/terminal"
)

// step is one step from a value to a value in it.
type step struct {
	inObject bool
	key      string // of an object
	index    int    // of a list
	named    bool   // the key was met
}

// locate says which steps lead to the token at an offset. The text need be JSON only up to
// there. It takes one pass, however deep the value is.
func locate(text []byte, offset int) []step {
	var steps []step
	s := Scanner{Text: text[:offset]}
	for s.At < offset {
		top := len(steps) - 1
		switch c := text[s.At]; c {
		case '{', '[':
			steps = append(steps, step{inObject: c == '{'})
		case '}', ']':
			steps = steps[:max(top, 0)]
		case ',':
			if top >= 0 {
				steps[top] = step{inObject: steps[top].inObject, index: steps[top].index + 1}
			}
		case '"':
			from := s.At
			if !s.closed() {
				return named(steps)
			}
			if top >= 0 && steps[top].inObject && !steps[top].named {
				steps[top].key, steps[top].named = unquote(text[from:s.At]), true
			}
			continue
		}
		s.At++
	}
	// A key that begins at the offset is part of the path.
	if top := len(steps) - 1; top >= 0 && steps[top].inObject && !steps[top].named && offset < len(text) && text[offset] == '"' {
		whole := Scanner{text, offset}
		if whole.closed() {
			steps[top].key, steps[top].named = unquote(text[offset:whole.At]), true
		}
	}
	return named(steps)
}

// named leaves out the last step if it leads nowhere yet: the offset is before a key.
func named(steps []step) []step {
	if top := len(steps) - 1; top >= 0 && steps[top].inObject && !steps[top].named {
		return steps[:top]
	}
	return steps
}

// closed skips a string and reports whether it has an end.
func (s *Scanner) closed() bool {
	for s.At++; s.At < len(s.Text); s.At++ {
		switch s.Text[s.At] {
		case '\\':
			s.At++
		case '"':
			s.At++
			return true
		}
	}
	return false
}

func unquote(literal []byte) string {
	s := Scanner{Text: literal}
	return s.Unquoted()
}

// pathOf writes steps as a JSON path.
func pathOf(steps []step) string {
	var path strings.Builder
	path.WriteByte('$')
	for _, s := range steps {
		switch {
		case !s.inObject:
			path.WriteString("[" + strconv.Itoa(s.index) + "]")
		case plainKey(s.key):
			path.WriteString("." + s.key)
		default:
			path.WriteString("[" + strconv.QuoteToGraphic(terminal.Cut(s.key, 40)) + "]")
		}
	}
	return terminal.CutMiddle(path.String(), 120)
}

// plainKey reports whether a key needs no quotes in a path.
func plainKey(key string) bool {
	for i, r := range key {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return key != "" && len(key) <= 40
}

// fieldAt returns the field whose value the steps lead to, or into; nil if the schema does not
// say, as within a well-known type.
func (s *Schema) fieldAt(steps []step) protoreflect.FieldDescriptor {
	md := s.Message
	var fd protoreflect.FieldDescriptor
	inMap := false
	for _, step := range steps {
		switch {
		case !step.inObject: // an element is of its list's field
		case inMap:
			inMap = false
			fd = fd.MapValue()
			md = fd.Message()
		case md == nil || WellKnown(md):
			return nil
		default:
			if fd = s.ByName(md, step.key); fd == nil {
				return nil
			}
			inMap, md = fd.IsMap(), fd.Message()
		}
	}
	if fd != nil && fd.Message() != nil && WellKnown(fd.Message()) {
		return nil
	}
	return fd
}

// messageAt returns the message that the steps lead to, or nil.
func (s *Schema) messageAt(steps []step) protoreflect.MessageDescriptor {
	if len(steps) == 0 {
		return s.Message
	}
	if fd := s.fieldAt(steps); fd != nil {
		return fd.Message()
	}
	return nil
}
