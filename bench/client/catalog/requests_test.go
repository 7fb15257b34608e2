package catalog

import (
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
)

func TestRequestsAreTheSameForTheSameSeed(t *testing.T) {
	ids := []int32{3, 5, 8, 13, 21}
	for _, op := range []string{"GetBook", "Recommend", "RatingHistory", "GetStock", "GetProduct", "GetOrder"} {
		asked := plan.Operation{Operation: op, Items: 10}
		a, second, other := Requests(1, asked, ids), Requests(1, asked, ids), Requests(2, asked, ids)
		same := 0
		for i := range a {
			if a[i] != second[i] {
				t.Fatalf("Requests(1, %s)[%d] = %+v and %+v", op, i, a[i], second[i])
			}
			if a[i] == other[i] {
				same++
			}
		}
		if same == len(a) {
			t.Errorf("%s: seeds 1 and 2 give the same requests", op)
		}
	}
}
