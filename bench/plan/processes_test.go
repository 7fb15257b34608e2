package plan

import "testing"

// Orders are asked for line by line, and one line at a time, unless the plan says otherwise.
func TestCallsOfAnOrder(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Operation
	}{
		{"{name: GetOrder, rate: 1}", Operation{Name: "GetOrder", Operation: "GetOrder", Rate: PerSecond(1), Items: 1, Calls: "serial"}},
		{"{name: x, operation: GetOrder, rate: 1, items: 100, calls: batch}", Operation{Name: "x", Operation: "GetOrder", Rate: PerSecond(1), Items: 100, Calls: "batch"}},
		{"{name: x, operation: GetOrder, rate: 1, items: 2, calls: parallel}", Operation{Name: "x", Operation: "GetOrder", Rate: PerSecond(1), Items: 2, Calls: "parallel"}},
		{"{name: GetProduct, rate: 1}", Operation{Name: "GetProduct", Operation: "GetProduct", Rate: PerSecond(1)}},
	} {
		p, err := Parse([]byte(with("operations: [" + tt.text + "]")))
		if err != nil || len(p.Operations) != 1 || p.Operations[0] != tt.want {
			t.Errorf("Parse(%s) = %+v, %v, want %+v", tt.text, p.Operations, err, tt.want)
		}
	}
}
