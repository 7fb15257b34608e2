package dashboards

import (
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/units"

	"github.com/wiretax/wiretax/metrics"
)

// generatorsRow compares well-known load generators with the project's own engine.
func generatorsRow() row {
	panel := func(title, description, selector string) cog.Builder[dashboard.Panel] {
		return perOperation(bars(text{title, description, units.Seconds}, []query{{
			latest(selector), legend(metrics.LabelStack, metrics.LabelTool),
		}}))
	}
	const read = " Compare bars of one colour: the same service at the same rate, so that what differs is the generator."
	const start = " The other generators count from the actual start of a request and not from the intended one, which hides their own lateness."
	return row{"Outside generators", []cog.Builder[dashboard.Panel]{
		panel("p50 by generator: $operation",
			"Median response time as each generator reports it: ghz drives gRPC, vegeta REST, wiretax both."+start+read,
			anyTool(metrics.LoadResponseQuantile, equal(metrics.LabelQuantile, "0.5"))),
		panel("p99 by generator: $operation",
			"99th percentile of the response time as each generator reports it."+start+read,
			anyTool(metrics.LoadResponseQuantile, equal(metrics.LabelQuantile, "0.99"))),
		panel("Client CPU by generator: $operation",
			"CPU time that the generator spends on one request. An expensive client takes CPU time and batching from the server that it measures."+read,
			anyTool(metrics.LoadCPUPerRequest, equal(metrics.LabelRole, metrics.Client))),
	}}
}
