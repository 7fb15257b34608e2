package words

import (
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/contract"
)

// MetricWords are what a metric is called.
type MetricWords struct {
	// Title stands in tables, label in pictures, short in lists.
	Title, Label, Short string
	// less and more complete "gRPC is 2.9 times …".
	less, more string
}

// metrics are the words for those that a plan may judge.
var metrics = map[string]MetricWords{
	contract.ResponseP50:  {"p50 response time", "p50 latency", "p50", "lower", "higher"},
	contract.ResponseP90:  {"p90 response time", "p90 latency", "p90", "lower", "higher"},
	contract.ResponseP99:  {"p99 response time", "p99 latency", "p99", "lower", "higher"},
	contract.FirstItemP50: {"time to the first item, p50", "p50 first item", "first item", "lower", "higher"},
	contract.ServerCPU:    {"server CPU per request", "server CPU", "server CPU", "lower", "higher"},
	contract.ClientCPU:    {"client CPU per request", "client CPU", "client CPU", "lower", "higher"},
	contract.MessageBytes: {"message bytes, answer", "message bytes", "message bytes", "smaller", "larger"},
	contract.RequestBytes: {"message bytes, request", "request bytes", "request bytes", "smaller", "larger"},
	contract.WireBytes:    {"wire bytes per request, both ways", "wire bytes", "wire bytes", "smaller", "larger"},
	contract.Segments:     {"TCP segments per request, both ways", "TCP segments", "TCP segments", "fewer", "more"},

	contract.ServerMemory:     {"server memory, peak resident", "server memory", "server memory", "smaller", "larger"},
	contract.LiveHeap:         {"server's live heap", "live heap", "live heap", "smaller", "larger"},
	contract.ConnectionMemory: {"server memory per connection", "memory per connection", "connection memory", "smaller", "larger"},
}

// Metric is what the metric of that key is called.
func Metric(key string) MetricWords { return metrics[key] }

// Unit is that in which a quantity is printed.
func Unit(q record.Quantity) page.Unit {
	switch q {
	case record.Bytes, record.Memory:
		return page.Bytes
	case record.PerSecond:
		return page.PerSecond
	case record.Count:
		return page.Plain
	}
	return page.Seconds
}
