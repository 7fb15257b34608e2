package catalog_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// An unexpected message ends the stream, and so does one that is not a recommendation.
func TestRealtimeStreamsThatTalkTooMuch(t *testing.T) {
	for _, stack := range talks {
		asked := make(chan struct{}, 1)
		client, _, wait := realtimeClient(t, stack, 1, func(stream, number int32, a *catalogv1.UserAction, say func(int32, int32)) error {
			right(stream, number, a, say)
			if stream == 1 && number == primers+2 {
				say(number, 0)
				asked <- struct{}{}
			}
			return nil
		})
		for seq := range uint64(3) {
			o := clienttest.Ask(t.Context(), client, load.Ticket{Seq: seq})
			if seq == 0 {
				<-asked
			}
			// The second meets the unasked one on the wire, or comes when the stream is open again.
			if o.Failure != "" && seq != 1 {
				t.Errorf("%s: action %d failed: %s", stack, seq, o.Failure)
			}
		}
		wait()
	}
}

// Every action ends once and Close does not block, whatever a service does.
func TestRealtimeFaults(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, stack := range talks {
		ended := map[string][]string{"rest": {"close 4400"}, "grpc": {"code InvalidArgument"}}[stack]
		for _, test := range []struct {
			name   string
			answer func(n *clienttest.Network) talker
			kinds  []string
		}{
			{"ends the stream", func(*clienttest.Network) talker {
				return func(int32, int32, *catalogv1.UserAction, func(int32, int32)) error { return errNoMore }
			}, ended},
			{"is killed", func(n *clienttest.Network) talker {
				return func(int32, int32, *catalogv1.UserAction, func(int32, int32)) error { n.Kill(); return nil }
			}, clienttest.Gone},
			{"says nothing", func(*clienttest.Network) talker {
				return func(int32, int32, *catalogv1.UserAction, func(int32, int32)) error { return nil }
			}, []string{contract.Timeout}},
		} {
			n := clienttest.NewNetwork(t)
			broken := test.answer(n)
			served := talking(n, stack, func(stream, number int32, a *catalogv1.UserAction, say func(int32, int32)) error {
				if number >= primers+6 {
					return broken(stream, number, a, say)
				}
				return right(stream, number, a, say)
			})
			c := streamConfig(n.Addr().String(), "RealtimeRecommendations")
			c.Streams = 1
			client := newClient(t, stack, c)
			ctx, cancel := within(t, 100*time.Millisecond)
			answers := make(clienttest.Sink, 20)
			for seq := range uint64(20) {
				client.Start(ctx, load.Ticket{Seq: seq}, answers)
			}
			completed := 0
			for range 20 {
				o := <-answers
				if o.Failure == "" {
					completed++
				} else if !slices.Contains(test.kinds, o.Failure) && o.Failure != "connection refused" {
					t.Errorf("%s %s: failure %q, want one of %q", stack, test.name, o.Failure, test.kinds)
				}
			}
			if completed < 4 && test.name != "is killed" { // with answers that had not left yet
				t.Errorf("%s %s: %d of 20 actions were answered, want the first four at least", stack, test.name, completed)
			}
			cancel()
			client.Close()
			served()
		}
	}
}

var errNoMore = status.Error(codes.InvalidArgument, "no more")

// Actions in flight end when a client is closed, and so does one that comes too late.
func TestCloseEndsRealtimeActions(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, stack := range talks {
		client, _, wait := realtimeClient(t, stack, 2, func(stream, number int32, a *catalogv1.UserAction, say func(int32, int32)) error {
			if number > primers+1 {
				return nil // and no answer
			}
			return right(stream, number, a, say)
		})
		answers := make(clienttest.Sink, 100)
		for seq := range uint64(100) {
			client.Start(t.Context(), load.Ticket{Seq: seq}, answers)
		}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if o := clienttest.Ask(over, client, load.Ticket{}); o.Failure != contract.Timeout {
			t.Errorf("%s: past its time = %q, want %q", stack, o.Failure, contract.Timeout)
		}
		wait()
		if o := clienttest.Ask(t.Context(), client, load.Ticket{}); o.Failure != "connection closed" {
			t.Errorf("%s: after it was closed = %q, want that it is", stack, o.Failure)
		}
		for range 100 {
			if o := <-answers; o.Failure == "" || o.Failure == contract.Timeout {
				t.Errorf("%s: an action that was never answered = %q, want the stream's failure", stack, o.Failure)
			}
		}
	}
}

// A service that refuses streams, or sends nothing, is an error.
func TestRealtimeStreamsThatCannotBeOpened(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, stack := range talks {
		for name, serve := range map[string]func(*clienttest.Network) func(){
			"refuses": func(n *clienttest.Network) func() {
				if stack == "rest" {
					return clienttest.ServeHTTP(n, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
				}
				return (&shop{realtime: func(grpc.BidiStreamingServer[catalogv1.UserAction, catalogv1.BookRecommendation]) error {
					return status.Error(codes.Unavailable, "full")
				}}).serve(n)
			},
			"says nothing": func(n *clienttest.Network) func() {
				return talking(n, stack, func(int32, int32, *catalogv1.UserAction, func(int32, int32)) error { return nil })
			},
		} {
			n := clienttest.NewNetwork(t)
			wait := serve(n)
			limit := 10 * time.Second
			if name == "says nothing" {
				limit = 100 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			client, err := catalog.New(ctx, stack, streamConfig(n.Addr().String(), "RealtimeRecommendations"))
			if err == nil {
				client.Close()
			}
			if refused := name == "refuses"; err == nil || errors.Is(err, context.DeadlineExceeded) == refused {
				t.Errorf("%s: New() at a service that %s = %v", stack, name, err)
			}
			cancel()
			wait()
		}
	}
}

// A service that stops says so on every stream, and the streams are open again once it is
// back.
func TestRealtimeStreamsOfAServiceThatStops(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, stack := range stacksCarrying("RealtimeRecommendations") {
		address, stop := serve(t, stack, streamBooks())
		c := streamConfig(address, "RealtimeRecommendations")
		c.Want = wants(t, "RealtimeRecommendations")[stack]
		client := newClient(t, stack, c)
		if o := clienttest.Ask(t.Context(), client, load.Ticket{Check: true}); o.Failure != "" {
			t.Errorf("%s: before it stops, %s", stack, o.Failure)
		}
		stop()
		for seq := range uint64(7) { // each on a stream of its own
			o := clienttest.Ask(t.Context(), client, load.Ticket{Seq: seq})
			if !slices.Contains(append([]string{"close 1001", "code Unavailable"}, clienttest.Gone...), o.Failure) {
				t.Errorf("%s: of a service that has stopped, %q", stack, o.Failure)
			}
		}
		client.Close()
	}
}
