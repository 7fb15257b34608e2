package run

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

// ledger is the equal-work ledger of a plan: what each stack does for a request, aspect by
// aspect, so that a reader can see what is the same and what is not.
func ledger(p plan.Plan) []record.LedgerEntry {
	connections := fmt.Sprintf("%d, opened before the warm-up; the one that fell idle last is used first", p.Connections)
	if len(p.Pairs) > 0 {
		return pairLedger(connections)
	}
	rows := []struct{ aspect, rest, grpc string }{
		{"service", "gin on net/http, release mode", "grpc-go's own server"},
		{"encoding", "JSON, encoding/json by gin's c.JSON (escapes <, > and &), typed structs", "protobuf, generated code"},
		{"transport", "HTTP/1.1 keep-alive; an answer over 2 KB goes out in chunks", "HTTP/2 with gRPC framing"},
		{"TLS, compression", "none, not offered", "none, not offered"},
		{"middleware", "metrics, recovery", "metrics, recovery (unary interceptor)"},
		{"logs per request", "none", "none"},
		{"client", "net/http, body read to its end and decoded into typed structs", "generated stub"},
		{"connections", connections, connections + ", then shared"},
		{"buffers and windows", "the library's defaults", "the library's defaults (window grows by BDP probes)"},
		{"request", "GET, parameters in path and query", "unary call, parameters in a message"},
		{"check of answers", "every answer by length, all of the warm-up and 1 % of the window in full", "the same"},
		{"process", "fresh for every trial, pinned to its own CPU", "the same"},
	}
	entries := make([]record.LedgerEntry, len(rows))
	for i, row := range rows {
		entries[i] = record.LedgerEntry{Aspect: row.aspect, Stacks: make(map[string]string)}
		for _, stack := range p.Stacks {
			entries[i].Stacks[stack] = map[string]string{"rest": row.rest, "grpc": row.grpc}[plan.Stack(stack)]
		}
	}
	return entries
}
