package plan

import (
	"encoding/json"
	"testing"
)

func TestRates(t *testing.T) {
	for _, test := range []struct {
		text, json string
		want       Rate
	}{
		{"2500", "2500", Rate{PerSecond: 2500}},
		{"2.5", "2.5", Rate{PerSecond: 2.5}},
		{"10%", `"10%"`, Rate{Share: .1}},
		{"12.5%", `"12.5%"`, Rate{Share: .125}},
	} {
		got, err := ParseRate(test.text)
		if err != nil || got != test.want || got.String() != test.text {
			t.Errorf("ParseRate(%q) = %v, %v, want %v", test.text, got, err, test.want)
		}
		encoded, err := json.Marshal(test.want)
		if err != nil || string(encoded) != test.json {
			t.Errorf("%v is %s in JSON, %v, want %s", test.want, encoded, err, test.json)
		}
		var decoded Rate
		if err := json.Unmarshal(encoded, &decoded); err != nil || decoded != test.want {
			t.Errorf("%s is %v, %v, want %v", encoded, decoded, err, test.want)
		}
	}
	for _, text := range []string{"", "%", "fast", "10 %", "10%%"} {
		if got, err := ParseRate(text); err == nil {
			t.Errorf("ParseRate(%q) = %v, want an error", text, got)
		}
	}
	if got := (Rate{Share: .1}).Of(12345); got.PerSecond != 1235 && got.PerSecond != 1234 {
		t.Errorf("10%% of 12,345 is %v", got.PerSecond)
	}
	if got := (Rate{Share: .01}).Of(3); got.PerSecond != 1 {
		t.Errorf("1%% of 3 is %v, want 1", got.PerSecond)
	}
}
