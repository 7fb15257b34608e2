// Package leantest has the servers that the tests of clients need and that no library has: scripted
// ones that send exactly what a test says, right or wrong, and nginx and @grpc/grpc-js as child
// processes.
package leantest
