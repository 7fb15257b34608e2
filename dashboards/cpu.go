package dashboards

import (
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/units"

	"github.com/wiretax/wiretax/metrics"
)

// cpuRow shows the CPU time that a request costs the server and the client.
func cpuRow() row {
	panel := func(process, title, description string) cog.Builder[dashboard.Panel] {
		return perOperation(trend(text{title, description, units.Seconds}, []query{{
			own(metrics.LoadCPUPerRequest, equal(metrics.LabelRole, process)),
			legend(metrics.LabelStack),
		}}))
	}
	return row{"CPU", []cog.Builder[dashboard.Panel]{
		panel(metrics.Server, "Server CPU per request: $operation",
			"User and system CPU time of the server process, divided by the requests of the trial, by valid trial. "+
				"The lower line is the cheaper stack. It holds for the offered rate above: idle processes pay more for each wake-up."),
		panel(metrics.Client, "Client CPU per request: $operation",
			"User and system CPU time of the client process, without the thread that keeps the schedule, divided by the requests of the trial, by valid trial. "+
				"The lower line is the stack that costs its clients less."),
	}}
}
