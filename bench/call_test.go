package bench_test

import (
	"context"
	"fmt"
	"net"
	"testing"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/target"
	"github.com/wiretax/wiretax/catalog"
)

// BenchmarkCall is one caller that waits for each answer, on one warm connection.
func BenchmarkCall(b *testing.B) {
	ids := catalog.Generate(catalog.DefaultSeed, catalog.DefaultBooks).IDs()
	for _, op := range []struct {
		name  string
		items int
	}{{"GetBook", 1}, {"Recommend", 10}, {"RatingHistory", 30}} {
		requests := target.Requests(1, plan.Operation{Operation: op.name, Items: op.items}, ids)
		for _, stack := range []string{"rest", "grpc"} {
			b.Run(fmt.Sprintf("stack=%s/op=%s/items=%d/callers=1", stack, op.name, op.items), func(b *testing.B) {
				benchmarkCall(b, stack, op.name, requests)
			})
		}
	}
}

func benchmarkCall(b *testing.B, stack, operation string, requests []target.Request) {
	ctx := context.Background()
	config := target.Config{Address: startService(b, stack), Operation: operation, Requests: requests, Connections: 1}
	client, err := target.New(ctx, stack, config)
	if err != nil {
		b.Fatal(err)
	}
	// The answers become the known ones, by which every call is then checked.
	wants, err := target.Reference(ctx, requests, map[string]target.Client{stack: client})
	if err != nil {
		b.Fatal(err)
	}
	if err := client.Close(); err != nil {
		b.Fatal(err)
	}
	config.Want = wants[stack]
	if client, err = target.New(ctx, stack, config); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { client.Close() })

	caller := caller{client: client, answers: make(chan load.Outcome, 1)}
	caller.call(b, ctx, 0)
	before := wire(b, client)
	var seq, message uint64
	b.ReportAllocs()
	for b.Loop() {
		message += uint64(caller.call(b, ctx, seq).AnswerBytes)
		seq++
	}
	after := wire(b, client).Minus(before)
	b.ReportMetric(float64(after.Sent+after.Received)/float64(seq), "wire-B/op")
	b.ReportMetric(float64(message)/float64(seq), "msg-B/op")
}

// caller makes one call at a time out of a target that never waits.
type caller struct {
	client  target.Client
	answers chan load.Outcome
}

func (c caller) Done(_ load.Ticket, o load.Outcome) { c.answers <- o }

func (c caller) call(b *testing.B, ctx context.Context, seq uint64) load.Outcome {
	c.client.Start(ctx, load.Ticket{Seq: seq}, c)
	outcome := <-c.answers
	if outcome.Failure != "" {
		b.Fatalf("call %d: %s", seq, outcome.Failure)
	}
	return outcome
}

func wire(b *testing.B, client target.Client) meter.TCP {
	var counts meter.TCP
	var err error
	client.Connections(func(open []*net.TCPConn) { counts, err = meter.ReadTCP(open) })
	if err != nil {
		b.Fatal(err)
	}
	return counts
}
