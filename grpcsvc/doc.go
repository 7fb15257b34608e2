// Package grpcsvc serves the catalog over gRPC: it turns protobuf messages into queries of
// package catalog and its answers into messages. Limits and validation are the catalog's.
package grpcsvc
