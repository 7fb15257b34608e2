package conformance_test

import (
	"context"
	"testing"

	"github.com/coder/websocket"

	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// awaitStill waits until a service neither sends nor receives items any more.
func (s *service) awaitStill(t *testing.T) (items float64) {
	t.Helper()
	last, times := -1.0, 0
	eventually(t, s.name+" standing still", func() (any, bool) {
		items = s.value(t, metrics.StreamItemsTotal)
		if times++; items != last {
			last, times = items, 0
		}
		return items, times == 30
	})
	return items
}

// A client that does not read a listing makes the service wait, which buffers nothing for it.
func TestSlowReaders(t *testing.T) {
	books := manyBooks()
	for _, name := range []string{"rest", "rest-h2", "grpc"} {
		s := start(t, stackNamed(name).service, config{books: books})
		check := bounded(t)
		ctx, leave := context.WithCancel(brief(t))
		end := make(chan outcome, 1)
		if err := stackNamed(name).connect(t, s, false).begin()["ListBooks"](ctx, end); err != nil {
			t.Fatal(err)
		}
		if n := s.awaitStill(t); n >= float64(books.Len()) {
			t.Errorf("%s has sent all of %v books to who reads one", name, n)
		}
		check(name+" before a slow reader", 8<<20) // a client of HTTP/2 holds 4 MiB
		s.awaitInFlight(t, 1)
		leave()
		<-end
		s.awaitInFlight(t, 0)
	}
}

// A client that sends actions and reads no answers makes the service wait too: it reads no more
// actions.
func TestTalkers(t *testing.T) {
	for _, name := range []string{"rest", "grpc", "grpc-json"} {
		s := start(t, stackNamed(name).service, config{})
		check := bounded(t)
		ctx, leave := context.WithCancel(brief(t))
		ended := make(chan struct{})
		c := stackNamed(name).connect(t, s, false)
		go func() {
			defer close(ended)
			if err := talkWithoutReading(ctx, c); err != nil && ctx.Err() == nil {
				t.Errorf("talk over %s: %v", name, err)
			}
		}()
		s.awaitInFlight(t, 1)
		s.awaitStill(t)
		check(name+" beside a talker", 8<<20)
		s.alive(t)
		leave()
		<-ended
		s.awaitInFlight(t, 0)
	}
}

// talkWithoutReading sends actions and reads no answer.
func talkWithoutReading(ctx context.Context, c client) error {
	a := action(1, 1, viewed, 0, 100)
	if c, ok := c.(*grpcClient); ok {
		stream, err := catalogv1.NewRecommendationServiceClient(c.conn).RealtimeRecommendations(ctx)
		for err == nil {
			err = stream.Send(a)
		}
		return err
	}
	conn, err := c.(*restClient).dialWebSocket(ctx)
	if err != nil {
		return err
	}
	defer conn.CloseNow()
	text, err := jsonCodec{}.Marshal(a)
	for err == nil {
		err = conn.Write(ctx, websocket.MessageText, text)
	}
	return err
}
