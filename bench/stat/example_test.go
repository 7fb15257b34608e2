package stat_test

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/stat"
)

func ExampleJudge() {
	comparisons := stat.Judge([]stat.Sample{{
		// Median response times in µs: the stacks side by side in six blocks.
		A:      []float64{412, 398, 420, 405, 431, 401},
		B:      []float64{309, 301, 318, 300, 322, 305},
		Margin: 0.05,
	}})
	c := comparisons[0]
	fmt.Printf("%.0f against %.0f: ratio %.3f (95 %% %.3f to %.3f, n = %d)\n", c.B, c.A, c.Ratio, c.CI.Lo, c.CI.Hi, c.N)
	fmt.Printf("p %.2g: %s\n", c.Adjusted, c.Verdict)
	// Output:
	// 309 against 411: ratio 0.752 (95 % 0.744 to 0.760, n = 6)
	// p 1.1e-08: materially better
}
