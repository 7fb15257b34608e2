package words

import (
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
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
	judged.ResponseP50:  {"p50 response time", "p50 latency", "p50", "lower", "higher"},
	judged.ResponseP90:  {"p90 response time", "p90 latency", "p90", "lower", "higher"},
	judged.ResponseP99:  {"p99 response time", "p99 latency", "p99", "lower", "higher"},
	judged.FirstItemP50: {"time to the first item, p50", "p50 first item", "first item", "lower", "higher"},
	judged.ServerCPU:    {"server CPU per request", "server CPU", "server CPU", "lower", "higher"},
	judged.ClientCPU:    {"client CPU per request", "client CPU", "client CPU", "lower", "higher"},
	judged.MessageBytes: {"message bytes, answer", "message bytes", "message bytes", "smaller", "larger"},
	judged.RequestBytes: {"message bytes, request", "request bytes", "request bytes", "smaller", "larger"},
	judged.WireBytes:    {"wire bytes per request, both ways", "wire bytes", "wire bytes", "smaller", "larger"},
}

// Metric is what the metric of that key is called.
func Metric(key string) MetricWords { return metrics[key] }

// Unit is that in which a quantity is printed.
func Unit(q judged.Quantity) page.Unit {
	switch q {
	case judged.Bytes:
		return page.Bytes
	case judged.PerSecond:
		return page.PerSecond
	}
	return page.Seconds
}
