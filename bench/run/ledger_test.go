package run

import (
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
)

func TestLedgerSaysWhatIsNotTheSame(t *testing.T) {
	all := []string{"rest", "rest-h2", "rest-pb-twin", "rest-h2-pb", "rest-ndjson", "grpc", "grpc-json"}
	base := plan.Plan{Stacks: all, AA: "rest", Connections: 9, Operations: []plan.Operation{
		{Name: "get", Operation: "GetBook"},
		{Name: "late", Operation: "GetBook", Work: "wait=2ms"},
		{Name: "list", Operation: "ListBooks"},
		{Name: "talk", Operation: "RealtimeRecommendations"},
	}}
	gated := base
	gated.Stacks = []string{"rest", "grpc", "node-grpc", "node-rest-twin", "go-grpc"}
	gated.Operations = []plan.Operation{{Name: "Recommend", Operation: "Recommend"}}
	chained := base
	chained.Stacks = []string{"rest", "grpc-twin"}
	chained.Operations = []plan.Operation{{Name: "GetStock", Operation: "GetStock"}, {Name: "order", Operation: "GetOrder", Calls: "batch"}}
	stock := chained
	stock.Operations = chained.Operations[:1]
	set := base
	set.TLS, set.Compression, set.Profile = true, "gzip", "matched"
	for _, tt := range []struct {
		plan   plan.Plan
		aspect string
		want   map[string]string
	}{
		{base, "service", map[string]string{"rest-pb-twin": "gin on net/http, release mode", "grpc-json": "grpc-go's own server"}},
		{base, "encoding", map[string]string{
			"rest-pb-twin": "protobuf, generated code", "grpc": "protobuf, generated code",
			"grpc-json": "JSON by a codec of gRPC's, the same text as REST's: encoding/json (escapes <, > and &), typed structs",
		}},
		{base, "transport", map[string]string{"rest-h2": "HTTP/2 of net/http", "grpc-json": "HTTP/2 with gRPC framing"}},
		{base, "transport", map[string]string{
			"rest": "HTTP/1.1 keep-alive; an answer over 2 KB goes out in chunks", "rest-pb-twin": "HTTP/1.1 keep-alive", "rest-ndjson": "HTTP/1.1 keep-alive, answers in chunks",
		}},
		{set, "transport", map[string]string{"rest": "HTTP/1.1 keep-alive"}},
		{base, "TLS", map[string]string{"rest": "none", "grpc": "none"}},
		{set, "TLS", map[string]string{
			"rest": "TLS 1.3, a certificate of the run's own (ECDSA, P-256), http/1.1 by ALPN",
			"grpc": "TLS 1.3, a certificate of the run's own (ECDSA, P-256), h2 by ALPN",
		}},
		{base, "compression", map[string]string{"rest": "none, not offered", "grpc": "none, not offered"}},
		{set, "compression", map[string]string{"rest": "gzip at its default level, whole bodies, both ways", "grpc": "gzip at its default level, message by message, both ways"}},
		{base, "buffers and windows", map[string]string{"rest": "the library's defaults", "grpc": "the library's defaults (window grows by BDP probes)"}},
		{set, "buffers and windows", map[string]string{
			"rest":    "no windows; buffers of 32 KiB in the client, net/http's own in the service",
			"rest-h2": "windows of 1 MiB a stream and 3 MiB a connection, frames of 16 KiB; net/http's own buffers",
			"grpc":    "windows of 1 MiB a stream and 3 MiB a connection, frames of 16 KiB, buffers of 32 KiB",
		}},
		{base, "connections", map[string]string{
			"rest":    "9, opened before the warm-up; the one that fell idle last is used first",
			"rest-h2": "9, opened before the warm-up; the one that fell idle last is used first, then shared",
		}},
		{base, "ListBooks", map[string]string{
			"rest": "pages of 100 books, one asked for after the other", "rest-ndjson": "one answer, one book a line, flushed as it goes",
			"grpc": "a stream, one book a message",
		}},
		{base, "UploadBookRatings", nil}, // the plan has none
		{base, "RealtimeRecommendations", map[string]string{
			"rest": "a WebSocket for each stream, text messages", "grpc": "a stream both ways on a shared connection", "rest-h2": "not carried",
		}},
		{base, "work beside the answer", map[string]string{"rest": "late wait=2ms", "grpc": "late wait=2ms"}},
		{base, "behind the gateway", nil},
		{gated, "behind the gateway", map[string]string{
			"rest": "nothing: the client asks the service itself", "node-grpc": "the service of grpc, by grpc-js and proto-loader over one connection",
			"node-rest-twin": "the service of rest, by node:http over up to 9 connections, JSON.parse", "go-grpc": "the service of grpc, by a generated stub over one connection",
		}},
		{gated, "service", map[string]string{
			"rest": "gin on net/http, release mode", "node-grpc": "Express on Node.js, one process without workers", "go-grpc": "gin on net/http, release mode, as a gateway",
		}},
		{gated, "encoding", map[string]string{"node-rest-twin": "JSON, JSON.stringify", "go-grpc": "JSON, encoding/json (escapes <, > and &), typed structs"}},
		{gated, "transport", map[string]string{"node-grpc": "HTTP/1.1 keep-alive", "go-grpc": "HTTP/1.1 keep-alive; an answer over 2 KB goes out in chunks"}},
		{gated, "process", map[string]string{"grpc": "fresh for every trial, pinned to its own CPU", "node-grpc": "gateway and service, both fresh for every trial and pinned to the same CPU"}},
		{gated, "chain", nil},
		{chained, "behind the first service", map[string]string{
			"rest": "GET by net/http, a connection for each request at a time, JSON decoded into typed structs", "grpc-twin": "generated stub over one connection",
		}},
		{chained, "process", map[string]string{"rest": "one for each service, all fresh for every trial and pinned to the same CPU"}},
		{chained, "calls", map[string]string{"grpc-twin": "serial: the products of an order one after the other; parallel: all at once; batch: by one request, and so their stocks"}},
		{stock, "calls", nil},
		{stock, "process", map[string]string{"rest": "fresh for every trial, pinned to its own CPU"}},
	} {
		var got map[string]string
		for _, entry := range ledger(tt.plan) {
			if entry.Aspect == tt.aspect {
				got = entry.Stacks
			}
			for _, stack := range tt.plan.Stacks {
				if entry.Stacks[stack] == "" {
					t.Errorf("%s says nothing of %s", entry.Aspect, stack)
				}
			}
		}
		if (got == nil) != (tt.want == nil) {
			t.Errorf("%s is %v, want %v", tt.aspect, got, tt.want)
		}
		for stack, want := range tt.want {
			if got[stack] != want {
				t.Errorf("%s of %s is\n\t%q, want\n\t%q", tt.aspect, stack, got[stack], want)
			}
		}
	}
}
