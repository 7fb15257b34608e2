package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// ledger is the equal-work ledger of a plan: what each stack does for a request, aspect by
// aspect, so that a reader can see what is the same and what is not.
func ledger(p plan.Plan) []record.LedgerEntry {
	connections := fmt.Sprintf("%d, opened before the warm-up; the one that fell idle last is used first", p.Connections)
	if len(p.Pairs) > 0 {
		return pairLedger(p.Pairs, connections)
	}
	var entries []record.LedgerEntry
	add := func(aspect string, of func(way) string) {
		entry := record.LedgerEntry{Aspect: aspect, Stacks: make(map[string]string)}
		for _, stack := range p.Stacks {
			entry.Stacks[stack] = of(wayOf(stack))
		}
		entries = append(entries, entry)
	}
	same := func(text string) func(way) string { return func(way) string { return text } }
	add("service", way.service)
	add("encoding", way.encoding)
	add("transport", func(w way) string { return w.transport(p.Compression) })
	add("TLS", func(w way) string { return w.security(p.TLS) })
	add("compression", func(w way) string { return w.compression(p.Compression) })
	add("middleware", way.middleware)
	add("logs per request", same("none"))
	add("client", way.client)
	add("connections", func(w way) string {
		if w.Transport == contract.HTTP1 {
			return connections
		}
		return connections + ", then shared"
	})
	add("buffers and windows", func(w way) string { return w.windows(p.Profile) })
	if slices.ContainsFunc(p.Stacks, func(stack string) bool { return wayOf(stack).Gateway != "" }) {
		add("behind the gateway", func(w way) string { return w.behindGateway(p.Connections) })
	}
	if asks(p, func(op plan.Operation) bool { return contract.OperationNamed(op.Operation).OfShop() }) {
		add("chain", same("order asks product, product asks inventory; GetOrder goes to the first, GetProduct to the second, GetStock to the third"))
		add("behind the first service", way.behindService)
	}
	if asks(p, func(op plan.Operation) bool { return op.Calls != "" }) {
		add("calls", same("serial: the products of an order one after the other; parallel: all at once; batch: by one request, and so their stocks"))
	}
	if asks(p, func(op plan.Operation) bool { return !contract.OperationNamed(op.Operation).Streams() }) {
		add("request", func(w way) string {
			return w.either("GET, parameters in path and query", "unary call, parameters in a message")
		})
	}
	for _, operation := range []string{contract.ListBooks, contract.UploadBookRatings, contract.RealtimeRecommendations} {
		if asks(p, func(op plan.Operation) bool { return op.Operation == operation }) {
			add(operation, func(w way) string { return w.stream(operation) })
		}
	}
	if work := workOf(p); work != "" {
		add("work beside the answer", same(work))
	}
	add("check of answers", same("every answer by length, all of the warm-up and 1 % of the window in full"))
	add("process", func(w way) string { return w.process(p) })
	return entries
}

// asks says whether the plan has an operation of the kind.
func asks(p plan.Plan, kind func(plan.Operation) bool) bool {
	for _, op := range p.Operations {
		if kind(op) {
			return true
		}
	}
	return false
}

// workOf lists the operations that cost the service more than their answer.
func workOf(p plan.Plan) string {
	var list []string
	for _, op := range p.Operations {
		if op.Work != "" {
			list = append(list, op.Name+" "+op.Work)
		}
	}
	return strings.Join(list, "; ")
}

// way is how a stack carries messages.
type way struct{ contract.Stack }

func wayOf(stack string) way { return way{plan.StackOf(stack)} }

// either is what REST or what gRPC does.
func (w way) either(rest, grpc string) string {
	if w.Transport == contract.OverGRPC {
		return grpc
	}
	return rest
}

func (w way) encoding() string {
	switch {
	case w.Gateway == contract.Node:
		return "JSON, JSON.stringify"
	case w.Encoding == contract.Protobuf:
		return "protobuf, generated code"
	case w.Encoding == contract.Lines:
		return "JSON, one message a line, encoding/json (escapes <, > and &), typed structs"
	case w.Transport == contract.OverGRPC:
		return "JSON by a codec of gRPC's, the same text as REST's: encoding/json (escapes <, > and &), typed structs"
	}
	return "JSON, encoding/json (escapes <, > and &), typed structs"
}

func (w way) transport(compression string) string {
	switch {
	case w.Transport == contract.OverGRPC:
		return "HTTP/2 with gRPC framing"
	case w.Transport == contract.HTTP2:
		return "HTTP/2 of net/http"
	case w.Encoding == contract.Lines:
		return "HTTP/1.1 keep-alive, answers in chunks"
	case w.Encoding == contract.JSON && compression != "gzip" && w.Gateway != contract.Node:
		return "HTTP/1.1 keep-alive; an answer over 2 KB goes out in chunks"
	}
	return "HTTP/1.1 keep-alive"
}

func (w way) security(on bool) string {
	if !on {
		return "none"
	}
	protocol := "h2"
	if w.Transport == contract.HTTP1 {
		protocol = "http/1.1"
	}
	return "TLS 1.3, a certificate of the run's own (ECDSA, P-256), " + protocol + " by ALPN"
}

func (w way) compression(name string) string {
	if name != "gzip" {
		return "none, not offered"
	}
	return "gzip at its default level, " + w.either("whole bodies, both ways", "message by message, both ways")
}

func (w way) client() string {
	switch {
	case w.Transport == contract.OverGRPC && w.Encoding == contract.JSON:
		return "generated stub, with the codec"
	case w.Transport == contract.OverGRPC:
		return "generated stub"
	case w.Encoding == contract.Protobuf:
		return "net/http, body read to its end and decoded into generated messages"
	case w.Encoding == contract.Lines:
		return "net/http, lines decoded into typed structs as they come"
	}
	return "net/http, body read to its end and decoded into typed structs"
}

func (w way) windows(profile string) string {
	switch {
	case profile == string(serving.Matched) && w.Transport == contract.HTTP1:
		return fmt.Sprintf("no windows; buffers of %d KiB in the client, net/http's own in the service", serving.MatchedBuffer>>10)
	case profile == string(serving.Matched):
		windows := fmt.Sprintf("windows of %d MiB a stream and %d MiB a connection, frames of %d KiB",
			serving.MatchedStreamWindow>>20, serving.MatchedConnectionWindow>>20, serving.MatchedFrame>>10)
		return windows + w.either("; net/http's own buffers", fmt.Sprintf(", buffers of %d KiB", serving.MatchedBuffer>>10))
	}
	return w.either("the library's defaults", "the library's defaults (window grows by BDP probes)")
}

// stream says what a request of an operation that streams is.
func (w way) stream(operation string) string {
	switch {
	case !w.CarriesOperation(operation):
		return "not carried"
	case operation == contract.ListBooks:
		return w.form("a stream, one book a message", "one answer, one book a line, flushed as it goes", "pages of 100 books, one asked for after the other")
	case operation == contract.UploadBookRatings:
		return w.form("a stream, one rating a message", "one request, one rating a line", "one request with all ratings")
	}
	return w.form("a stream both ways on a shared connection", "", "a WebSocket for each stream, text messages")
}

// form is what gRPC, what REST by lines, or what REST with whole messages does.
func (w way) form(stream, lines, whole string) string {
	switch {
	case w.Transport == contract.OverGRPC:
		return stream
	case w.Encoding == contract.Lines:
		return lines
	}
	return whole
}
