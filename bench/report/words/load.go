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
	arm := r.Of(op)
	parts := []string{Arrivals(r.Plan.Arrivals), page.Count(arm.Connections, "connection")}
	if op.Items > 0 {
		parts = append(parts, Items(op))
	}
	if op.Streams > 0 {
		parts = append(parts, page.Count(op.Streams, "stream")+" open (each WebSocket on a connection of its own)")
	}
	parts = append(parts, settings(&arm)...)
	if arm.Work != "" {
		parts = append(parts, "handler cost "+arm.Work)
	}
	said := fmt.Sprintf("At %s: %s.", Rate(r, op), strings.Join(parts, ", "))
	if arm.Client == contract.LeanClient {
		said += " The lean client drove this; its CPU time is wiretax's own, which no application pays."
	}
	return said
}

// Rate says at which rate an operation ran, with the share of each arm's capacity where that was
// measured.
func Rate(r *judged.Run, op record.Operation) string {
	said := page.Rate(op.Rate.PerSecond)
	var shares []string
	for _, a := range r.Capacities(op) {
		shares = append(shares, fmt.Sprintf("%.0f %% of what %s can do", op.Rate.PerSecond/a.CapacityRPS*100, a.Title))
	}
	if len(shares) == 0 {
		return said
	}
	return said + " (" + strings.Join(shares, ", ") + ")"
}

// Shares are the shares of each arm's capacity that the rate of an operation is, where that was measured:
// "REST 10 %, gRPC 8 %".
func Shares(r *judged.Run, op record.Operation) string {
	var shares []string
	for _, a := range r.Capacities(op) {
		shares = append(shares, a.Title+" "+page.Percent(op.Rate.PerSecond/a.CapacityRPS))
	}
	return strings.Join(shares, ", ")
}

// AtRate is what an operation is called, with its rate and the shares of each arm's capacity that this
// is.
func AtRate(r *judged.Run, op record.Operation) string {
	name, rate := Operation(r, op.Name), page.Rate(op.Rate.PerSecond)
	said := name + " at " + rate
	if strings.Contains(name, " at ") { // a rate, or a share of capacity that it was taken from
		if said = name; op.Rate.Share != 0 && op.Rate.PerSecond != 0 {
			said += ": " + rate
		}
	}
	if shares := Shares(r, op); shares != "" {
		said += " (" + shares + ")"
	}
	return said
}

// Items says what a request asks for, or sends, so many of.
func Items(op record.Operation) string {
	switch op.Operation {
	case contract.UploadBookRatings:
		return page.Count(op.Items, "item") + " sent in a request"
	case contract.GetOrder:
		return "orders of " + page.Count(judged.LinesOf(op), "line") + " by " + CallsTitle(judged.CallStyle(op))
	}
	return page.Count(op.Items, "item") + " asked for in a request"
}

// CallsTitle is what the calls of an order are called.
func CallsTitle(style string) string {
	if style == contract.Batch {
		return "one batch"
	}
	return style + " calls"
}

// settings are those of an arm that are not the usual ones.
func settings(a *record.Arm) []string {
	var parts []string
	if a.TLS {
		parts = append(parts, "TLS")
	}
	if a.Compression != "" && a.Compression != contract.NoCompression {
		parts = append(parts, "compression "+a.Compression)
	}
	if a.Profile != "" && a.Profile != contract.DefaultProfile {
		parts = append(parts, "profile "+a.Profile)
	}
	if a.Client != "" && a.Client != contract.NativeClient {
		parts = append(parts, "client "+a.Client)
	}
	return parts
}

// SettingsOfAll are those that all arms of a run share, and which ones vary; more follows the number of
// connections.
func SettingsOfAll(r *judged.Run, more string) string {
	arm := r.Of(r.Plan.Operations[0])
	connections := page.Count(arm.Connections, "connection")
	var varied []string
	for _, v := range append([]record.Value{{Key: arm.Axis}}, arm.Conditions...) {
		switch v.Key {
		case "":
			continue
		case "connections":
			connections = "connections as each name says"
			continue
		case "tls":
			arm.TLS = false
		case "compression":
			arm.Compression = ""
		case "profile":
			arm.Profile = ""
		case "client":
			arm.Client = ""
		}
		varied = append(varied, v.Key)
	}
	parts := append([]string{Arrivals(r.Plan.Arrivals), connections + more}, settings(&arm)...)
	if len(varied) > 0 {
		parts = append(parts, page.And(varied)+" as each name says")
	}
	return strings.Join(parts, ", ")
}

// Arrivals names the schedule of an open loop.
func Arrivals(arrivals string) string {
	if arrivals == contract.Poisson {
		return "Poisson arrivals"
	}
	return arrivals + " arrivals"
}
