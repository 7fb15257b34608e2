package words

import (
	"fmt"
	"math"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// Waited says how much of the response time of a connection-bound window the wait was, and of
// which quantile. Most, from [AtMost], stands before the share.
func Waited(w *record.Window, most string) string {
	share, quantile, _ := w.ConnectionBound()
	return fmt.Sprintf("the %s of the wait for a connection or a stream was %s%s of the response time's %[1]s", quantile, most, page.Percent(share))
}

// Moved says a drift in words.
func Moved(drift float64) string {
	direction := "up"
	if drift < 1 {
		direction = "down"
	}
	return direction + " by " + page.Percent(math.Abs(drift-1))
}

// AtMost says that a figure is the largest of several.
func AtMost(n int) string {
	if n == 1 {
		return ""
	}
	return "at the most "
}
