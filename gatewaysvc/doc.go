// Package gatewaysvc is the public API of gateway/ written in Go: JSON over HTTP for callers, on
// package httpserver, and gRPC to the book service. It exists to be compared with the one in
// Node.js, so both give the same answers, errors included, have the same deadline and keep as
// many connections to the service. A test of gateway/ asks both.
package gatewaysvc
