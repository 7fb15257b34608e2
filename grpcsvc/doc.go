// Package grpcsvc serves the catalog over gRPC, on package grpcserver: it turns protobuf
// messages into queries of package catalog and its answers into messages, in protobuf or in
// JSON. Limits and validation are the catalog's.
//
// A listing is a stream of one book a message, an upload a stream of one rating a message, and
// the real-time recommendations a stream both ways.
package grpcsvc
