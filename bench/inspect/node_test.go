package inspect

import (
	"errors"
	"strings"
	"testing"
)

func TestNode(t *testing.T) {
	const document = `{"id": 9007199254740993, "text": "7", "x": 1.50, "none": null, "yes": true,
		"list": [{"n": 1, "eq": "a=b"}, {"n": 2}], "a": {"b": [1, 2]}}`
	for _, test := range []struct {
		line string
		want string // part of the error, empty for none
	}{
		{"$.id=9007199254740993", ""},
		{"$.id=9007199254740992", `$.id is 9007199254740993, want 9007199254740992`},
		{"$.x=1.5", ""},
		{"$.x=15e-1", ""},
		{"$.text=7", `$.text is "7", want 7`},
		{`$.text="7"`, ""},
		{"$.none=null", ""},
		{"$.yes=true", ""},
		{"$.yes=True", "$.yes is true, want True"},
		{"$.list[0].eq=a=b", ""},
		{`$.list[?@.n==2].n=2`, ""},
		{`$['list'][0]={"eq":"a=b","n":1}`, ""},
		{"$.a.b=[1,2.0]", ""},
		{"$.a.b=[1,2,3]", "want"},
		{"$.list[*].n=1", "selects 2 values, want one"},
		{"$.missing=", "selects 0 values, want one"},
		{"$.list[-1].n=2", ""},
		{"$['list','x']=1", "$['list','x'] selects 2 values, want one"},
		{"$..eq=a=b", ""},
		{`$.list[?@.n==$.list[1].n].n=2`, ""},
		{"$.list.n=1", "selects 0 values, want one"},
		{"$.id.n=1", "selects 0 values, want one"},
	} {
		node, err := ParseNode(test.line)
		if err != nil {
			t.Errorf("%s: %v", test.line, err)
			continue
		}
		err = node.Check(JSON(document))
		if (err == nil) != (test.want == "") || (err != nil && !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: check() = %v, want %q", test.line, err, test.want)
		}
	}
}

// Only what a path leads to must be readable.
func TestJSONElsewhereDoesNotMatter(t *testing.T) {
	deep := strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	for name, other := range map[string]string{
		"huge number": `"x": 1e999999, "y": 123456789012345678901234567890`, "duplicate keys": `"x": 1, "x": 2`,
		"no UTF-8": "\"x\": \"\xff\"", "lone surrogate": `"x": "\\ud800"`, "deep": `"x": ` + deep, "deeper": `"x": [{"y":` + deep + "}]",
	} {
		for line, text := range map[string]string{
			"$.id=7":         `{` + other + `, "id": 7}`,
			"$.a[1].id=7":    `{"a": [{` + other + `}, {"id": 7}], ` + other + `}`,
			"$.a[0]['id']=7": `{"a": [{"id": 7, ` + other + `}]}`,
		} {
			node, err := ParseNode(line)
			if err != nil {
				t.Fatal(err)
			}
			if err := node.Check(JSON(text)); err != nil {
				t.Errorf("%s, %s: %v", name, line, err)
			}
		}
	}
	node, _ := ParseNode("$.id=7")
	for _, text := range []string{"", "{", `{"id":7`, `{"id":7}}`, `{"id":7} {}`, `{"id":7,"x":NaN}`, "\x1f\x8b", "<html>", `{"x":[}]`} {
		if err := node.Check(JSON(text)); !errors.As(err, new(Unreadable)) {
			t.Errorf("%q: %v, want unreadable: it is not JSON", text, err)
		}
	}
}
