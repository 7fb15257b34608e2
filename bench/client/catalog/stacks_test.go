package catalog_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/client"
	catalogclient "github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// These tests check that all stacks behave the same under every setting.

var (
	stacks     = stacksCarrying("GetBook")
	operations = []string{"GetBook", "Recommend", "RatingHistory"}
)

// Every operation of every stack has a client: otherwise a plan could name it, and the run would
// fail.
func TestEveryStackHasAClient(t *testing.T) {
	for _, stack := range contract.Stacks() {
		for _, op := range stack.Carries {
			_, err := catalogclient.New(t.Context(), stack.Name, catalogclient.Config{
				Address: "127.0.0.1:1", Operation: op, Connections: 1, Requests: make([]catalogclient.Request, 1),
			})
			if err != nil && strings.HasPrefix(err.Error(), "make client") {
				t.Errorf("New(%s, %s) = %v", stack.Name, op, err)
			}
		}
	}
}

func config(address, operation string, books *catalog.Catalog) catalogclient.Config {
	return catalogclient.Config{
		Address: address, Operation: operation, Connections: 5,
		Requests: catalogclient.Requests(1, plan.Operation{Operation: operation, Items: 7}, books.IDs()),
	}
}

func newClient(t *testing.T, stack string, c catalogclient.Config) client.Client {
	t.Helper()
	client, err := catalogclient.New(t.Context(), stack, c)
	if err != nil {
		t.Fatalf("New(%s) = %v", stack, err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// escapes returns how many bytes an answer in JSON has because it escapes what HTML knows.
func escapes(t *testing.T, answer proto.Message) (n int) {
	t.Helper()
	text, err := catalogjson.Codec{}.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	for _, escape := range []string{`\u003c`, `\u003e`, `\u0026`} {
		n += strings.Count(string(text), escape) * (len(escape) - 1)
	}
	return n
}

func TestStacksGiveTheSameAnswers(t *testing.T) {
	books := generate.Catalog(1, 300)
	// The sizes of the messages are those of the encoding, whatever carries them: settings
	// change what is on the wire, not the message, but for the escapes that a tuned REST service
	// leaves out.
	sizes := make(map[string][]catalogclient.Want)
	for _, as := range allSettings(t) {
		for _, op := range operations {
			clients := make(map[string]client.Client)
			requests := config("", op, books).Requests[:6]
			for _, stack := range stacks {
				address, _ := serveAs(t, stack, books, as)
				c := config(address, op, books)
				c.Settings = as.client
				clients[stack] = newClient(t, stack, c)
			}
			wants, err := catalogclient.Reference(t.Context(), requests, clients)
			if err != nil {
				t.Fatalf("%s %s: %v", as.name, op, err)
			}
			if as.client.Profile == serving.Tuned {
				for _, stack := range []string{"rest", "rest-h2"} {
					for i := range wants[stack] {
						wants[stack][i].AnswerBytes += escapes(t, wants[stack][i].Message)
					}
				}
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
	clients := make(map[string]client.Client)
	books := generate.Catalog(1, 300)
	for i, stack := range stacks {
		address, _ := serve(t, stack, generate.Catalog(uint64(i), 300))
		clients[stack] = newClient(t, stack, config(address, "GetBook", books))
	}
	_, err := catalogclient.Reference(t.Context(), config("", "GetBook", books).Requests, clients)
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
		c.Settings, c.Client = as.client, as.by
		client := newClient(t, stack, c)
		answers := make(clienttest.Sink, requests)
		for seq := range uint64(requests) {
			client.Start(t.Context(), load.Ticket{Seq: seq}, answers)
		}
		for range requests {
			if o := <-answers; o.Failure != "" {
				t.Errorf("%s", o.Failure)
			}
		}
		if open := clienttest.Established(t, address); client.Opened() != 5 || open != 5 || client.Retries() != 0 {
			t.Errorf("opened %d, open %d, retries %d; want 5 before and after the load, and none",
				client.Opened(), open, client.Retries())
		}
	})
}

func TestStacksNameFailures(t *testing.T) {
	books := generate.Catalog(1, 300)
	each(t, func(t *testing.T, stack string, as setting) {
		address, stop := serveAs(t, stack, books, as)
		c := config(address, "GetBook", books)
		c.Requests, c.Settings, c.Client = []catalogclient.Request{{BookID: 1}, {BookID: 9999}}, as.client, as.by
		client := newClient(t, stack, c)
		if o := clienttest.Ask(t.Context(), client, load.Ticket{Seq: 0}); o.Failure != "" {
			t.Errorf("a known book failed: %s", o.Failure)
		}
		want := map[string]string{"rest": "status 404", "grpc": "code NotFound"}[contract.StackNamed(stack).Service]
		if o := clienttest.Ask(t.Context(), client, load.Ticket{Seq: 1}); o.Failure != want {
			t.Errorf("an unknown book = %q, want %q", o.Failure, want)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if o := clienttest.Ask(gone, client, load.Ticket{}); o.Failure != contract.Timeout {
			t.Errorf("past its deadline = %q, want %q", o.Failure, contract.Timeout)
		}
		stop()
		if o := clienttest.Ask(t.Context(), client, load.Ticket{}); o.Failure == "" || o.Failure == contract.Timeout {
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
		c := config(l.Addr().String(), "GetBook", generate.Catalog(1, 10))
		for _, c.Client = range contract.Clients() {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			client, err := catalogclient.New(ctx, stack, c)
			if err == nil {
				_, err = client.Fetch(ctx, 0)
				client.Close()
			}
			cancel()
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s by %s: %v at a service that says nothing, want its time to end", stack, c.Client, err)
			}
		}
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	books := generate.Catalog(1, 300)
	each(t, func(t *testing.T, stack string, as setting) {
		address, stop := serveAs(t, stack, books, as)
		c := config(address, "Recommend", books)
		c.Settings, c.Client = as.client, as.by
		client := newClient(t, stack, c)
		clienttest.Ask(t.Context(), client, load.Ticket{})
		if err := client.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
		stop()
		goleak.VerifyNone(t)
	})
}

// What a connection has carried is not lost when it closes, and is not counted twice.
func TestClosedConnectionsStillCount(t *testing.T) {
	books := generate.Catalog(1, 300)
	each(t, func(t *testing.T, stack string, as setting) {
		address, _ := serveAs(t, stack, books, as)
		c := config(address, "GetBook", books)
		c.Settings, c.Client = as.client, as.by
		client := newClient(t, stack, c)
		for seq := range uint64(20) {
			if o := clienttest.Ask(t.Context(), client, load.Ticket{Seq: seq}); o.Failure != "" {
				t.Errorf("%s: %s", stack, o.Failure)
			}
		}
		open := carried(t, client)
		if err := client.Close(); err != nil {
			t.Fatal(err)
		}
		const farewell = 5 * 200 // bytes that the connections may say goodbye with, TLS included
		closed := carried(t, client)
		if open.Sent == 0 || open.Received == 0 || closed.Sent < open.Sent || closed.Received < open.Received ||
			closed.Sent > open.Sent+farewell || closed.Received > open.Received+farewell {
			t.Errorf("%s: %+v were carried while the connections were open, %+v when they were closed", stack, open, closed)
		}
	})
}

// carried returns what a client's connections have carried.
func carried(t *testing.T, c client.Client) conn.Bytes {
	t.Helper()
	sum, err := c.Carried()
	if err != nil {
		t.Fatalf("Carried() = %v", err)
	}
	return sum
}
