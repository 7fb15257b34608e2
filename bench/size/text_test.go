package size

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	for _, test := range []struct{ call, got, want string }{
		{"cut(abcdef, 6)", cut("abcdef", 6), "abcdef"},
		{"cut(abcdef, 4)", cut("abcdef", 4), "abc…"},
		{"cut(本本本, 4)", cut("本本本", 4), "本…"},
		{"cutMiddle(abcdefghi, 9)", cutMiddle("abcdefghi", 9), "abcdefghi"},
		{"cutMiddle(abcdefghi, 6)", cutMiddle("abcdefghi", 6), "a…fghi"},
		{"wrap", wrap("one two  three 41 % four", 9), "one two\nthree\n41 % four"},
		{"wrap of a long word", wrap("a bcdefghijkl m", 5), "a\nbcdefghijkl\nm"},
		{"wrap of nothing", wrap(" ", 5), ""},
		{"OneLine", OneLine("a\nb\x1b[2J\u00a0\u202ec"), "a b [2J  c"},
		{"thousands(0)", thousands(0), "0"},
		{"thousands(999)", thousands(999), "999"},
		{"thousands(-1234567)", thousands(-1234567), "-1,234,567"},
		{"ratio(1, 0)", ratio(1, 0), "–"},
		{"ratio(1, 3)", ratio(1, 3), "0.33"},
		{"ratio(9994, 1000)", ratio(9994, 1000), "9.99"},
		{"ratio(9996, 1000)", ratio(9996, 1000), "10.0"},
		{"ratio(123456, 100)", ratio(123456, 100), "1,235"},
		{"share(0, 0)", share(0, 0), "0 %"},
		{"share(1, 300)", share(1, 300), "<1 %"},
		{"share(1, 3)", share(1, 3), "33 %"},
	} {
		if test.got != test.want {
			t.Errorf("%s = %q, want %q", test.call, test.got, test.want)
		}
	}
}

// TestLocate holds paths to where a token is, also in a text that breaks off.
func TestLocate(t *testing.T) {
	const text = `{"a": [1, {"b c": "x,}\"", "d": {}}], "e\u0066": [[2, 3]], "g": 4}`
	for token, want := range map[string]string{
		`{"a"`: "$", `"a"`: "$.a", `[1`: "$.a", `1,`: "$.a[0]", `{"b`: "$.a[1]", `"b c"`: `$.a[1]["b c"]`,
		`"x,`: `$.a[1]["b c"]`, `"d"`: "$.a[1].d", `{}`: "$.a[1].d", `"e`: "$.ef", `[2`: "$.ef[0]", `3`: "$.ef[0][1]", `4`: "$.g",
	} {
		if got := pathOf(locate([]byte(text), strings.Index(text, token))); got != want {
			t.Errorf("the path of %s is %s, want %s", token, got, want)
		}
	}
	for broken, want := range map[string]string{
		``: "$", `{`: "$", `{"a`: "$", `{"a":`: "$.a", `{"a":[`: "$.a[0]", `{"a":["x`: "$.a[0]", `]]`: "$", `,`: "$", `{"a":1,`: "$", `{"a\`: "$",
	} {
		if got := pathOf(locate([]byte(broken), len(broken))); got != want {
			t.Errorf("the path at the end of %s is %s, want %s", broken, got, want)
		}
	}
}

// TestTable holds tables to the width of a terminal, and to be cut where that is best.
func TestTable(t *testing.T) {
	wide := strings.Repeat("9", 20)
	tb := table{
		title: "Title", lead: 1, heads: []string{"what", "a", "first\nb", "c", "d"},
		rows: [][]string{{"row", wide, wide, "1", "2"}}, groups: []int{2},
	}
	page := &page{blocks: []block{{table: &tb}}}
	var got strings.Builder
	if err := page.write(&got, Table); err != nil {
		t.Fatal(err)
	}
	const fits = "Title\n                                           first\n" +
		"what                     a                     b  c  d\n" +
		"row   99999999999999999999  99999999999999999999  1  2\n"
	if got.String() != fits {
		t.Errorf("got\n%swant\n%s", got.String(), fits)
	}

	tb.rows[0][3], tb.rows[0][4] = wide, wide
	got.Reset()
	if err := page.write(&got, Table); err != nil {
		t.Fatal(err)
	}
	const cutAtGroup = "Title\nwhat                     a\nrow   99999999999999999999\n\n" +
		"                     first\n" +
		"what                     b                     c                     d\n" +
		"row   99999999999999999999  99999999999999999999  99999999999999999999\n"
	if got.String() != cutAtGroup {
		t.Errorf("got\n%swant\n%s", got.String(), cutAtGroup)
	}
}
