package words

import (
	"strings"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/contract"
)

// ExactFor says which requests the ratios of bytes of a pair are exact for, and what they may be
// for others. It is empty if the trials do not say.
func ExactFor(p *judged.Pair) string {
	requests := 0
	var others []string
	for _, key := range []string{contract.MessageBytes, contract.RequestBytes, contract.WireBytes} {
		f := p.Figure(key)
		if f == nil || f.Missing.Any() {
			continue
		}
		over := &f.OverRequests
		requests = max(requests, over.Requests)
		if over.CI.Known() {
			others = append(others, Metric(key).Short+" "+overRequests(f.Ratio, over))
		}
	}
	switch {
	case requests == 0:
		return ""
	case len(others) == 0:
		return "Ratios of bytes are exact for the " + number(requests) + " of this plan and say nothing of others."
	}
	return "Ratios of bytes are exact for the " + number(requests) + " of this plan; over requests like these (95 %): " + strings.Join(others, ", ") + "."
}

// overRequests prints an interval over requests with the decimals of the ratio.
func overRequests(ratio float64, over *judged.OverRequests) string {
	text := page.Ratios(ratio, over.CI.Lo, over.CI.Hi)
	said := text[1]
	if text[2] != said {
		said += " to " + text[2]
	}
	if over.SameOverhead {
		said += ", with headers, frames and pings taken to be as long for each"
	}
	return said
}

func number(requests int) string {
	if requests == 1 {
		return "one request"
	}
	return page.Count(requests, "different request")
}
