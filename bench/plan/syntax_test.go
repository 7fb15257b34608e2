package plan

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Plans are read as editors write them: with a byte order mark, and with the line ends of
// Windows.
func TestPlainText(t *testing.T) {
	want, err := Parse([]byte(least))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"\ufeff" + least, strings.ReplaceAll(least, "\n", "\r\n"), "\ufeff---\n" + least} {
		if got, err := Parse([]byte(text)); err != nil || !cmp.Equal(got, want) {
			t.Errorf("Parse(%q) = %+v, %v, want %+v", text, got, err, want)
		}
	}
}

// The errors about texts that are not plans, or not YAML, need no knowledge of YAML's grammar.
func TestSyntax(t *testing.T) {
	const (
		tab      = "a tab; indent with spaces"
		colon    = `no ": " after a key; write each key as key: value`
		anchor   = "a plan cannot have an anchor (&) or alias (*); write the value itself"
		question = `a key over several lines, or after "?"; write key: value`
	)
	for _, test := range []struct{ name, text, want string }{
		{"UTF-16", "\xff\xfen\x00:\x00 \x00x\x00", "it is UTF-16; convert it, as with iconv -f UTF-16 -t UTF-8"},
		{"UTF-16, big end first", "\xfe\xff\x00n\x00:", "it is UTF-16; convert it, as with iconv -f UTF-16 -t UTF-8"},
		{"UTF-16 without a mark", "n\x00:\x00 \x00x\x00", "it is UTF-16LE; convert it, as with iconv -f UTF-16LE -t UTF-8"},
		{"Latin-1", least + "# caf\xe9\n", "line 6: not UTF-8; convert it, as with iconv -f ISO-8859-1 -t UTF-8"},
		{"gzip", "\x1f\x8b\x08\x00", "it is a gzip file; unpack it, as with gunzip"},
		{"zip", "PK\x03\x04", "it is a zip file or a spreadsheet; unpack it with unzip -p, or save the sheet as plain text in UTF-8"},
		{"a web page", "<!DOCTYPE html>\n", "it is a web page; it may be the error of a server; download the data again"},

		{"a tab before a key", "name: x\nblocks: 1\n\toperations: 3\n", "line 3: " + tab},
		{"a tab before a list", "operations:\n\t- name: GetBook\n", "line 2: " + tab},
		{"a tab behind a dash", "pairs:\n  -\tname: p\n", "line 2: " + tab},
		{"a tab after blanks", "pairs:\n  - name: p\n    a:\n    \turl: x\n", "line 4: " + tab},
		{"a tab in a text", "name: |\n\tx\n", "line 2: " + tab},
		{"a tab first", "\tname: x\n", "line 1: " + tab},

		{"an alias of nothing", "name: *x\n", "line 1: name: " + anchor},
		{"an anchor under a key of its own", "base: &b {rate: 1}\n", "line 1: base: " + anchor},
		{"a merge", "operations: [{<<: *b, name: GetBook}]\n", "line 1: operations[0].<<: " + anchor},
		{"an anchored list", "name: x\nstacks: &s [rest, grpc]\n", "line 2: stacks: " + anchor},
		{"an anchor for the whole", "&all\nname: x\n", "line 1: the plan: " + anchor},
		{"an alias in a list", "stacks: [rest, *s]\n", "line 1: stacks[1]: " + anchor},
		{"a tag of a plan", "!plan\nname: x\n", "line 1: the plan: a plan cannot have a tag such as !!int; leave it out"},

		{"no colon", "name: x\nblocks 1\n", "line 2: " + colon},
		{"no colon at first", "name x\nblocks: 1\n", "line 1: " + colon},
		{"an open list", "name: [x\nblocks: 1\n", `line 2: a "," or "]" is missing; add it`},
		{"an open map", "{name: x\n", `line 1: a "{" is not closed; close it with "}"`},
		{"an open quote", "name: \"x\nblocks: 1\n", `line 1: a value's closing " is missing; add it`},
		{"an open single quote", "name: 'x\n", "line 1: a value's closing ' is missing; add it"},
		{"indented less", "operations:\n- name: GetBook\n rate: 5\n", "line 3: it does not fit the line before; indent keys that belong together alike, and write each as key: value"},
		{"indented more", "name: x\n  blocks: 1\n", `line 1: a second ": " in one value; indent keys that belong together alike, or put the value in quotes`},
		{"a reserved character", "name: @x\n", "line 1: a value begins with a character that YAML reserves; put the value in quotes"},
		{"a percent sign", "name: %x\n", `line 1: a value does not begin with "%"; put it in quotes`},
		{"an unknown escape", `name: "\q"`, `line 1: an unknown escape in a value; write \\ for a backslash, or put the value in single quotes`},
		{"a list behind its key", "name: - x\n", "line 1: a list begins after its key on the same line; begin it on a line of its own"},
		{"a question mark", "? name\n: x\n", "line 1: the plan: " + question},
		{"a list as a key", "? [a, b]\n: x\n", "line 2: " + question},
	} {
		if _, err := Parse([]byte(test.text)); err == nil || err.Error() != test.want {
			t.Errorf("%s: Parse(%q)\n got %v\nwant %s", test.name, test.text, err, test.want)
		}
	}
}

// One error names every unknown key and word, and which one may be meant.
func TestSpelling(t *testing.T) {
	const keys = "name: x\nblocks: 1\nwarmup_seconds: 1\nwindow_seconds: 1\n"
	for _, test := range []struct{ text, want string }{
		{
			"pairs: [{nam: p, rates: 10}]\nblokcs: 3\nblocks: many\n",
			`line 1: "pairs[0].nam": unknown key; did you mean name?; also line 1: "pairs[0].rates": unknown key; did you mean rate?; ` +
				`also line 2: "blokcs": unknown key; did you mean blocks?; also line 3: blocks: "many" does not fit; use a whole number`,
		},
		{"operations: [{colour: red}]", `line 1: "operations[0].colour": unknown key; use name, operation, rate, items, streams, work, calls`},
		{
			keys + "operations: [{name: GetBok, rate: 1}]\nstacks: [grcp, soap, rest]\n",
			`operations: unknown "GetBok"; did you mean GetBook?; also stacks: unknown "grcp"; did you mean grpc?; ` +
				`also stacks: unknown "soap"; use ` + strings.Join(stackNames(), ", "),
		},
		{keys + "operations: [{name: x, operation: getbook, rate: 1}]\narrivals: poison\n", `operations[0].operation: unknown "getbook"; did you mean GetBook?; also arrivals: unknown "poison"; did you mean poisson?`},
		{keys + "operations: [{name: GetBook, rate: 1}]\nstacks: [rest, rest-twn]\n", `stacks: unknown "rest-twn"; did you mean rest or rest-twin?`},
	} {
		if _, err := Parse([]byte(test.text)); err == nil || err.Error() != test.want {
			t.Errorf("Parse(%q)\n got %v\nwant %s", test.text, err, test.want)
		}
	}
	_, err := Parse([]byte(strings.Repeat("colour: red\n", 1000)))
	if err == nil || strings.Count(err.Error(), "unknown key") != mostTold || !strings.HasSuffix(err.Error(), "; also 980 more") {
		t.Errorf("Parse(1000 unknown keys) = %.200v, want %d of them", err, mostTold)
	}
}
