package terminal

import "testing"

func TestText(t *testing.T) {
	for _, test := range []struct{ call, got, want string }{
		{"Cut(abcdef, 6)", Cut("abcdef", 6), "abcdef"},
		{"Cut(abcdef, 4)", Cut("abcdef", 4), "abc…"},
		{"Cut(本本本, 4)", Cut("本本本", 4), "本…"},
		{"CutMiddle(abcdefghi, 9)", CutMiddle("abcdefghi", 9), "abcdefghi"},
		{"CutMiddle(abcdefghi, 6)", CutMiddle("abcdefghi", 6), "a…fghi"},
		{"Wrap", WrapText("one two  three 41 % four", 9), "one two\nthree\n41 % four"},
		{"Wrap of a long word", WrapText("a bcdefghijkl m", 5), "a\nbcdefghijkl\nm"},
		{"Wrap of nothing", WrapText(" ", 5), ""},
		{"Line", Line("a\nb\x1b[2J\u00a0\u202ec"), "a b [2J  c"},
	} {
		if test.got != test.want {
			t.Errorf("%s = %q, want %q", test.call, test.got, test.want)
		}
	}
}
