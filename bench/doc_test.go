// Package bench_test holds the Go benchmarks. Their names carry their keys, so that
// benchstat can pivot them:
//
//	go test -bench . -count 10 ./bench/ | benchstat -col /stack -
//
// wire-B/op is the TCP payload of one call both ways, as the kernel counted it, and
// msg-B/op the size of the encoded answer. The services run as processes of their own, so
// ns/op is the time of a caller, while allocations are the client's alone.
package bench_test
