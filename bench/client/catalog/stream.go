package catalog

import (
	"context"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// streamClient drives an operation each of whose requests is a whole stream, or what the stack
// has instead.
type streamClient struct {
	workers client.Workers
	streamWire
	config Config
}

// streamWire carries the streams of one operation.
type streamWire interface {
	client.Connections
	// stream sends one request and notes what comes.
	stream(ctx context.Context, r *Request, got *streamed)
	// rows say what is done for a request, and of the operation its form on the wire.
	rows() (all []serving.Row, form string)
}

// streamOperations are those that the clients of streams know.
var streamOperations = []string{contract.ListBooks, contract.UploadBookRatings, contract.RealtimeRecommendations}

// streamed is what came of one request.
type streamed struct {
	// Length of the reply is not set.
	conn.Reply
	begun time.Time
	// first is how long after begun the first item came; 0 if none has.
	first time.Duration
	// items counts those sent or received, fingerprint is that of the answer so far.
	items, fingerprint int
	// keep asks for the Answer.
	keep bool
	Answer
}

func (s *streamed) fail(kind string, err error) { s.Failure, s.Err = kind, err }

// Start implements [load.Target].
func (s *streamClient) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	s.workers.Start(ctx, handedOver{s, time.Now()}, t, done)
}

// handedOver is a request and when it was started, from which the first item is timed.
type handedOver struct {
	client *streamClient
	at     time.Time
}

// Do implements [client.Asker].
func (h handedOver) Do(ctx context.Context, t load.Ticket) load.Outcome {
	c := &h.client.config
	got := streamed{begun: h.at, keep: t.Check}
	h.client.stream(ctx, &c.Requests[c.index(t.Seq)], &got)
	outcome := load.Outcome{Failure: got.Failure}
	if got.Err == nil {
		outcome = c.judge(t, got.fingerprint, func() proto.Message { return got.Message })
	}
	if got.Failure == contract.Timeout && got.first == 0 && c.Operation == contract.ListBooks {
		got.first = time.Since(h.at) // it had not come even then
	}
	outcome.Items, outcome.FirstItem = got.items, got.first
	outcome.Shard, outcome.Wait = got.Conn, got.Wait
	return outcome
}

// Fetch implements [Client].
func (s *streamClient) Fetch(ctx context.Context, seq uint64) (Answer, error) {
	got := streamed{begun: time.Now(), keep: true}
	s.stream(ctx, &s.config.Requests[s.config.index(seq)], &got)
	return got.Answer, got.Err
}

// Close implements [client.Client].
func (s *streamClient) Close() error {
	s.workers.Stop()
	return s.streamWire.Close()
}
