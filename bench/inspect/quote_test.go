package inspect

import (
	"strings"
	"testing"
)

func TestQuote(t *testing.T) {
	for text, want := range map[string]string{
		"":                             `""`,
		"no cart":                      `"no cart"`,
		`{"error":"no cart"}`:          `'{"error":"no cart"}'`,
		`{"error":"isn't"}`:            `"{\"error\":\"isn't\"}"`,
		`{"error":"\u001b"}`:           `"{\"error\":\"\\u001b\"}"`,
		"\x1b[2J\"\r\n\x00":            `"\x1b[2J\"\r\n\x00"`,
		"\u202e\u2028\ufeff\xff":       `"\u202e\u2028\ufeff\xff"`,
		"bücher":                       `"bücher"`,
		strings.Repeat("x", 300):       `"` + strings.Repeat("x", MostQuoted) + `"…`,
		strings.Repeat("x", 199) + "ü": `"` + strings.Repeat("x", 199) + `\xc3"…`,
	} {
		if got := Quote(text); got != want {
			t.Errorf("Quote(%q) = %s, want %s", text, got, want)
		}
		if got := Quote([]byte(text)); got != want {
			t.Errorf("Quote of the bytes of %q = %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{"no \"cart\"": "no \"cart\"", "\x1b": `"\x1b"`, "a\nb": `"a\nb"`} {
		if got := Plain(text); got != want {
			t.Errorf("Plain(%q) = %s, want %s", text, got, want)
		}
	}
}
