package run

import (
	"regexp"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

// pairLedger is the equal-work ledger of strangers' services: of their own work it knows
// nothing. Of the clients it names those that drive a side in some pair.
func pairLedger(pairs []plan.Pair, connections string) []record.LedgerEntry {
	rows := []struct{ aspect, both string }{
		{"service", "not ours: what it does for a request is not known here"},
		{"client", ""},
		{"connections", connections + "; gRPC and HTTP/2 then share them, HTTP/1.1 waits"},
		{"compression", "the client offers none, unless a header that it was given does"},
		{"buffers and windows", "the library's defaults"},
		{"check of answers", "status and length of every answer, JSON paths in all of the warm-up and 1 % of the window"},
		{"process", "fresh for every trial and pinned to its own CPU where a command starts it, else as it runs"},
	}
	entries := make([]record.LedgerEntry, len(rows))
	for i, row := range rows {
		entries[i] = record.LedgerEntry{Aspect: row.aspect, Stacks: map[string]string{"a": row.both, "b": row.both}}
		if row.aspect == "client" {
			entries[i].Stacks = pairClients(pairs)
		}
	}
	return entries
}

// pairClients says which clients drive each side, over all pairs.
func pairClients(pairs []plan.Pair) map[string]string {
	clients := map[string]string{}
	for _, p := range pairs {
		for side, url := range map[string]string{"a": p.A.URL, "b": p.B.URL} {
			client := "net/http; the body is read to its end and not decoded"
			if strings.HasPrefix(url, "grpc") {
				client = "grpc-go; the message is read to its end and not decoded"
			}
			if said := clients[side]; said == "" {
				clients[side] = client
			} else if !strings.Contains(said, client) {
				clients[side] = said + "; or " + client
			}
		}
	}
	return clients
}

// assignment is a variable that a command is given.
var assignment = regexp.MustCompile(`(^|\s)([A-Za-z_][A-Za-z0-9_]*)=('[^']*'|"[^"]*"|\S*)`)

// withoutSecrets is the plan as it may be kept: the values of headers and of a command's
// variables, which may be credentials, are left out. URLs and data are kept as they are.
func withoutSecrets(p plan.Plan) plan.Plan {
	p.Pairs = slices.Clone(p.Pairs)
	for i := range p.Pairs {
		for _, t := range []*plan.Target{&p.Pairs[i].A, &p.Pairs[i].B} {
			t.Start = assignment.ReplaceAllString(t.Start, "$1$2="+plan.NotKept)
			t.Headers = slices.Clone(t.Headers)
			for j, header := range t.Headers {
				name, _, _ := strings.Cut(header, ":")
				t.Headers[j] = name + ": " + plan.NotKept
			}
		}
	}
	return p
}
