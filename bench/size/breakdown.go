package size

import (
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// cause is what bytes are spent on.
type cause int

// The causes. Each names two things that do the same job: what JSON writes, and what
// protobuf writes for it.
const (
	fieldNames cause = iota // keys with quotes and colon; tags
	structure               // braces, brackets, commas, colons of map keys; lengths
	texts
	numbers
	words // enums, booleans and null
	blobs
	wellKnowns // well-known types

	numCauses
)

// breakdown says where bytes are: in which fields, and for which causes. The bytes of all
// fields add up to the bytes of all documents, as those of all causes do.
type breakdown struct {
	root       node
	json, wire [numCauses]int64
	// absent are bytes of JSON for fields that the message, as it was read, does not have, so
	// that protobuf writes nothing. They are counted among the causes too.
	absent int64
	values valueKinds
	nodes  int
}

// node is a field at one path. Its bytes are its own, without those of the fields in it.
type node struct {
	name       string
	json, wire int64
	children   map[protowire.Number]*node
}

// mostNodes bounds the tree: messages that hold themselves could make as many paths as they
// have values. A field below a full tree counts for the last field that is in it.
const mostNodes = 10_000

// child returns the field of n, which is n itself where the tree is full.
func (b *breakdown) child(n *node, fd protoreflect.FieldDescriptor) *node {
	if c := n.children[fd.Number()]; c != nil {
		return c
	}
	if b.nodes == mostNodes {
		return n
	}
	b.nodes++
	if n.children == nil {
		n.children = make(map[protowire.Number]*node)
	}
	c := &node{name: pathName(fd)}
	n.children[fd.Number()] = c
	return c
}

func (b *breakdown) addJSON(n *node, c cause, bytes int) {
	n.json += int64(bytes)
	b.json[c] += int64(bytes)
}

func (b *breakdown) addWire(n *node, c cause, bytes int) {
	n.wire += int64(bytes)
	b.wire[c] += int64(bytes)
}

// causeOf returns what the values of a kind count for.
func causeOf(kind protoreflect.Kind) cause {
	switch kind {
	case protoreflect.StringKind:
		return texts
	case protoreflect.BytesKind:
		return blobs
	case protoreflect.EnumKind, protoreflect.BoolKind:
		return words
	}
	return numbers
}

// pathName returns what a field is called in a path.
func pathName(fd protoreflect.FieldDescriptor) string {
	name := fd.TextName()
	switch {
	case fd.IsMap():
		return name + "{}"
	case fd.IsList():
		return name + "[]"
	}
	return name
}
