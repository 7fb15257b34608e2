package conformance_test

import (
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

const (
	requests    = 500
	connections = 4
)

// busy is a service whose requests take a while, for some hundred a second.
func busy(t *testing.T, s stack, more func(*serving.Config)) *service {
	t.Helper()
	return start(t, s.service, config{more: func(c *serving.Config) {
		c.Work.Wait = 5 * time.Millisecond
		more(c)
	}})
}

// drive asks for books, over each connection as soon as the last was answered, and returns
// what became of it.
func drive(t *testing.T, stackName, address string) (<-chan load.Result, catalog.Client) {
	t.Helper()
	client, err := catalog.New(t.Context(), stackName, catalog.Config{
		Address: address, Operation: "GetBook", Connections: connections,
		Requests: catalog.Requests(1, plan.Operation{Operation: "GetBook"}, sharedBooks().IDs()),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	done := make(chan load.Result, 1)
	go func() {
		result, err := load.Closed(t.Context(), client, load.Loop{Callers: connections, Requests: requests}, load.Phase{Timeout: patience})
		if err != nil {
			t.Errorf("drive %s: %v", stackName, err)
		}
		done <- result
	}()
	return done, client
}

// checkNoLoss wants every request answered. It logs how many requests the transport retried by
// itself, which it does if it knows that no service has seen them.
func checkNoLoss(t *testing.T, result load.Result, client catalog.Client, services []*service) {
	t.Helper()
	var answered, other float64
	for _, s := range services {
		answered += s.value(t, metrics.RequestsTotal, metrics.LabelOperation, "GetBook", metrics.LabelCode, "OK")
		other += s.value(t, metrics.RequestsTotal, metrics.LabelOperation, "GetBook")
	}
	other -= answered
	t.Logf("%d requests, %d completed, %d sent again, over %d connections; %v answered by %d services",
		result.Requests, result.Completed, client.Retries(), client.Opened(), answered, len(services))
	if result.Requests != requests || result.Completed != requests || len(result.Failures) > 0 {
		t.Errorf("%d of %d requests were completed, failures %v; want all", result.Completed, result.Requests, result.Failures)
	}
	if answered < float64(result.Completed) || other > 0 {
		t.Errorf("the services answered %v requests rightly and %v otherwise, want at least %d and 0", answered, other, result.Completed)
	}
}

// Services that are replaced under load lose no request: the new one serves before the old one
// stops, and the old one asks its clients to leave before that.
func TestRollingRestart(t *testing.T) {
	for _, stack := range []stack{stackNamed("rest"), stackNamed("rest-h2"), stackNamed("grpc")} {
		t.Run(stack.name, func(t *testing.T) {
			t.Parallel()
			relay := openRelay(t)
			var generations []*service
			restart := func() *service {
				s := busy(t, stack, func(c *serving.Config) { c.DrainDelay = 100 * time.Millisecond })
				generations = append(generations, s)
				relay.to.Store(&s.address)
				return s
			}
			newest := restart()
			results, client := drive(t, stack.name, relay.address)
			for len(results) == 0 {
				eventually(t, "the new service being used, or the end of the load", func() (any, bool) {
					n := newest.value(t, metrics.RequestsTotal, metrics.LabelOperation, "GetBook")
					return n, n >= 20 || len(results) > 0
				})
				old := newest
				newest = restart()
				old.stop(brief(t))
			}
			checkNoLoss(t, <-results, client, generations)
			if n := len(generations) - 1; n < 3 {
				t.Errorf("the service was restarted %d times under load, want more", n)
			}
		})
	}
}

// Connections that are replaced because of their age lose no request either.
func TestConnectionAge(t *testing.T) {
	for _, stack := range []stack{stackNamed("rest"), stackNamed("rest-h2"), stackNamed("grpc")} {
		t.Run(stack.name, func(t *testing.T) {
			t.Parallel()
			s := busy(t, stack, func(c *serving.Config) { c.ConnectionAge = 150 * time.Millisecond })
			results, client := drive(t, stack.name, s.address)
			checkNoLoss(t, <-results, client, []*service{s})
			if n := client.Opened(); n < 3*connections {
				t.Errorf("%d connections were opened, want each of %d replaced several times", n, connections)
			}
		})
	}
}
