package target_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/target"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/grpcsvc"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
)

// These tests hold every stack to the same behaviour.

var (
	stacks     = []string{"rest", "grpc"}
	operations = []string{"GetBook", "Recommend", "RatingHistory"}
)

type server interface {
	Serve(net.Listener) error
	Shutdown(context.Context) error
}

// serve serves the books over the stack and returns its address and what stops it at once.
func serve(t *testing.T, stack string, books *catalog.Catalog) (address string, stop func()) {
	t.Helper()
	m, log := metrics.NewService(prometheus.NewRegistry(), stack), slog.New(slog.NewTextHandler(io.Discard, nil))
	var s server = grpcsvc.New(grpcsvc.Config{Catalog: books, Metrics: m, Log: log})
	if stack == "rest" {
		s = restsvc.New(restsvc.Config{Catalog: books, Metrics: m, Log: log})
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		now, cancel := context.WithCancel(context.Background())
		cancel()
		s.Shutdown(now)
		if err := <-done; err != nil {
			t.Errorf("%s: Serve() = %v", stack, err)
		}
	}
	t.Cleanup(stop)
	return l.Addr().String(), stop
}

func config(address, operation string, books *catalog.Catalog) target.Config {
	return target.Config{
		Address: address, Operation: operation, Connections: 5,
		Requests: target.Requests(1, operation, 7, books.IDs()),
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
	books := catalog.Generate(1, 300)
	for _, op := range operations {
		clients := make(map[string]target.Client)
		for _, stack := range stacks {
			address, _ := serve(t, stack, books)
			clients[stack] = newClient(t, stack, config(address, op, books))
		}
		requests := config("", op, books).Requests
		wants, err := target.Reference(t.Context(), requests, clients)
		if err != nil {
			t.Fatalf("%s: %v", op, err)
		}
		for _, stack := range stacks {
			c := config("", op, books)
			c.Want = wants[stack]
			for _, want := range c.Want {
				if want.RequestBytes <= 0 || want.AnswerBytes <= 0 {
					t.Fatalf("%s %s: sizes %d, %d, want both known", op, stack, want.RequestBytes, want.AnswerBytes)
				}
			}
		}
	}
}

func TestReferenceRefusesDifferentAnswers(t *testing.T) {
	clients := make(map[string]target.Client)
	books := catalog.Generate(1, 300)
	for i, stack := range stacks {
		address, _ := serve(t, stack, catalog.Generate(uint64(i), 300))
		clients[stack] = newClient(t, stack, config(address, "GetBook", books))
	}
	_, err := target.Reference(t.Context(), config("", "GetBook", books).Requests, clients)
	if err == nil || !strings.Contains(err.Error(), "grpc and rest differ on request") {
		t.Errorf("Reference() of different catalogs = %v, want an error that says so", err)
	}
}

func TestStacksOpenWhatWasAsked(t *testing.T) {
	books := catalog.Generate(1, 300)
	for _, stack := range stacks {
		address, _ := serve(t, stack, books)
		client := newClient(t, stack, config(address, "GetBook", books))
		answers := make(sink, 200)
		for seq := range uint64(200) {
			client.Start(t.Context(), load.Ticket{Seq: seq}, answers)
		}
		for range 200 {
			if o := <-answers; o.Failure != "" {
				t.Errorf("%s: %s", stack, o.Failure)
			}
		}
		if client.Opened() != 5 || openOf(client) != 5 || client.Retries() != 0 {
			t.Errorf("%s: opened %d, open %d, retries %d; want 5 before and after the load, and none",
				stack, client.Opened(), openOf(client), client.Retries())
		}
	}
}

func TestStacksNameFailures(t *testing.T) {
	books := catalog.Generate(1, 300)
	for _, stack := range stacks {
		address, stop := serve(t, stack, books)
		c := config(address, "GetBook", books)
		c.Requests = []target.Request{{BookID: 1}, {BookID: 9999}}
		client := newClient(t, stack, c)
		if o := ask(t.Context(), client, load.Ticket{Seq: 0}); o.Failure != "" {
			t.Errorf("%s: a known book failed: %s", stack, o.Failure)
		}
		want := map[string]string{"rest": "status 404", "grpc": "code NotFound"}[stack]
		if o := ask(t.Context(), client, load.Ticket{Seq: 1}); o.Failure != want {
			t.Errorf("%s: an unknown book = %q, want %q", stack, o.Failure, want)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if o := ask(gone, client, load.Ticket{}); o.Failure != load.Timeout {
			t.Errorf("%s: past its deadline = %q, want %q", stack, o.Failure, load.Timeout)
		}
		stop()
		if o := ask(t.Context(), client, load.Ticket{}); o.Failure == "" || o.Failure == load.Timeout {
			t.Errorf("%s: a stopped service = %q, want the transport's failure", stack, o.Failure)
		}
	}
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
		client, err := target.New(ctx, stack, config(l.Addr().String(), "GetBook", catalog.Generate(1, 10)))
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
	books := catalog.Generate(1, 300)
	for _, stack := range stacks {
		address, stop := serve(t, stack, books)
		client := newClient(t, stack, config(address, "Recommend", books))
		ask(t.Context(), client, load.Ticket{})
		if err := client.Close(); err != nil {
			t.Errorf("%s: Close() = %v", stack, err)
		}
		stop()
	}
	goleak.VerifyNone(t)
}

func TestClosedConnectionsAreToldBefore(t *testing.T) {
	books := catalog.Generate(1, 300)
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
