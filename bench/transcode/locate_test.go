package transcode

import (
	"strings"
	"testing"
)

// TestLocate checks the paths of tokens, also in a text that is cut off.
func TestLocate(t *testing.T) {
	const text = `{"a": [1, {"b c": "x,}\"", "d": {}}], "e\u0066": [[2, 3]], "g": 4}`
	for token, want := range map[string]string{
		`{"a"`: "$", `"a"`: "$.a", `[1`: "$.a", `1,`: "$.a[0]", `{"b`: "$.a[1]", `"b c"`: `$.a[1]["b c"]`,
		`"x,`: `$.a[1]["b c"]`, `"d"`: "$.a[1].d", `{}`: "$.a[1].d", `"e`: "$.ef", `[2`: "$.ef[0]", `3`: "$.ef[0][1]", `4`: "$.g",
	} {
		if got := At([]byte(text), strings.Index(text, token), "").Path; got != want {
			t.Errorf("the path of %s is %s, want %s", token, got, want)
		}
	}
	for broken, want := range map[string]string{
		``: "$", `{`: "$", `{"a`: "$", `{"a":`: "$.a", `{"a":[`: "$.a[0]", `{"a":["x`: "$.a[0]", `]]`: "$", `,`: "$", `{"a":1,`: "$", `{"a\`: "$",
	} {
		if got := At([]byte(broken), len(broken), "").Path; got != want {
			t.Errorf("the path at the end of %s is %s, want %s", broken, got, want)
		}
	}
}
