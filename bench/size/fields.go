package size

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// total is what a field holds with all fields in it.
type total struct{ json, wire int64 }

func (n *node) total() total {
	t := total{n.json, n.wire}
	for _, c := range n.children {
		in := c.total()
		t.json += in.json
		t.wire += in.wire
	}
	return t
}

// field is a line of the tree.
type field struct {
	path string
	total
}

// smallShares are the shares of both encodings below which small fields are shown together: the
// first share for which the tree has no more than mostLines, or the last.
var smallShares = []float64{0.01, 0.02, 0.05, 0.1, 0.2}

const mostLines = 60

// mostFields is how many fields of one message are shown, and mostDepth to which depth.
const (
	mostFields = 20
	mostDepth  = 12
)

// fields returns the lines of the tree: each field with all that is in it, before the fields in
// it, the largest first. What a message itself costs is a line too, as are small fields
// together, so that the lines below a field add up to it.
func (b *breakdown) fields(root string) []field {
	all := b.root.total()
	var lines []field
	for _, share := range smallShares {
		f := flattener{all: all, smallShare: share, lines: []field{{root, all}}}
		f.below(&b.root, "", 0)
		if lines = f.lines; len(lines) <= mostLines {
			break
		}
	}
	return lines
}

type flattener struct {
	all        total
	smallShare float64
	lines      []field
}

func (f *flattener) below(n *node, path string, depth int) {
	if len(n.children) == 0 {
		return
	}
	prefix := path
	if path != "" {
		prefix += "."
	}
	type part struct {
		node *node
		sum  total
	}
	var parts []part
	for _, number := range slices.Sorted(maps.Keys(n.children)) {
		c := n.children[number]
		parts = append(parts, part{c, c.total()})
	}
	slices.SortStableFunc(parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(b.sum.json, a.sum.json), cmp.Compare(b.sum.wire, a.sum.wire))
	})
	shown := len(parts)
	for shown > 0 && f.small(parts[shown-1].sum) {
		shown--
	}
	if shown = min(shown, mostFields); len(parts)-shown < 2 {
		shown = len(parts) // one field is better shown than called "1 smaller"
	}
	for _, p := range parts[:shown] {
		f.lines = append(f.lines, field{prefix + p.node.name, p.sum})
		if depth < mostDepth {
			f.below(p.node, prefix+p.node.name, depth+1)
		}
	}
	if shown < len(parts) {
		var small total
		for _, p := range parts[shown:] {
			small.json += p.sum.json
			small.wire += p.sum.wire
		}
		f.lines = append(f.lines, field{prefix + fmt.Sprintf("(%d smaller)", len(parts)-shown), small})
	}
	if n.json+n.wire > 0 {
		f.lines = append(f.lines, field{prefix + "(itself)", total{n.json, n.wire}})
	}
}

func (f *flattener) small(t total) bool {
	return float64(t.json) < f.smallShare*float64(f.all.json) && float64(t.wire) < f.smallShare*float64(f.all.wire)
}

// table returns the table of the fields.
func (b *breakdown) table(root string) *table {
	t := &table{
		title: "Which fields hold the bytes",
		lead:  1,
		heads: []string{"field", "JSON", "share", "protobuf", "share"},
	}
	all := b.root.total()
	for _, f := range b.fields(root) {
		t.rows = append(t.rows, []string{
			f.path, thousands(f.json), share(f.json, all.json), thousands(f.wire), share(f.wire, all.wire),
		})
	}
	return t
}

// causes returns the table of what the bytes are spent on.
func (b *breakdown) causes() *table {
	t := &table{
		title: "What they are spent on",
		lead:  1,
		heads: []string{"in JSON; in protobuf", "JSON", "share", "protobuf", "share"},
	}
	all := b.root.total()
	for c := range numCauses {
		if b.json[c]+b.wire[c] > 0 {
			t.rows = append(t.rows, []string{
				causeTitles[c], thousands(b.json[c]), share(b.json[c], all.json), thousands(b.wire[c]), share(b.wire[c], all.wire),
			})
		}
	}
	return t
}

var causeTitles = [numCauses]string{
	fieldNames: "field names; tags",
	structure:  "other punctuation; lengths",
	texts:      "text, with its quotes in JSON",
	numbers:    "numbers",
	words:      "enums, booleans, null",
	blobs:      "bytes, in JSON as base64",
	wellKnowns: "times and other well-known types",
}
