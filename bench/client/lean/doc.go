// Package lean is a client that costs little CPU time, so that what a service costs can be measured
// with the generator out of the way. Requests are encoded once. One event loop on each of the
// client's CPUs writes them to non-blocking sockets, reads the answers and keeps the schedule;
// there is no goroutine for a request or a connection. Answers are checked by status and length,
// and in full if the engine asks for that.
//
// It speaks HTTP/1.1, HTTP/2 and gRPC, in plaintext or over TLS. What an application pays with the
// usual libraries is what the native clients measure, in packages catalog and anycall. Both kinds
// have the same schedule, records and checks: the engine does not know which one it drives.
package lean
