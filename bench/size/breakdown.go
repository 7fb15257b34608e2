package size

import (
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// cause is what bytes are spent on.
type cause int

// The causes. Each is what JSON writes for a purpose, and what protobuf writes for the same.
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

// breakdown counts bytes by field and by cause. Both the fields and the causes add up to the
// bytes of all documents.
type breakdown struct {
	root       node
	json, wire [numCauses]int64
	// absent are the bytes of JSON for fields that the decoded message does not have, so that
	// protobuf writes nothing. They count for a cause as well.
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

// mostNodes bounds the tree: recursive messages could make as many paths as they have values. In
// a full tree, a field counts for the last field of its path that is in the tree.
const mostNodes = 10_000

// child returns the field of n, or n itself if the tree is full.
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

// causeOf returns the cause for which values of a kind count.
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

// pathName returns the name of a field in a path.
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
