package reporttest

import (
	"math"

	"github.com/wiretax/wiretax/bench/record"
)

// Distinct is how many different requests a synthetic run asks.
const Distinct = 512

// groups are those of a trial whose answers are of a size by themselves and more or less the same
// text on every stack. The mean sizes are those of the costs, but for rounding.
func groups(c Cost, requests int64) record.RequestGroups {
	const number = 20
	g := record.RequestGroups{Distinct: Distinct, Sums: make([]record.RequestSum, number)}
	for i := range g.Sums {
		n := max(0, requests/number+int64(i%2)*2-1)
		text := min(120, c.Answer/4) * math.Sin(float64(2*i+1)*math.Pi/number) // over all groups nothing
		g.Sums[i] = record.RequestSum{
			Completed: n, RequestBytes: int64(c.Request) * n, AnswerBytes: int64(math.Round((c.Answer + text) * float64(n))),
		}
	}
	return g
}
