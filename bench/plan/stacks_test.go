package plan

import (
	"slices"
	"testing"
)

func TestCarries(t *testing.T) {
	all := []string{"rest", "grpc", "rest-h2", "rest-pb", "rest-h2-pb", "grpc-json", "rest-ndjson", "node-grpc", "node-rest", "go-grpc"}
	for operation, want := range map[string][]string{
		"GetBook":                 all[:6],
		"Recommend":               slices.Concat(all[:6], all[7:]),
		"RatingHistory":           all[:6],
		"ListBooks":               all[:7],
		"UploadBookRatings":       all[:7],
		"RealtimeRecommendations": {"rest", "grpc", "grpc-json"},
		"GetOrder":                all[:2],
		"GetProduct":              all[:2],
		"GetStock":                all[:2],
		"PutBook":                 nil,
		"":                        nil,
	} {
		for _, stack := range append(all, "soap", "") {
			for _, name := range []string{stack, stack + "-twin"} {
				if got := Carries(operation, name); got != slices.Contains(want, stack) {
					t.Errorf("Carries(%q, %q) = %v, want %v", operation, name, got, !got)
				}
			}
		}
	}
}

func TestMeasures(t *testing.T) {
	for _, tt := range []struct {
		plan  Plan
		op    Operation
		stack string
		want  bool
	}{
		{Plan{}, Operation{Name: "x", Operation: "ListBooks"}, "rest-ndjson", true},
		{Plan{}, Operation{Name: "ListBooks", Operation: "GetBook"}, "rest-ndjson", false},
		{Plan{Pairs: make([]Pair, 1)}, Operation{Name: "cart"}, "a", true},
	} {
		if got := tt.plan.Measures(tt.op, tt.stack); got != tt.want {
			t.Errorf("Measures(%+v, %s) = %v, want %v", tt.op, tt.stack, got, tt.want)
		}
	}
}
