package lean_test

import (
	"bytes"
	"context"
	"sync"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/load"
)

// The servers of these tests are driven by the lean client and, where a case does not say
// otherwise, by native connections too: they show that the servers are right, and that both kinds of
// client count alike.

// driver is a client under test.
type driver interface {
	load.Target
	client.Connections
	Ask(ctx context.Context, seq uint64) (conn.Reply, []byte)
}

// kind is a kind of client.
type kind struct {
	name string
	open func(context.Context, lean.Config) (driver, error)
}

var (
	leanKind   = kind{"lean", func(ctx context.Context, c lean.Config) (driver, error) { return lean.New(ctx, c) }}
	nativeKind = kind{"native", openNative}
	bothKinds  = []kind{leanKind, nativeKind}
)

// opened is a client with the answers that it judged.
type opened struct {
	driver
	*answers
	closing sync.Once
}

// start opens a client, with one connection and one request unless c says otherwise, and closes it
// when the test ends.
func (k kind) start(t *testing.T, c lean.Config) *opened {
	t.Helper()
	kept := &answers{bySeq: make(map[uint64]answer), rpc: c.Protocol == lean.GRPC}
	if c.Answers == nil {
		c.Answers = kept
	}
	if c.Connections == 0 {
		c.Connections = 1
	}
	if c.Requests == nil {
		c.Requests = []lean.Request{{Method: "GET", Path: "/"}}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	d, err := k.open(ctx, c)
	if err != nil {
		t.Fatalf("open %s client: %v", k.name, err)
	}
	o := &opened{driver: d, answers: kept}
	t.Cleanup(o.close(t))
	return o
}

// close closes the client once and gives up if that takes long: it would hide the failure that is
// why.
func (o *opened) close(t *testing.T) func() {
	return func() {
		o.closing.Do(func() {
			closed := make(chan error, 1)
			go func() { closed <- o.Close() }()
			select {
			case err := <-closed:
				if err != nil {
					t.Errorf("Close() = %v", err)
				}
			case <-time.After(5 * time.Second):
				t.Error("Close does not return")
			}
		})
	}
}

// answer is what came back for a request, and its outcome.
type answer struct {
	conn.Reply
	body string
	load.Outcome
	took time.Duration
}

// ask sends a request and waits for its answer, for two seconds.
func (o *opened) ask(t *testing.T, seq uint64) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	return o.askFor(ctx, t, seq)
}

// askFor sends a request and waits for its answer, which has to come soon after ctx is done.
func (o *opened) askFor(ctx context.Context, t *testing.T, seq uint64) answer {
	t.Helper()
	begin := time.Now()
	done := make(clienttest.Sink, 2)
	o.Start(ctx, load.Ticket{Seq: seq}, done)
	return o.take(ctx, t, seq, done, begin)
}

// take takes the next outcome, which is that of request seq.
func (o *opened) take(ctx context.Context, t *testing.T, seq uint64, done clienttest.Sink, begin time.Time) answer {
	t.Helper()
	late := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(2*time.Second, func() { close(late) }) })
	defer stop()
	select {
	case outcome := <-done:
		a := o.of(seq)
		a.Outcome, a.took = outcome, time.Since(begin)
		return a
	case <-late:
		t.Fatalf("request %d has no outcome two seconds after its time is over", seq)
		return answer{}
	}
}

// answers keeps what came back, by request. Its own judgement is of the status alone.
type answers struct {
	rpc   bool
	mu    sync.Mutex
	bySeq map[uint64]answer
	// twice are the requests that were judged more than once.
	twice []uint64
}

func (a *answers) of(seq uint64) answer {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.bySeq[seq]
}

func (a *answers) Keeps(load.Ticket) bool { return true }

func (a *answers) Wrong(status int) bool { return status != 200 }

func (a *answers) Judge(t load.Ticket, reply *conn.Reply, body []byte) load.Outcome {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, judged := a.bySeq[t.Seq]; judged {
		a.twice = append(a.twice, t.Seq)
	}
	kept := *reply
	kept.Glimpse = bytes.Clone(reply.Glimpse)
	a.bySeq[t.Seq] = answer{Reply: kept, body: string(body)}
	return load.Outcome{Failure: reply.Failure, Why: reply.Err, AnswerBytes: int(reply.Length)}
}

// discarding keeps no answers.
type discarding struct{}

func (discarding) Keeps(load.Ticket) bool { return false }

func (discarding) Wrong(int) bool { return false }

func (discarding) Judge(_ load.Ticket, reply *conn.Reply, _ []byte) load.Outcome {
	return load.Outcome{Failure: reply.Failure, Why: reply.Err, AnswerBytes: int(reply.Length)}
}

func ticket(seq uint64) load.Ticket { return load.Ticket{Seq: seq} }

func withTimeout(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), d)
}
