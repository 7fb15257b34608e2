package target_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/target"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/contract"
)

// These tests hold every stack to the same behaviour, under every setting.

var (
	stacks     = []string{"rest", "rest-h2", "rest-pb", "rest-h2-pb", "grpc", "grpc-json"}
	operations = []string{"GetBook", "Recommend", "RatingHistory"}
)

func config(address, operation string, books *catalog.Catalog) target.Config {
	return target.Config{
		Address: address, Operation: operation, Connections: 5,
		Requests: target.Requests(1, plan.Operation{Operation: operation, Items: 7}, books.IDs()),
	}
}

func newClient(t *testing.T, stack string, c target.Config) target.Client {
	t.Helper()
	client, err := target.New(t.Context(), stack, c)
	if err != nil {
		t.Fatalf("New(%s) = %v", stack, err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// ask hands one request over and waits for its outcome.
func ask(ctx context.Context, client target.Client, ticket load.Ticket) load.Outcome {
	answers := make(sink, 1)
	client.Start(ctx, ticket, answers)
	return <-answers
}

type sink chan load.Outcome

func (s sink) Done(_ load.Ticket, o load.Outcome) { s <- o }

func TestStacksGiveTheSameAnswers(t *testing.T) {
	books := generate.Catalog(1, 300)
	// The sizes of the messages are those of the encoding, whatever carries them: settings
	// change what is on the wire, not the message.
	sizes := make(map[string][]target.Want)
	for _, as := range allSettings(t) {
		for _, op := range operations {
			clients := make(map[string]target.Client)
			requests := config("", op, books).Requests[:6]
			for _, stack := range stacks {
				address, _ := serveAs(t, stack, books, as)
				c := config(address, op, books)
				c.Settings = as.client
				clients[stack] = newClient(t, stack, c)
			}
			wants, err := target.Reference(t.Context(), requests, clients)
			if err != nil {
				t.Fatalf("%s %s: %v", as.name, op, err)
			}
			for _, pair := range [][2]string{{"rest-h2", "rest"}, {"rest-pb", "rest-h2-pb"}, {"rest-pb", "grpc"}, {"rest", "grpc-json"}} {
				for i := range requests {
					if a, b := wants[pair[0]][i], wants[pair[1]][i]; a.AnswerBytes != b.AnswerBytes || a.RequestBytes <= 0 || b.RequestBytes <= 0 {
						t.Fatalf("%s %s: sizes on %v are %d and %d of answers, %d and %d of requests; want the same, and some", as.name, op, pair, a.AnswerBytes, b.AnswerBytes, a.RequestBytes, b.RequestBytes)
					}
				}
			}
			for _, stack := range stacks {
				first, ok := sizes[op+stack]
				for i, want := range wants[stack] {
					if ok && (want.RequestBytes != first[i].RequestBytes || want.AnswerBytes != first[i].AnswerBytes) {
						t.Fatalf("%s %s %s: sizes are %d and %d, and else %d and %d", as.name, op, stack, want.RequestBytes, want.AnswerBytes, first[i].RequestBytes, first[i].AnswerBytes)
					}
				}
				sizes[op+stack] = wants[stack]
			}
		}
	}
}

func TestReferenceRefusesDifferentAnswers(t *testing.T) {
	clients := make(map[string]target.Client)
	books := generate.Catalog(1, 300)
	for i, stack := range stacks {
		address, _ := serve(t, stack, generate.Catalog(uint64(i), 300))
		clients[stack] = newClient(t, stack, config(address, "GetBook", books))
	}
	_, err := target.Reference(t.Context(), config("", "GetBook", books).Requests, clients)
	if err == nil || !strings.Contains(err.Error(), "grpc and grpc-json differ on request") {
		t.Errorf("Reference() of different catalogs = %v, want an error that says so", err)
	}
}

func TestStacksOpenWhatWasAsked(t *testing.T) {
	const requests = 25 // at once, over 5 connections
	books := generate.Catalog(1, 300)
	each(t, func(t *testing.T, stack string, as setting) {
		address, _ := serveAs(t, stack, books, as)
		c := config(address, "GetBook", books)
		c.Settings = as.client
		client := newClient(t, stack, c)
		answers := make(sink, requests)
		for seq := range uint64(requests) {
			client.Start(t.Context(), load.Ticket{Seq: seq}, answers)
		}
		for range requests {
			if o := <-answers; o.Failure != "" {
				t.Errorf("%s", o.Failure)
			}
		}
		if client.Opened() != 5 || openOf(client) != 5 || client.Retries() != 0 {
			t.Errorf("opened %d, open %d, retries %d; want 5 before and after the load, and none",
				client.Opened(), openOf(client), client.Retries())
		}
	})
}

func TestStacksNameFailures(t *testing.T) {
	books := generate.Catalog(1, 300)
	each(t, func(t *testing.T, stack string, as setting) {
		address, stop := serveAs(t, stack, books, as)
		c := config(address, "GetBook", books)
		c.Requests, c.Settings = []target.Request{{BookID: 1}, {BookID: 9999}}, as.client
		client := newClient(t, stack, c)
		if o := ask(t.Context(), client, load.Ticket{Seq: 0}); o.Failure != "" {
			t.Errorf("a known book failed: %s", o.Failure)
		}
		want := map[string]string{"rest": "status 404", "grpc": "code NotFound"}[contract.StackNamed(stack).Service()]
		if o := ask(t.Context(), client, load.Ticket{Seq: 1}); o.Failure != want {
			t.Errorf("an unknown book = %q, want %q", o.Failure, want)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if o := ask(gone, client, load.Ticket{}); o.Failure != contract.Timeout {
			t.Errorf("past its deadline = %q, want %q", o.Failure, contract.Timeout)
		}
		stop()
		if o := ask(t.Context(), client, load.Ticket{}); o.Failure == "" || o.Failure == contract.Timeout {
			t.Errorf("a stopped service = %q, want the transport's failure", o.Failure)
		}
	})
}

func TestNobodyAnswers(t *testing.T) {
	// A listener whose backlog takes connections and never speaks. That is enough for
	// HTTP/1.1 to be connected, and not for gRPC.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, stack := range stacks {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		client, err := target.New(ctx, stack, config(l.Addr().String(), "GetBook", generate.Catalog(1, 10)))
		if err == nil {
			_, err = client.Fetch(ctx, 0)
			client.Close()
		}
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v at a service that says nothing, want its time to end", stack, err)
		}
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	books := generate.Catalog(1, 300)
	each(t, func(t *testing.T, stack string, as setting) {
		address, stop := serveAs(t, stack, books, as)
		c := config(address, "Recommend", books)
		c.Settings = as.client
		client := newClient(t, stack, c)
		ask(t.Context(), client, load.Ticket{})
		if err := client.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
		stop()
		goleak.VerifyNone(t)
	})
}

func TestClosedConnectionsAreToldBefore(t *testing.T) {
	books := generate.Catalog(1, 300)
	for _, stack := range stacks {
		address, _ := serve(t, stack, books)
		c := config(address, "GetBook", books)
		told := make(chan struct{}, c.Connections)
		c.BeforeClose = func(conn *net.TCPConn) {
			raw, err := conn.SyscallConn()
			if err == nil {
				err = raw.Control(func(uintptr) {})
			}
			if err != nil {
				t.Errorf("%s: the connection is closed already: %v", stack, err)
			}
			told <- struct{}{}
		}
		client := newClient(t, stack, c)
		if err := client.Close(); err != nil {
			t.Fatal(err)
		}
		for n := range c.Connections { // the transports may close the last ones a moment later
			select {
			case <-told:
			case <-time.After(10 * time.Second):
				t.Fatalf("%s: told of %d closed connections, want %d", stack, n, c.Connections)
			}
		}
	}
}
