package dashboards

import (
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/units"

	"github.com/wiretax/wiretax/metrics"
)

// quantiles are the quantiles that the panels show, by the value of the label quantile and their
// usual name.
var quantiles = []struct{ value, name string }{{"0.5", "p50"}, {"0.9", "p90"}, {"0.99", "p99"}}

// lagLimitSeconds is the lag p99 beyond which p99 of the response does not count.
const lagLimitSeconds = 1e-3

// latencyRow shows response times and whether the harness could do what it was asked.
func latencyRow() row {
	return row{"Latency", []cog.Builder[dashboard.Panel]{
		responseTime(),
		offeredAgainstAchieved(),
		lag(),
		failures(),
		trials(),
	}}
}

func responseTime() cog.Builder[dashboard.Panel] {
	var queries []query
	for _, q := range quantiles {
		queries = append(queries, query{
			own(metrics.LoadResponseQuantile, equal(metrics.LabelQuantile, q.value)),
			legend(metrics.LabelStack) + " " + q.name,
		})
	}
	return perOperation(trend(text{
		"Response time: $operation",
		"Response time from the moment at which the schedule wanted the request sent, so that a stall counts against everyone it delayed. " +
			"One step a valid trial; p50 dotted, p90 dashed, p99 solid; no p99 if the generator was late. " +
			"Compare the same line style between the colours. Trials differ by themselves: RESULTS.md says which differences are real.",
		units.Seconds,
	}, queries, styled("p50", dotted), styled("p90", dashed)))
}

func offeredAgainstAchieved() cog.Builder[dashboard.Panel] {
	return perOperation(trend(text{
		"Offered and achieved: $operation",
		"Requests a second that the schedule asked for (dashed) and that were answered (solid), by valid trial. " +
			"If more than 1 % is missing, service or generator could not keep up: such a trial is invalid and only counts under Trials.",
		units.RequestsPerSecond,
	}, []query{
		{own(metrics.LoadOfferedRPS), legend(metrics.LabelStack) + " offered"},
		{own(metrics.LoadAchievedRPS), legend(metrics.LabelStack) + " achieved"},
	}, styled("offered", dashed)))
}

func lag() cog.Builder[dashboard.Panel] {
	return limit(trend(text{
		"Generator lag p99",
		"How late the harness itself sent requests, p99 of each valid trial, the worst of the chosen operations. " +
			"It is the instrument's own error: above the red line at 1 ms p99 of the response may not count, and then is not shown.",
		units.Seconds,
	}, []query{{
		maxBy(own(metrics.LoadLagQuantile, equal(metrics.LabelQuantile, "0.99")), metrics.LabelStack),
		legend(metrics.LabelStack),
	}}), lagLimitSeconds)
}

func failures() cog.Builder[dashboard.Panel] {
	return trend(text{
		"Failed requests",
		"Share of all requests of measured windows that failed, since the harness started, in invalid trials too. " +
			"It should be zero; anything else makes the figures beside it doubtful.",
		units.PercentUnit,
	}, []query{{
		sumBy(own(metrics.LoadErrorsTotal), metrics.LabelStack) + " / " + sumBy(own(metrics.LoadRequestsTotal), metrics.LabelStack),
		legend(metrics.LabelStack),
	}})
}

func trials() cog.Builder[dashboard.Panel] {
	ended := sumBy(own(metrics.LoadTrialsTotal), metrics.LabelStack)
	// A stack without a valid trial has no such series; here it shows zero.
	valid := sumBy(own(metrics.LoadTrialsTotal, equal(metrics.LabelValid, "true")), metrics.LabelStack) + " or " + ended + " * 0"
	return trend(text{
		"Trials",
		"Trials since the harness started: all that ended, and those that may count. " +
			"Ended (dashed) above valid (solid) means that some do not: the panels of figures and RESULTS.md leave those out, and the harness says on its terminal what was wrong.",
		units.Number,
	}, []query{
		{ended, legend(metrics.LabelStack) + " ended"},
		{valid, legend(metrics.LabelStack) + " valid"},
	}, styled("ended", dashed))
}
