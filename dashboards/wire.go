package dashboards

import (
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/units"

	"github.com/wiretax/wiretax/metrics"
)

// wireRow shows the size of the message alone, and of everything that is sent with it.
func wireRow() row {
	message := text{
		"Message bytes: $operation",
		"Mean size of one encoded message: received is the answer, sent the request (for a GET its path and query). " +
			"This is the encoding alone, without headers or framing. The shorter bar costs less.",
		units.BytesIEC,
	}
	wire := text{
		"Wire bytes per request: $operation",
		"TCP payload for one request as the client's kernel counts it: message, framing and headers, and with TLS its records. " +
			"What exceeds the message bytes above is the transport's share.",
		units.BytesIEC,
	}
	return row{"The wire", []cog.Builder[dashboard.Panel]{
		perOperation(bars(message, bothDirections(metrics.LoadMessageBytes))),
		perOperation(bars(wire, bothDirections(metrics.LoadWireBytes))),
	}}
}

func bothDirections(metric string) []query {
	var all []query
	for _, direction := range []string{metrics.Received, metrics.Sent} {
		all = append(all, query{
			latest(own(metric, equal(metrics.LabelDirection, direction))),
			legend(metrics.LabelStack, metrics.LabelDirection),
		})
	}
	return all
}
