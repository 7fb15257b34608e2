// Package grpcsvc serves the catalog over gRPC: it turns protobuf messages into queries of
// package catalog and its answers into messages. Limits and validation are the catalog's.
//
// Calls are counted, recovered and made to cost what they shall cost around their handlers
// ([New] registers every service through one place), connections are limited and rotated by
// the library's own options, and [Server.Shutdown] loses no call that can end in time.
package grpcsvc
