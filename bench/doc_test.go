// Package bench_test holds the Go benchmarks. Their names carry their keys, so that
// benchstat can pivot them:
//
//	go test -run '^$' -bench . -count 10 ./bench/ | benchstat -col /stack -
//
// BenchmarkEncode and BenchmarkDecode are a codec alone, on an answer in memory.
// BenchmarkCall and BenchmarkStream are an operation over loopback TCP, asked of services
// that are processes of their own. BenchmarkOverBare is a service beside a bare handler.
//
// What is reported, for each operation:
//
//   - ns/op is the time by the clock: of callers that ask together, that of all of them for
//     one request of theirs. B/op and allocs/op are the heap of this process, which is the
//     client.
//   - msg-B/op is what was encoded: the message, or request and answer together.
//   - wire-B/op is the TCP payload both ways, as the client's kernel counted it.
//   - p50-ns and p99-ns are quantiles of the time from when a request was handed to the
//     client to when its answer was decoded; first-ns is the median of the same for the first
//     item of an answer that is a stream. With too few requests to say one, it is left out.
//   - items/s is how many items the streams carried in a second.
//   - server-cpu-ns/op and client-cpu-ns/op are the CPU time of the service's process and of
//     this one, with all that its runtime does beside.
//
// With -shuffle the cases of a benchmark run in random order too. docs/benchmarks.md says
// more of each unit.
package bench_test
