// Package bench_test holds the Go benchmarks. Their names carry their keys, so that
// benchstat can pivot them:
//
//	go test -run '^$' -bench . -count 10 ./bench/ | benchstat -col /stack -
//
// BenchmarkEncode and BenchmarkDecode measure a codec alone, on an answer in memory.
// BenchmarkCall and BenchmarkStream measure an operation over loopback TCP; the services are
// processes of their own. BenchmarkOverBare compares a service with a bare handler.
//
// What is reported, for each operation:
//
//   - ns/op is the elapsed time, divided by the requests of all callers. B/op and allocs/op
//     are the heap of this process, which is the client.
//   - msg-B/op is what was encoded: the message, or request and answer together.
//   - wire-B/op is the TCP payload both ways, as the client's kernel counted it.
//   - p50-ns and p99-ns are quantiles of the time from when a request was handed to the
//     client to when its answer was decoded; first-ns is the median of the same for the first
//     item of an answer that is a stream. A quantile with too few requests is left out.
//   - items/s is how many items the streams carried in a second.
//   - server-cpu-ns/op and client-cpu-ns/op are the CPU time of the service's process and of
//     this one, including all that its runtime does.
//
// With -shuffle the cases of a benchmark run in random order too. docs/benchmarks.md says
// more of each unit.
package bench_test
