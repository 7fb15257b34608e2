package page

import "testing"

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{
		"a|b":               `a\|b`,
		"two\n\nlines":      "two lines",
		"<script> & *bold*": `&lt;script&gt; &amp; \*bold\*`,
		"[^1] `x` lag_p99":  "\\[^1\\] \\`x\\` lag\\_p99",
	} {
		if got := Escape(text); got != want {
			t.Errorf("escape(%q) = %q, want %q", text, got, want)
		}
	}
	if got, want := Code("a`b|c"), "`a'b\\|c`"; got != want {
		t.Errorf("code = %q, want %q", got, want)
	}
}
