package plan

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/contract"
)

// allOperations are those that a plan may name, as errors list them.
var allOperations = strings.Join(operationNames(), ", ")

func stackNames() (names []string) {
	for _, s := range contract.Stacks() {
		names = append(names, s.Name)
	}
	return names
}

// The names that a plan may use, and the stack that a twin repeats.
func TestCarries(t *testing.T) {
	for _, test := range []struct {
		operation, stack string
		want             bool
	}{
		{"GetBook", "rest", true}, {"GetBook", "grpc", true}, {"GetBook", "grpc-json", true},
		{"GetBook", "rest-ndjson", false}, {"GetBook", "node-grpc", false},
		{"Recommend", "go-grpc", true}, {"ListBooks", "rest-ndjson", true}, {"ListBooks", "node-rest", false},
		{"RealtimeRecommendations", "rest", true}, {"RealtimeRecommendations", "rest-pb", false},
		{"GetOrder", "grpc", true}, {"GetOrder", "grpc-json", false},
		{"PutBook", "rest", false}, {"", "rest", false}, {"GetBook", "soap", false}, {"GetBook", "", false}, {"", "", false},
	} {
		for _, name := range []string{test.stack, test.stack + "-twin"} {
			if got := Carries(test.operation, name); got != test.want {
				t.Errorf("Carries(%q, %q) = %v, want %v", test.operation, name, got, test.want)
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
