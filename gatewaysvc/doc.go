// Package gatewaysvc is the public API of gateway/ once more, in Go: JSON over HTTP outside,
// on gin, and gRPC to the book service inside. It is there to be compared with the one in
// Node.js, so both answer the same, errors included, hold to the same deadline and keep as
// many connections to the service: a test of gateway/ asks both.
//
// What a REST service needs beside its routes is httpserver's: limits, problem documents,
// counts, logs, gzip for those who ask for it, /healthz, and an end without a lost request.
package gatewaysvc
