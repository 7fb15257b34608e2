// Package conn holds the connections of clients: HTTP, those of net/http, and GRPC, those of
// grpc-go.
//
// Both open their connections before the first request and pick the one that fell idle last, so
// that stacks differ in nothing but the protocol. Both count what is retried and what came
// compressed, and name the kinds of failure alike.
package conn
