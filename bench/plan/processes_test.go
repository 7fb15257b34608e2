package plan

import (
	"slices"
	"testing"
)

func TestChain(t *testing.T) {
	for operation, want := range map[string][]string{
		"GetOrder":   {"order", "product", "inventory"},
		"GetProduct": {"product", "inventory"},
		"GetStock":   {"inventory"},
		"GetBook":    nil,
		"order":      nil,
		"":           nil,
	} {
		if got := Chain(operation); !slices.Equal(got, want) {
			t.Errorf("Chain(%q) = %q, want %q", operation, got, want)
		}
	}
}

func TestGateway(t *testing.T) {
	for _, tt := range []struct {
		stack, program, inside string
		ok                     bool
	}{
		{"node-grpc", "node", "grpc", true},
		{"node-rest", "node", "rest", true},
		{"go-grpc", "go", "grpc", true},
		{"go-grpc-twin", "go", "grpc", true},
		{"go-rest", "", "", false},
		{"rest-h2", "", "", false},
		{"grpc-json", "", "", false},
		{"node", "", "", false},
		{"", "", "", false},
	} {
		program, inside, ok := Gateway(tt.stack)
		if program != tt.program || inside != tt.inside || ok != tt.ok {
			t.Errorf("Gateway(%q) = %q, %q, %v, want %q, %q, %v", tt.stack, program, inside, ok, tt.program, tt.inside, tt.ok)
		}
	}
}

// Orders are asked for line by line, and one line at a time, unless the plan says otherwise.
func TestCallsOfAnOrder(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Operation
	}{
		{"{name: GetOrder, rate: 1}", Operation{Name: "GetOrder", Operation: "GetOrder", Rate: 1, Items: 1, Calls: "serial"}},
		{"{name: x, operation: GetOrder, rate: 1, items: 100, calls: batch}", Operation{Name: "x", Operation: "GetOrder", Rate: 1, Items: 100, Calls: "batch"}},
		{"{name: x, operation: GetOrder, rate: 1, items: 2, calls: parallel}", Operation{Name: "x", Operation: "GetOrder", Rate: 1, Items: 2, Calls: "parallel"}},
		{"{name: GetProduct, rate: 1}", Operation{Name: "GetProduct", Operation: "GetProduct", Rate: 1}},
	} {
		p, err := Parse([]byte(with("operations: [" + tt.text + "]")))
		if err != nil || len(p.Operations) != 1 || p.Operations[0] != tt.want {
			t.Errorf("Parse(%s) = %+v, %v, want %+v", tt.text, p.Operations, err, tt.want)
		}
	}
}
