package catalog

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
		{"[]", nil},
		{"()", nil},
		{"", nil},
		{`"Weird Al" Yankovic`, []string{`"Weird Al" Yankovic`}},
		{"(ed.) Nell Ilk", []string{"(ed.) Nell Ilk"}},
		{"A B;C D", []string{"A B", "C D"}},
		{"Ilk, Nell; Arm, Otto", []string{"Ilk, Nell", " Arm, Otto"}},
		{"A B|C D", []string{"A B", "C D"}},
	} {
		got, p := parseAuthors(test.text)
		if p != nil || !slices.Equal(got, test.want) {
			t.Errorf("parseAuthors(%q) = %q, %v, want %q", test.text, got, p, test.want)
		}
	}
}

func TestParseAuthorsRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"['A B', 'C D'":        `does not end with "]"`,
		"['A B', 'C":           "not closed",
		"['A B' 'C D']":        "no comma",
		"['A B']]":             "no comma",
		"['A B', C D]":         "where a quoted name should",
		"['A B', ['C D']]":     "where a quoted name should",
		"['A B', None]":        "where a quoted name should",
		"[nan]":                "not in quotes",
		"[A B, C D]":           "not in quotes",
		"[['A B']]":            "not in quotes",
		`[{"name":"A B"}]`:     "not in quotes",
		`{"name":"A B"}`:       "no comma",
		`['\q']`:               "no escaped character",
		`['\ud83d']`:           "no escaped character",
		`['\ud83dx']`:          "no escaped character",
		`['\u12']`:             "no escaped character",
		`['\Uffffffff']`:       "no escaped character",
		`['\`:                  "no escaped character",
		"Simon &amp; Co; A B":  "HTML",
		strings.Repeat("[", 9): "not in quotes",
	} {
		if got, p := parseAuthors(text); p == nil || !strings.Contains(p.detail, want) {
			t.Errorf("parseAuthors(%q) = %q, %v, want an error with %q", text, got, p, want)
		}
	}
}
