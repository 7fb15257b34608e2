package spelling

import (
	"slices"
	"strings"
	"testing"
)

func TestClosest(t *testing.T) {
	names := []string{"rate", "requests", "timeout", "connections", "shop.v1.Order", "n"}
	for _, test := range []struct {
		name string
		want []string
	}{
		{"rat", []string{"rate"}},
		{"RATE", []string{"rate"}},
		{"tiemout", []string{"timeout"}},
		{"conn", []string{"connections"}},
		{"rate-limit", []string{"rate"}},
		{"Order", []string{"shop.v1.Order"}},
		{"speed", nil},
		{"x", nil},
		{"N", []string{"n"}},
		{"", nil},
		{strings.Repeat("r", 10_000), nil},
	} {
		if got := Closest(test.name, names); !slices.Equal(got, test.want) {
			t.Errorf("Closest(%.20q) = %q, want %q", test.name, got, test.want)
		}
	}
	if got := Closest("rate", []string{"rake", "race", "rare", "rats", "rote"}); len(got) != most {
		t.Errorf("Closest gave %q, want %d names", got, most)
	}
}

func TestOr(t *testing.T) {
	for want, names := range map[string][]string{"": nil, "a": {"a"}, "a or b": {"a", "b"}, "a, b or c": {"a", "b", "c"}} {
		if got := Or(names); got != want {
			t.Errorf("Or(%q) = %q, want %q", names, got, want)
		}
	}
}
