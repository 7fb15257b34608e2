package run

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
)

// The ledger of pairs names the clients that drive a side, and no other.
func TestPairLedgerNamesTheClients(t *testing.T) {
	const (
		overHTTP = "net/http; the body is read to its end and not decoded"
		overGRPC = "grpc-go; the message is read to its end and not decoded"
	)
	pair := func(a, b string) plan.Pair {
		return plan.Pair{A: plan.Target{URL: a}, B: plan.Target{URL: b}}
	}
	for _, c := range []struct {
		pairs []plan.Pair
		a, b  string
	}{
		{[]plan.Pair{pair("http://h/x", "https://h/x")}, overHTTP, overHTTP},
		{[]plan.Pair{pair("grpc://h/p.S/M", "grpcs://h/p.S/M")}, overGRPC, overGRPC},
		{[]plan.Pair{pair("grpc://h/p.S/M", "http://h/x")}, overGRPC, overHTTP},
		{[]plan.Pair{pair("grpc://h/p.S/M", "http://h/x"), pair("http://h/x", "http://h/y")}, overGRPC + "; or " + overHTTP, overHTTP},
		{[]plan.Pair{pair("http://h/x", "grpc://h/p.S/M"), pair("http://h/x", "grpc://h/p.S/M")}, overHTTP, overGRPC},
	} {
		clients := 0
		for _, entry := range ledger(plan.Plan{Pairs: c.pairs}) {
			if !strings.HasPrefix(entry.Aspect, "client") {
				continue
			}
			clients++
			if entry.Stacks["a"] != c.a || entry.Stacks["b"] != c.b {
				t.Errorf("%s beside %s: %q and %q, want %q and %q", c.pairs[0].A.URL, c.pairs[0].B.URL, entry.Stacks["a"], entry.Stacks["b"], c.a, c.b)
			}
		}
		if clients != 1 {
			t.Errorf("%s beside %s: %d rows of clients, want 1", c.pairs[0].A.URL, c.pairs[0].B.URL, clients)
		}
	}
}

func TestWhyStopped(t *testing.T) {
	for err, want := range map[error]string{
		context.Canceled: "interrupted",
		fmt.Errorf("measure: %w", context.Canceled):   "interrupted",
		errors.New("give up after 3 trials in a row"): "give up after 3 trials in a row",
	} {
		if got := whyStopped(err); got != want {
			t.Errorf("whyStopped(%v) = %q, want %q", err, got, want)
		}
	}
}
