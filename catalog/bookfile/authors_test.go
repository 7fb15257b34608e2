package bookfile

import (
	"slices"
	"strings"
	"testing"
)

func TestParseAuthors(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"Nell Ilk", []string{"Nell Ilk"}},
		{"Nell Ilk, Otto J. Arm", []string{"Nell Ilk", "Otto J. Arm"}},
		{"['A B', 'C D']", []string{"A B", "C D"}},
		{`["A B", "C D"]`, []string{"A B", "C D"}},
		{`["Flannery O'Connor", 'X']`, []string{"Flannery O'Connor", "X"}},
		{`['Flannery O\'Connor', "The \"Duke\""]`, []string{"Flannery O'Connor", `The "Duke"`}},
		{`['Martin Luther King, Jr.']`, []string{"Martin Luther King, Jr."}},
		{`['back\\slash', 'caf\xe9', '\u00e9', '\U0001f600']`, []string{`back\slash`, "café", "é", "😀"}},
		{`["\ud83d\ude00","a\/b"]`, []string{"😀", "a/b"}},
		{"[ 'A B' ,\n 'C D', ]", []string{"A B", "C D"}},
		{"('A B', 'C D')", []string{"A B", "C D"}},
		{"{'A B', 'C D'}", []string{"A B", "C D"}},
		{"'A B', 'C D'", []string{"A B", "C D"}},
		{"array(['A B', 'C D'], dtype=object)", []string{"A B", "C D"}},
		{"array(['A B',\n       'C D'], dtype='<U11')", []string{"A B", "C D"}},
		{"np.array(['A B', \"Flann O'Brien\"])", []string{"A B", "Flann O'Brien"}},
		{"array([], dtype=object)", nil},
		{"['A B' 'C D']", []string{"A B", "C D"}},
		{"['A B' \"Flann O'Brien\"\n 'C D']", []string{"A B", "Flann O'Brien", "C D"}},
		{"Index(['A B', 'C D'], dtype='object', name='authors')", []string{"A B", "C D"}},
		{"[np.str_('A B'), np.str_('C D')]", []string{"A B", "C D"}},
		{"array([np.str_('A B')], dtype=object)", []string{"A B"}},
		{"np.str_('A B')", []string{"A B"}},
		{"frozenset({'A B', 'C D'})", []string{"A B", "C D"}},
		{"deque(['A B'], maxlen=3)", []string{"A B"}},
		{"set()", nil},
		{"('A B',)", []string{"A B"}},
		{"[u'A B', u'C D']", []string{"A B", "C D"}},
		{"u'A B'", []string{"A B"}},
		{`"['A B', \"O'Brien\"]"`, []string{"A B", "O'Brien"}},
		{`"[\"A B\",\"C D\"]"`, []string{"A B", "C D"}},
		{"[nan]", []string{""}},
		{"[None]", []string{""}},
		{"array([nan], dtype=object)", []string{""}},
		{"['A B', None]", []string{"A B", ""}},
		{"['nan']", []string{""}},
		{"A B, nan", []string{"A B", ""}},
		{"Homer [attributed], A B", []string{"Homer [attributed]", "A B"}},
		{"['Homer [attributed]']", []string{"Homer [attributed]"}},
		{"Umberto (u) Eco", []string{"Umberto (u) Eco"}},
		{"[]", nil},
		{"()", nil},
		{"", nil},
		{`"Weird Al" Yankovic`, []string{`"Weird Al" Yankovic`}},
		{"(ed.) Nell Ilk", []string{"(ed.) Nell Ilk"}},
		{"A B;C D", []string{"A B", "C D"}},
		{"Ilk, Nell; Arm, Otto", []string{"Ilk, Nell", "Arm, Otto"}},
		{"A B|C D", []string{"A B", "C D"}},
		{"A B,", []string{"A B"}},
		{"A B, ,", []string{"A B", ""}},
		{"A B, C D,", []string{"A B", "C D"}},
		{"A B;", []string{"A B"}},
		{"Ilk, Nell; Arm, Otto;", []string{"Ilk, Nell", "Arm, Otto"}},
		{"A B|C D|", []string{"A B", "C D"}},
		{"A&B; C D", []string{"A&B", "C D"}},
	} {
		got, p := parseAuthors(test.text)
		if p != nil || !slices.Equal(got, test.want) {
			t.Errorf("parseAuthors(%q) = %q, %v, want %q", test.text, got, p, test.want)
		}
	}
}

func TestParseAuthorsRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"['A B', 'C D'":                      `does not end with "]"`,
		"['A B', 'C":                         "not closed",
		"['A B', 'C D' 'E F']":               "no comma",
		"['A B' 'C D', 'E F']":               "no comma",
		"['A B''C D']":                       "no comma",
		"('A B' 'C D')":                      "no comma",
		"['A B']]":                           "after it comes",
		"['A B', C D]":                       "instead of a quoted name",
		"['A B', ['C D']]":                   "instead of a quoted name",
		"[A B]":                              "not in quotes",
		"[A B, C D]":                         "not in quotes",
		"[['A B']]":                          "not in quotes",
		`[{"name":"A B"}]`:                   "not in quotes",
		`{"name":"A B"}`:                     "no comma",
		`['\q']`:                             "not an escaped character",
		`['\ud83d']`:                         "not an escaped character",
		`['\ud83dx']`:                        "not an escaped character",
		`['\u12']`:                           "not an escaped character",
		`['\Uffffffff']`:                     "not an escaped character",
		`['\`:                                "not an escaped character",
		"Simon &amp; Co; A B":                "HTML",
		"Simon &amp; Co":                     "holds &amp; as HTML",
		"['A &quot; B']":                     "holds &quot; as HTML",
		"A B,,":                              "begins or ends with a comma",
		",A B":                               "begins or ends with a comma",
		"A B,; C D":                          "begins or ends with a comma",
		strings.Repeat("[", 9):               "not in quotes",
		strings.Repeat("a([", 9):             "instead of a quoted name",
		"array(['A B', 'C D'], dtype=object": "not a list and its settings",
		"array(['A B'], dtype=object), array(['C D'])": "after it comes",
		"array(['A B', ..., 'C D'], dtype=object)":     "instead of a quoted name",
		"array([['A B', 'C D']], dtype=object)":        "not in quotes",
		"array([list(['A B'])], dtype=object)":         "instead of a quoted name",
		"Index(A B)":                                   "list of another language",
		"WrappedArray(A B, C D)":                       "list of another language",
		`["['A B', 'C D']"]`:                           "a piece of a list in a name",
		"foo(list(['A B']))":                           "a piece of a list in a name",
		"['A B' ['C D']]":                              "no comma",
		"A B', 'C D']":                                 "a piece of a list in a name",
		"A B}":                                         "a piece of a list in a name",
		"A B]":                                         "a piece of a list in a name",
		"{A B,C D}":                                    "not in quotes",
		"b'A B'":                                       "bytes as Python",
		"[b'A B']":                                     "not in quotes",
		"<StringArray>\n['A B', 'C D']\nLength: 2, dtype: string": "in a name",
		"Author(name='A B')": "not a list and its settings",
	} {
		if got, p := parseAuthors(text); p == nil || !strings.Contains(p.detail, want) {
			t.Errorf("parseAuthors(%q) = %q, %v, want an error with %q", text, got, p, want)
		}
	}
}
