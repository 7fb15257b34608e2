package page

import (
	"bytes"
	"encoding/json"
	"testing"
)

// A text may hold what looks like an object, as an answer of a server does.
func TestLayout(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{`null`, `null`},
		{`"a{1}"`, `"a{1}"`},
		{`"{"`, `"{"`},
		{`[1,2]`, `[1,2]`},
		{`{"a":1}`, `{"a":1}`},
		{`{"a{":{}}`, "{\n  \"a{\": {}\n}"},
		{`{"why":"503: {\"error\":\"db down\"}"}`, "{\n  \"why\": \"503: {\\\"error\\\":\\\"db down\\\"}\"\n}"},
		{`["{",{"\u2028\"":[]}]`, "[\n  \"{\",\n  {\"\\u2028\\\"\":[]}\n]"},
		{`[{"a":{"b":2}},3]`, "[\n  {\n    \"a\": {\"b\":2}\n  },\n  3\n]"},
	} {
		var out bytes.Buffer
		if err := LayOut(&out, json.RawMessage(test.in), "\n"); err != nil || out.String() != test.want {
			t.Errorf("layout(%s) = %s, %v, want %s", test.in, &out, err, test.want)
		}
		var in, back any
		if json.Unmarshal([]byte(test.in), &in) != nil || json.Unmarshal(out.Bytes(), &back) != nil {
			t.Errorf("layout(%s) = %s is not JSON", test.in, &out)
		}
	}
}
