package dashboards

import (
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/units"

	"github.com/wiretax/wiretax/metrics"
)

// servicesRow shows what the services that Prometheus scrapes report. A series without an
// operation is named after its job, since one stack can have several services.
func servicesRow() row {
	return row{"Services", []cog.Builder[dashboard.Panel]{
		requestRate(),
		requestDuration(),
		itemRate(),
		ratingRate(),
		inFlight(),
		wireRate(),
		processTime(),
	}}
}

func requestRate() cog.Builder[dashboard.Panel] {
	perCode := sumBy(rate(selectFrom(metrics.RequestsTotal, chosenOperations())), metrics.LabelStack, metrics.LabelOperation, metrics.LabelCode)
	return continuous(text{
		"Requests by operation and code",
		"Requests a second that each long-running service answers, by operation and outcome in gRPC's words. Idle pairs are left out. " +
			"The harness starts services of its own for every trial; those are not scraped and do not appear in this row.",
		units.RequestsPerSecond,
	}, []query{{perCode + " > 0", legend(metrics.LabelStack, metrics.LabelOperation, metrics.LabelCode)}}).Span(half)
}

func requestDuration() cog.Builder[dashboard.Panel] {
	var queries []query
	for _, q := range quantiles {
		buckets := sumBy(rate(selectFrom(metrics.RequestDuration+"_bucket", chosenOperations())),
			labelBucket, metrics.LabelStack, metrics.LabelOperation)
		queries = append(queries, query{
			// An idle operation's quantile is NaN, which no comparison lets through.
			"histogram_quantile(" + q.value + ", " + buckets + ") >= 0",
			legend(metrics.LabelStack, metrics.LabelOperation) + " " + q.name,
		})
	}
	return continuous(text{
		"Duration inside the service",
		"Time inside the service from a request's headers to the end of its answer: p50 dotted, p90 dashed, p99 solid. " +
			"Network, kernel and client are not in it. Values are interpolated between histogram buckets and are estimates.",
		units.Seconds,
	}, queries, styled("p50", dotted), styled("p90", dashed)).Span(half)
}

func itemRate() cog.Builder[dashboard.Panel] {
	perOperation := sumBy(rate(selectFrom(metrics.StreamItemsTotal, chosenOperations())), metrics.LabelStack, metrics.LabelOperation, metrics.LabelDirection)
	return continuous(text{
		"Stream items",
		"Items of streams, pages and batches a second: books listed, ratings taken, actions and their answers. Idle streams are left out.",
		units.CountsPerSecond,
	}, []query{{perOperation + " > 0", legend(metrics.LabelStack, metrics.LabelOperation, metrics.LabelDirection)}}).Span(half)
}

func ratingRate() cog.Builder[dashboard.Panel] {
	return continuous(text{
		"Ratings uploaded",
		"Ratings a second by outcome: accepted, rejected, or repeated: they counted before, when a client first sent the same upload.",
		units.CountsPerSecond,
	}, []query{{
		sumBy(rate(metrics.RatingsTotal), metrics.LabelStack, metrics.LabelOutcome),
		legend(metrics.LabelStack, metrics.LabelOutcome),
	}}).Span(half)
}

func inFlight() cog.Builder[dashboard.Panel] {
	return continuous(text{
		"In flight",
		"Requests begun and not yet answered at the moment of each scrape. A line that climbs at a steady rate is a growing backlog.",
		units.Number,
	}, []query{{sumBy(metrics.RequestsInFlight, labelJob, metrics.LabelStack), legend(metrics.LabelStack, labelJob)}})
}

func wireRate() cog.Builder[dashboard.Panel] {
	return continuous(text{
		"Wire bytes per second",
		"TCP payload that each service reads (received, dashed) and writes (sent, solid) a second, all operations together.",
		units.BytesPerSecondIEC,
	}, []query{{
		sumBy(rate(metrics.WireBytesTotal), labelJob, metrics.LabelStack, metrics.LabelDirection),
		legend(metrics.LabelStack, labelJob, metrics.LabelDirection),
	}}, styled(metrics.Received, dashed))
}

func processTime() cog.Builder[dashboard.Panel] {
	// The process collector has no label stack. It is joined from the service's own
	// metrics of the same target.
	stack := " * on (" + labelJob + ", " + labelInstance + ") group_left (" + metrics.LabelStack + ") " +
		aggregate("group", metrics.RequestsInFlight, []string{labelJob, labelInstance, metrics.LabelStack})
	return continuous(text{
		"Process CPU",
		"CPU time that each service's process uses a second; 100 % is one CPU kept busy. " +
			"The counter moves in steps of 10 ms: good for the load of minutes, not for the cost of one request.",
		units.PercentUnit,
	}, []query{{sumBy(rate(processCPU)+stack, labelJob, metrics.LabelStack), legend(metrics.LabelStack, labelJob)}})
}
