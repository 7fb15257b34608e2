package words

import (
	"fmt"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/contract"
)

// UnderLoad says under which load an operation ran.
func UnderLoad(r *judged.Run, op record.Operation) string {
	parts := []string{ArrivalsOf(r.Plan), page.Count(r.Plan.Connections, "connection")}
	if op.Items > 0 {
		parts = append(parts, Items(op))
	}
	if op.Streams > 0 {
		parts = append(parts, page.Count(op.Streams, "stream")+" open (each WebSocket on a connection of its own)")
	}
	parts = append(parts, Settings(r.Plan, op)...)
	return fmt.Sprintf("At %s: %s.", page.Rate(op.Rate), strings.Join(parts, ", "))
}

// Items says what a request asks for, or sends, so many of.
func Items(op record.Operation) string {
	switch op.Operation {
	case contract.UploadBookRatings:
		return page.Count(op.Items, "item") + " sent in a request"
	case contract.GetOrder:
		return "orders of " + page.Count(judged.Lines.Number(op), "line") + " by " + CallsTitle(judged.CallStyle(op))
	}
	return page.Count(op.Items, "item") + " asked for in a request"
}

// CallsTitle says how an order gets its products.
func CallsTitle(style string) string {
	if style == "batch" {
		return "one batch"
	}
	return style + " calls"
}

// Settings are those of the plan, and the work of an operation, that are not the usual ones.
func Settings(p *record.Plan, op record.Operation) []string {
	var parts []string
	if p.TLS {
		parts = append(parts, "TLS")
	}
	if p.Compression != "" && p.Compression != "none" {
		parts = append(parts, "compression "+p.Compression)
	}
	if p.Profile != "" && p.Profile != "default" {
		parts = append(parts, "profile "+p.Profile)
	}
	if op.Work != "" {
		parts = append(parts, "handler cost "+op.Work)
	}
	return parts
}

// ArrivalsOf names the schedule of a plan.
func ArrivalsOf(p *record.Plan) string { return Arrivals(p.Arrivals) }

// Arrivals names the schedule of an open loop.
func Arrivals(arrivals string) string {
	if arrivals == contract.Poisson {
		return "Poisson arrivals"
	}
	return arrivals + " arrivals"
}
