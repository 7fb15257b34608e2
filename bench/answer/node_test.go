package target

import (
	"strings"
	"testing"
)

func TestWantedNode(t *testing.T) {
	const document = `{"id": 9007199254740993, "text": "7", "x": 1.50, "none": null, "yes": true,
		"list": [{"n": 1, "eq": "a=b"}, {"n": 2}], "a": {"b": [1, 2]}}`
	for _, test := range []struct {
		line  string
		loose bool
		want  string // part of the error, empty for none
	}{
		{"$.id=9007199254740993", false, ""},
		{"$.id=9007199254740992", false, `$["id"] is "9007199254740993", want "9007199254740992"`},
		{"$.x=1.5", false, ""},
		{"$.x=15e-1", false, ""},
		{"$.text=7", false, `want "7"`},
		{`$.text="7"`, false, ""},
		{"$.text=7", true, ""},
		{"$.none=null", false, ""},
		{"$.yes=true", false, ""},
		{"$.yes=True", false, `want "True"`},
		{"$.list[0].eq=a=b", false, ""},
		{`$.list[?@.n==2].n=2`, false, ""},
		{`$['list'][0]={"eq":"a=b","n":1}`, false, ""},
		{"$.a.b=[1,2.0]", false, ""},
		{"$.a.b=[1,2,3]", false, "want"},
		{"$.list[*].n=1", false, "selects 2 values, want one"},
		{"$.missing=", false, "selects 0 values, want one"},
	} {
		node, err := newWantedNode(test.line, test.loose)
		if err != nil {
			t.Errorf("%s: %v", test.line, err)
			continue
		}
		parsed, err := parseJSON([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		err = node.check(parsed)
		if (err == nil) != (test.want == "") || (err != nil && !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: check() = %v, want %q", test.line, err, test.want)
		}
	}
}
