package spelling

import "testing"

func TestInstead(t *testing.T) {
	services := []string{"calc.Calculator", "calc.Health"}
	for _, test := range []struct {
		name       string
		candidates []string
		want       string
	}{
		{"calc.calculator", services, "; did you mean calc.Calculator?"},
		{"Calculator", services, "; did you mean calc.Calculator?"},
		{"shop.Cart", services, "; services are calc.Calculator, calc.Health"},
		{"shop.Cart", nil, ""},
		{"none", []string{"a1", "b1", "c1", "d1", "e1", "f1", "g1"}, "; services are a1, b1, c1, d1, e1 and 2 more"},
		{"none", []string{"a1", "b1", "c1", "d1", "e1", "f1"}, "; services are a1, b1, c1, d1, e1, f1"},
	} {
		if got := Instead(test.name, test.candidates, "services are"); got != test.want {
			t.Errorf("Instead(%q, %q) = %q, want %q", test.name, test.candidates, got, test.want)
		}
	}
}
