package grpcsvc

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

const shelfSize = 2000

// shelf has so many books that no window holds them: so many bytes as messages.
var shelf = sync.OnceValues(func() (c *catalog.Catalog, bytes int) {
	c = generate.Catalog(generate.DefaultSeed, shelfSize)
	books, _ := c.List(catalog.ListQuery{})
	for b := range books {
		bytes += proto.Size(catalogpb.BookOf(b))
	}
	return c, bytes
})

// held is what may be under way to a reader that does not read, in bytes: its window, which
// doubles while it fills, as much again that the library queues, and a little that the
// connection holds.
const held = 3*64<<10 + 2*pipeBuffer

// A reader that does not read holds the handler back. What is sent until then is bounded by
// the windows, and nothing is lost once it reads on.
func TestSlowReaderHoldsBackList(t *testing.T) {
	books, bytes := shelf()
	synctest.Test(t, func(t *testing.T) {
		config, reg, _ := observable()
		config.Catalog = books
		conn, _ := startPipe(t, New(config))
		stream, err := newCaller(conn).catalog.ListBooks(t.Context(), &catalogv1.ListBooksRequest{})
		if err != nil {
			t.Fatal(err)
		}
		sent := func() int { return int(samples(t, reg, metrics.StreamItemsTotal)["sent ListBooks"]) }
		synctest.Wait() // until nothing moves any more
		first, most := sent(), held*shelfSize/bytes
		if first == 0 || first > most {
			t.Errorf("%d of %d books sent to a client that does not read, want some and at most %d", first, shelfSize, most)
		}
		time.Sleep(time.Minute)
		if again := sent(); again != first {
			t.Errorf("%d books sent a minute later, want %d still", again, first)
		}
		if n := samples(t, reg, metrics.RequestsInFlight)[""]; n != 1 {
			t.Errorf("in flight = %v, want the handler to wait", n)
		}
		rest, err := receiveAll(stream.Recv)
		if len(rest) != shelfSize || err != nil {
			t.Errorf("read on: %d books, %v; want %d", len(rest), err, shelfSize)
		}
	})
}

// A client that sends actions and reads no answers is held back in its turn.
func TestSlowReaderHoldsBackActions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config, reg, _ := observable()
		conn, _ := startPipe(t, New(config))
		ctx, leave := context.WithCancel(t.Context())
		stream, err := newCaller(conn).recommendations.RealtimeRecommendations(ctx)
		if err != nil {
			t.Fatal(err)
		}
		const flood = 100_000
		var sent atomic.Int32
		ended := make(chan error)
		go func() {
			var err error
			for err == nil && sent.Load() < flood {
				err = stream.Send(validAction())
				sent.Add(1)
			}
			ended <- err
		}()
		synctest.Wait()
		items := samples(t, reg, metrics.StreamItemsTotal)
		if n := sent.Load(); n == flood {
			t.Errorf("%d actions sent to a service whose answers nobody reads, want fewer", n)
		}
		// An action has two answers, of 100 bytes at the least.
		if n := int(items["received RealtimeRecommendations"]); n == 0 || n > held/200 {
			t.Errorf("%d actions taken, want some and at most %d", n, held/200)
		}
		leave()
		if err := <-ended; err == nil {
			t.Error("Send() goes on after the client left, want an error")
		}
	})
}

// A caller that goes away, or whose time is over, ends its stream at once, whatever the
// handler was about to do.
func TestGoneCallerEndsStreams(t *testing.T) {
	books, _ := shelf()
	list := func(c caller, ctx context.Context) error {
		_, err := c.catalog.ListBooks(ctx, &catalogv1.ListBooksRequest{})
		return err
	}
	upload := func(c caller, ctx context.Context) error {
		stream, err := c.catalog.UploadBookRatings(ctx)
		if err != nil {
			return err
		}
		return stream.Send(fives(1, "")[0])
	}
	live := func(c caller, ctx context.Context) error {
		stream, err := c.recommendations.RealtimeRecommendations(ctx)
		if err != nil {
			return err
		}
		return stream.Send(validAction())
	}
	for _, test := range []struct {
		operation string
		open      func(caller, context.Context) error
	}{{"ListBooks", list}, {"UploadBookRatings", upload}, {"RealtimeRecommendations", live}} {
		for _, how := range []string{"CANCELLED", "DEADLINE_EXCEEDED", "connection"} {
			bubble(t, test.operation+" "+how, func(t *testing.T) {
				config, reg, _ := observable()
				config.Catalog = books
				conn, _ := startPipe(t, New(config))
				ctx, leave := context.WithTimeout(t.Context(), time.Minute)
				defer leave()
				if err := test.open(newCaller(conn), ctx); err != nil {
					t.Fatal(err)
				}
				synctest.Wait() // the handler waits for the client
				if n := samples(t, reg, metrics.RequestsInFlight)[""]; n != 1 {
					t.Fatalf("in flight = %v, want 1", n)
				}
				want := how + " " + test.operation
				switch how {
				case "CANCELLED":
					leave()
				case "DEADLINE_EXCEEDED":
					time.Sleep(time.Minute)
				case "connection":
					conn.Close()
					want = "CANCELLED " + test.operation
				}
				synctest.Wait()
				if got := counted(t, reg); got != want {
					t.Errorf("counts %s, want %s", got, want)
				}
			})
		}
	}
}

// A deadline of a call ends it for its caller too.
func TestDeadlineOfStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, _ := startPipe(t, New(quiet()))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		stream, err := newCaller(conn).recommendations.RealtimeRecommendations(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := stream.Recv(); status.Code(err) != codes.DeadlineExceeded {
			t.Errorf("Recv() = %v, want DEADLINE_EXCEEDED", err)
		}
	})
}
