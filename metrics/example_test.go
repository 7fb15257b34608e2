package metrics_test

import (
	"fmt"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"

	"github.com/wiretax/wiretax/metrics"
)

// A service counts each request from its beginning to its end.
func ExampleNewService() {
	reg := prometheus.NewRegistry()
	service := metrics.NewService(reg, "grpc")

	service.Begin() // goes on
	begun := service.Begin()
	service.End(begun, "GetBook", "NOT_FOUND")

	families, err := reg.Gather()
	if err != nil {
		fmt.Println(err)
	}
	for _, family := range families {
		if family.GetName() == metrics.RequestsInFlight {
			expfmt.MetricFamilyToText(os.Stdout, family)
		}
	}
	// Output:
	// # HELP wiretax_requests_in_flight Requests begun and not yet answered.
	// # TYPE wiretax_requests_in_flight gauge
	// wiretax_requests_in_flight{stack="grpc"} 1
}

// The harness shows a trial when it has ended. What was not measured stays out: here the
// CPU time of the client.
func ExampleNewLoad() {
	reg := prometheus.NewRegistry()
	load := metrics.NewLoad(reg)

	load.Observe(metrics.Trial{
		Stack: "rest", Operation: "GetBook", Tool: "wiretax", Valid: true,
		Requests: 1000, OfferedRPS: 500, AchievedRPS: 500,
		ServerCPU: new(48e-6),
	})

	families, err := reg.Gather()
	if err != nil {
		fmt.Println(err)
	}
	for _, family := range families {
		if family.GetName() == metrics.LoadCPUPerRequest {
			expfmt.MetricFamilyToText(os.Stdout, family)
		}
	}
	// Output:
	// # HELP wiretax_load_cpu_seconds_per_request CPU time for one request in the latest valid trial, of the client or of the server.
	// # TYPE wiretax_load_cpu_seconds_per_request gauge
	// wiretax_load_cpu_seconds_per_request{operation="GetBook",role="server",stack="rest",tool="wiretax"} 4.8e-05
}
