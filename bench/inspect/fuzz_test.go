package inspect

import (
	"testing"
)

// FuzzCheck looks for any path into any bytes, as JSON and as protobuf.
func FuzzCheck(f *testing.F) {
	files, types := typesOf(f, "all.proto", "two.proto")
	for _, line := range []string{"$.n=8", "$.any.n=1", "$.children[-1].text=x", "$..n=1", "$.object.a[0]=null", "$[?@.n==1]=2", "$.value.x=1", "$['[b.more]']=1", "$.n=1e999999999", "$.ul=8.0", `$.x="0"`, "$.took=0.0s", "$.children[?@.ul==8].n=8", "$.children[?@.n==8].n=-0e-9"} {
		f.Add(line, []byte("\x08\x08\xf2\x01\x0a\x0a\x07x/a.All\x12\x02\x08\x01"))
		f.Add(line, []byte(`{"n":10e999999998,"ul":8e00,"children":[{"n":8}]}`))
		f.Add(line, []byte(`{"n":8,"children":[{"text":"x"}],"object":{"a":[null]}}`))
	}
	f.Fuzz(func(t *testing.T, line string, text []byte) {
		node, err := ParseNode(line)
		if err != nil {
			return
		}
		all := messageNamed(t, files, "a.All")
		// A filter may select something in spite of a comparison in it that never holds.
		err = node.Fits(all, types)
		if err != nil && !node.filters && node.Check(Message{all, types, text}) == nil {
			t.Errorf("%q is right of %q, and refused: %v", line, text, err)
		}
		for _, document := range []Document{
			JSON(text), Message{messageNamed(t, files, "a.All"), types, text}, Message{messageNamed(t, files, "b.Old"), types, text},
		} {
			if err := node.Check(document); err != nil && !printable(err.Error()) && printable(line) {
				t.Errorf("%q of %q: %q could steer a terminal", line, text, err)
			}
		}
	})
}
