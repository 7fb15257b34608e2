// Package report turns run folders into what people read: RESULTS.md, pictures of each
// run and a JSON file of every figure. It reads records and nothing else: no network, no
// clock, no randomness. The same runs give the same bytes, wherever their folders lie.
//
// It composes: package judged compares what the runs recorded, package words says what that
// comes to, package section writes a section of it, and package page prints. The sections stand
// in one list, in order.
//
// Benchfmt exports trials for benchstat. What one load comes to, package summary tells.
package report
