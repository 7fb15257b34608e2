package target

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/load"
)

// Client drives one operation of one service. It is an engine's [load.Target].
type Client interface {
	load.Target
	// Fetch asks request number seq, alone, and returns the decoded answer.
	Fetch(ctx context.Context, seq uint64) (Answer, error)
	// Connections are those that are open, for whoever reads their counters; see
	// [Config.BeforeClose] for the others. Opened counts those that were ever dialled.
	Connections() []*net.TCPConn
	Opened() int64
	// Close closes all connections and waits until the client is done with them.
	Close() error
}

// Answer is a decoded answer and the sizes of its messages on this stack.
type Answer struct {
	Message                   proto.Message
	RequestBytes, AnswerBytes int
}

// Config says what a client drives.
type Config struct {
	// Address is host:port.
	Address   string
	Operation string
	Requests  []Request
	// Connections are opened before New returns.
	Connections int
	// BeforeClose sees every connection that the client is about to close, as it does
	// over HTTP/1.1 after a timeout. Nil: nobody does.
	BeforeClose func(*net.TCPConn)
	// Want are the right answers by request, as [Reference] returns them for the stack.
	// Nil checks nothing.
	Want []Want
}

// Want is what the answer to a request has to be, and how large the messages then are on
// the stack in question.
type Want struct {
	Answer
	extent int
}

// New opens the connections of a client of the named stack.
func New(ctx context.Context, stack string, c Config) (Client, error) {
	var client Client
	var err error
	switch stack {
	case "rest":
		client, err = newREST(ctx, c)
	case "grpc":
		client, err = newGRPC(ctx, c)
	default:
		return nil, fmt.Errorf("make client: unknown stack %q", stack)
	}
	if err != nil {
		return nil, err
	}
	if n := client.Opened(); n != int64(c.Connections) {
		return nil, errors.Join(fmt.Errorf("open connections: %d were opened instead of %d", n, c.Connections), client.Close())
	}
	return client, nil
}

// Reference asks every request once on each client and returns the right answers by stack.
// Clients whose answers differ do unequal work, which is an error that names the request.
func Reference(ctx context.Context, requests []Request, clients map[string]Client) (map[string][]Want, error) {
	wants := make(map[string][]Want)
	stacks := slices.Sorted(maps.Keys(clients))
	for i := range requests {
		for _, stack := range stacks {
			got, err := clients[stack].Fetch(ctx, uint64(i))
			if err != nil {
				return nil, fmt.Errorf("compare answers: %s, request %+v: %w", stack, requests[i], err)
			}
			wants[stack] = append(wants[stack], Want{got, extentOf(got.Message)})
			if first := wants[stacks[0]][i]; !proto.Equal(got.Message, first.Message) {
				return nil, fmt.Errorf("compare answers: %s and %s differ on request %+v", stacks[0], stack, requests[i])
			}
		}
	}
	return wants, nil
}

// judge says how a decoded answer ended: every answer is checked by its extent, and in
// full where the ticket asks for it. The sizes are those of the equal reference answer.
func (c Config) judge(t load.Ticket, extent int, message func() proto.Message) load.Outcome {
	if c.Want == nil {
		return load.Outcome{}
	}
	want := c.Want[c.index(t.Seq)]
	if extent != want.extent || (t.Check && !proto.Equal(message(), want.Message)) {
		return load.Outcome{Failure: wrongAnswer}
	}
	return load.Outcome{RequestBytes: want.RequestBytes, AnswerBytes: want.AnswerBytes}
}

// index is which of the requests a sequence number asks.
func (c Config) index(seq uint64) int { return int(seq % uint64(len(c.Requests))) }

// asker asks one request and waits for its answer.
type asker interface {
	ask(ctx context.Context, t load.Ticket) load.Outcome
}

// starter makes a target that never waits out of an asker, with a goroutine for each
// request. Its zero value is ready.
type starter struct{ running sync.WaitGroup }

func (s *starter) start(ctx context.Context, a asker, t load.Ticket, done load.Sink) {
	s.running.Go(func() { done.Done(t, a.ask(ctx, t)) })
}

// wrongAnswer is the failure of an answer that is not the wanted one.
const wrongAnswer = "wrong answer"

// failureOf names the kind of a transport's error; the kinds are few, so that they can be
// counted.
func failureOf(err error) string {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return load.Timeout
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection reset"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "connection closed"
	}
	return "transport error"
}

// dialer opens TCP connections and knows which are open.
type dialer struct {
	address     string
	beforeClose func(*net.TCPConn)
	opened      atomic.Int64

	mu    sync.Mutex
	conns []*net.TCPConn
}

func newDialer(c Config) dialer { return dialer{address: c.Address, beforeClose: c.BeforeClose} }

func (d *dialer) dial(ctx context.Context) (net.Conn, error) {
	var plain net.Dialer
	conn, err := plain.DialContext(ctx, "tcp", d.address)
	if err != nil {
		return nil, err
	}
	d.opened.Add(1)
	tcp := conn.(*net.TCPConn)
	d.mu.Lock()
	d.conns = append(d.conns, tcp)
	d.mu.Unlock()
	return &tracked{TCPConn: tcp, dialer: d}, nil
}

// tracked is a connection that tells its dialer when it is closed.
type tracked struct {
	*net.TCPConn
	dialer *dialer
	once   sync.Once
}

func (t *tracked) Close() error {
	t.once.Do(func() { t.dialer.forget(t.TCPConn) })
	return t.TCPConn.Close()
}

func (d *dialer) forget(conn *net.TCPConn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.beforeClose != nil {
		d.beforeClose(conn)
	}
	d.conns = slices.DeleteFunc(d.conns, func(c *net.TCPConn) bool { return c == conn })
}

func (d *dialer) Opened() int64 { return d.opened.Load() }

func (d *dialer) Connections() []*net.TCPConn {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]*net.TCPConn(nil), d.conns...)
}
