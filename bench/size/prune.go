package size

import (
	"bytes"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wiretax/wiretax/bench/transcode"
)

// prune removes from a text what protojson has discarded: fields and names of enums that the
// schema does not know. The rest of the text is exactly the message.
func prune(s *transcode.Schema, text []byte) ([]byte, dropped) {
	p := pruner{Scanner: transcode.Scanner{Text: bytes.Clone(text)}, schema: s}
	p.message(s.Message)
	return p.Text, p.dropped
}

// dropped says what was discarded.
type dropped struct{ values, bytes int64 }

// pruner walks over values. Its methods report whether to keep what they walked over.
type pruner struct {
	transcode.Scanner
	schema  *transcode.Schema
	dropped dropped
}

// each calls member for every member or element.
func (p *pruner) each(member func() (keep bool)) (keep bool) {
	p.Byte()
	comma := -1 // the end of what was kept last
	for c := p.Peek(); c != '}' && c != ']'; c = p.Peek() {
		from := p.At
		keep := member()
		to := p.At
		more := p.Comma()
		switch {
		case !keep:
			p.dropped.values++
			p.dropped.bytes += int64(to - from)
			p.blank(from, p.At)
			if !more && comma >= 0 {
				p.blank(comma, comma+1)
			}
		case more:
			comma = p.At - 1
		}
	}
	p.Byte()
	return true
}

func (p *pruner) blank(from, to int) {
	for i := from; i < to; i++ {
		p.Text[i] = ' '
	}
}

func (p *pruner) message(md protoreflect.MessageDescriptor) (keep bool) {
	switch {
	case md.FullName() == transcode.AnyName:
		return p.any()
	case transcode.WellKnown(md):
		return p.pass(true)
	}
	return p.each(func() bool { return p.field(p.schema.ByName(md, p.Key())) })
}

// pass walks over a value that holds nothing unknown, or is unknown itself.
func (p *pruner) pass(keep bool) bool {
	p.Skip()
	return keep
}

// field walks over the value of a field, which is nil if it is unknown.
func (p *pruner) field(fd protoreflect.FieldDescriptor) (keep bool) {
	switch {
	case fd == nil:
		return p.pass(false)
	case p.Peek() == 'n': // null
		return p.pass(true)
	case fd.IsMap():
		return p.each(func() bool {
			p.Key()
			return p.single(fd.MapValue())
		})
	case fd.IsList():
		return p.each(func() bool { return p.single(fd) })
	}
	return p.single(fd)
}

func (p *pruner) single(fd protoreflect.FieldDescriptor) (keep bool) {
	switch {
	case fd.Message() != nil:
		return p.message(fd.Message())
	case fd.Enum() != nil && p.Peek() == '"':
		return fd.Enum().Values().ByName(protoreflect.Name(p.Unquoted())) != nil
	}
	return p.pass(true)
}

// any walks over an object whose "@type" says what its other members are; without it all are
// unknown. A type with its own form, and Empty, is under "value".
func (p *pruner) any() (keep bool) {
	md := p.typeOfAny()
	return p.each(func() bool {
		key := p.Key()
		switch {
		case key == "@type":
			return p.pass(true)
		case md == nil:
			return p.pass(false)
		case transcode.WellKnown(md) || md.FullName() == transcode.EmptyName:
			if key != "value" {
				return p.pass(false)
			}
			return p.message(md)
		}
		return p.field(p.schema.ByName(md, key))
	})
}

// typeOfAny looks ahead for "@type". It is nil if there is none.
func (p *pruner) typeOfAny() protoreflect.MessageDescriptor {
	ahead := transcode.Scanner{Text: p.Text, At: p.At}
	ahead.Byte()
	for ahead.Peek() != '}' {
		if ahead.Key() == "@type" {
			found, err := p.schema.Types.FindMessageByURL(ahead.Unquoted())
			if err != nil {
				return nil
			}
			return found.Descriptor()
		}
		ahead.Skip()
		ahead.Comma()
	}
	return nil
}
