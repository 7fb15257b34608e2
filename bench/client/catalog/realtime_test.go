package catalog_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/bench/client"
	catalogclient "github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// These tests talk to services that answer actions as each test wants.

// talker answers one action of a stream; number counts its actions. An error ends the stream.
type talker func(stream, number int32, a *catalogv1.UserAction, say func(action, remaining int32)) error

// right sends three recommendations, as it should.
func right(_, number int32, _ *catalogv1.UserAction, say func(action, remaining int32)) error {
	for remaining := range int32(3) {
		say(number, 2-remaining)
	}
	return nil
}

// talking serves a talker over a stack.
func talking(n *clienttest.Network, stack string, answer talker) (wait func()) {
	var mu sync.Mutex
	streams := int32(0)
	next := func() int32 { mu.Lock(); defer mu.Unlock(); streams++; return streams }
	if stack == "rest" {
		return clienttest.ServeHTTP(n, func(w http.ResponseWriter, r *http.Request) { talkOverSocket(w, r, next(), answer) })
	}
	return (&shop{realtime: func(stream grpc.BidiStreamingServer[catalogv1.UserAction, catalogv1.BookRecommendation]) error {
		which := next()
		for number := int32(1); ; number++ {
			a, err := stream.Recv()
			if err != nil {
				return err
			}
			say := func(action, remaining int32) {
				stream.Send(&catalogv1.BookRecommendation{Title: "T", Action: action, Remaining: remaining})
			}
			if err := answer(which, number, a, say); err != nil {
				return err
			}
		}
	}}).serve(n)
}

func talkOverSocket(w http.ResponseWriter, r *http.Request, which int32, answer talker) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionNoContextTakeover})
	if err != nil {
		return
	}
	defer conn.CloseNow()
	for number := int32(1); ; number++ {
		_, text, err := conn.Read(context.Background())
		if err != nil {
			return
		}
		var a catalogjson.Action
		if err := json.Unmarshal(text, &a); err != nil {
			panic(err)
		}
		say := func(action, remaining int32) {
			message, _ := json.Marshal(catalogjson.Recommendation{Title: "T", Action: action, Remaining: remaining})
			conn.Write(context.Background(), websocket.MessageText, message)
		}
		kind := catalogv1.UserActionKind(catalogv1.UserActionKind_value[a.Kind])
		err = answer(which, number, &catalogv1.UserAction{UserId: a.UserID, BookId: a.BookID, Kind: kind, Stars: a.Stars, MaxResults: a.MaxResults}, say)
		if err != nil {
			conn.Close(4400, "no more")
			return
		}
	}
}

// realtimeClient returns a client with a number of streams, and its service.
func realtimeClient(t *testing.T, stack string, streams int, answer talker) (client client.Client, requests []catalogclient.Request, wait func()) {
	t.Helper()
	n := clienttest.NewNetwork(t)
	served := talking(n, stack, answer)
	c := streamConfig(n.Addr().String(), "RealtimeRecommendations")
	c.Streams = streams
	client = newClient(t, stack, c)
	return client, c.Requests, func() { client.Close(); served() }
}

var talks = []string{"rest", "grpc"}

// primers are how many actions a stream sends before its first, and one with which it is
// opened.
const primers = catalog.SessionActions

// Every action follows on those that decide its answer, on any stream and after a break.
func TestRealtimeStreamsArePrimed(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, stack := range talks {
		var mu sync.Mutex
		heard := make(map[int32][]*catalogv1.UserAction) // by stream
		client, requests, wait := realtimeClient(t, stack, 3, func(stream, number int32, a *catalogv1.UserAction, say func(int32, int32)) error {
			mu.Lock()
			heard[stream] = append(heard[stream], a)
			mu.Unlock()
			if stream == 2 && number == primers+5 {
				return status.Error(codes.InvalidArgument, "no more")
			}
			return right(stream, number, a, say)
		})
		failed := 0
		for seq := range uint64(30) {
			if o := clienttest.Ask(t.Context(), client, load.Ticket{Seq: seq}); o.Failure != "" {
				failed++
			}
		}
		if failed != 1 {
			t.Errorf("%s: %d of 30 actions failed, want the one that broke its stream", stack, failed)
		}
		wait()
		if len(heard) != 4 {
			t.Errorf("%s: %d streams were opened, want 3 and one again", stack, len(heard))
		}
		for stream, actions := range heard {
			if len(actions) < primers+2 || !inCycle(requests, actions) {
				t.Errorf("%s: stream %d heard %d actions, want %d and more, in the order of the cycle", stack, stream, len(actions), primers+2)
			}
		}
	}
}

// inCycle reports whether actions follow each other in the cycle.
func inCycle(requests []catalogclient.Request, actions []*catalogv1.UserAction) bool {
	for start := range requests {
		same := true
		for i, a := range actions {
			r := requests[(start+i)%len(requests)]
			same = same && a.UserId == r.UserID && a.BookId == r.BookID && a.Kind.String() == r.Kind && a.Stars == r.Stars && a.MaxResults == r.Items
		}
		if same {
			return true
		}
	}
	return false
}

// An answer that comes too late is discarded, and the next action gets its own answer.
func TestLateAnswersArePassedOver(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, stack := range talks {
		for _, late := range []string{"whole", "half"} {
			heard, release := make(chan struct{}), make(chan struct{})
			client, _, wait := realtimeClient(t, stack, 1, func(stream, number int32, a *catalogv1.UserAction, say func(int32, int32)) error {
				if number != primers+2 {
					return right(stream, number, a, say)
				}
				if late == "half" {
					say(number, 2)
				}
				close(heard)
				<-release
				if late == "whole" {
					say(number, 2)
				}
				say(number, 1)
				say(number, 0)
				return nil
			})
			ctx, cancel := context.WithCancel(t.Context())
			answers := make(clienttest.Sink, 2)
			client.Start(ctx, load.Ticket{Seq: 1}, answers)
			<-heard
			client.Start(t.Context(), load.Ticket{Seq: 2}, answers) // behind it on the stream
			cancel()
			if o := <-answers; o.Failure != contract.Timeout || o.FirstItem == 0 {
				t.Errorf("%s, %s: failure %q, first item after %v, want a timeout and the time it had", stack, late, o.Failure, o.FirstItem)
			}
			close(release)
			if o := <-answers; o.Failure != "" || o.Items != 3 {
				t.Errorf("%s, %s: the next action ended with %q and %d items, want an answer of 3", stack, late, o.Failure, o.Items)
			}
			wait()
		}
	}
}

func TestRealtimeAnswersOutOfOrder(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, stack := range talks {
		for _, test := range []struct {
			name string
			say  func(number int32, say func(action, remaining int32))
			want []string
		}{
			{"another action's", func(number int32, say func(int32, int32)) { say(number, 1); say(number+1, 0) }, []string{"wrong answer"}},
			{"one is missing", func(number int32, say func(int32, int32)) { say(number, 2); say(number, 0) }, []string{"wrong answer"}},
			{"one stands twice", func(number int32, say func(int32, int32)) { say(number, 1); say(number, 1); say(number, 0) }, []string{"wrong answer"}},
			{"fewer than none follow", func(number int32, say func(int32, int32)) { say(number, -1) }, []string{""}},
		} {
			client, _, wait := realtimeClient(t, stack, 1, func(stream, number int32, a *catalogv1.UserAction, say func(int32, int32)) error {
				if number == primers+2 {
					test.say(number, say)
					return nil
				}
				return right(stream, number, a, say)
			})
			if o := clienttest.Ask(t.Context(), client, load.Ticket{}); !slices.Contains(test.want, o.Failure) {
				t.Errorf("%s, %s: failure %q, want one of %q", stack, test.name, o.Failure, test.want)
			}
			if o := clienttest.Ask(t.Context(), client, load.Ticket{}); o.Failure != "" {
				t.Errorf("%s, %s: the next action failed: %s", stack, test.name, o.Failure)
			}
			wait()
		}
	}
}

// Many streams open at once, over no more connections than they should.
func TestManyRealtimeStreams(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	const streams = 100
	for _, stack := range talks {
		client, _, wait := realtimeClient(t, stack, streams, right)
		want := map[string]int{"rest": streams, "grpc": 3}[stack]
		if client.Opened() != int64(want) {
			t.Errorf("%s: opened %d connections, want %d", stack, client.Opened(), want)
		}
		result, err := load.Closed(t.Context(), client, load.Loop{Callers: 50, Requests: 2 * streams}, load.Phase{Timeout: 20 * time.Second})
		if err != nil || result.Completed != 2*streams || result.Items != 6*streams {
			t.Errorf("%s: %d of %d actions were answered by %d items, %v: %s", stack, result.Completed, 2*streams, result.Items, err, clienttest.KindsOf(result.Failures))
		}
		wait()
	}
}

// Both ends must compress; otherwise opening the client fails.
func TestCompressedSockets(t *testing.T) {
	for _, compressing := range []bool{true, false} {
		n := clienttest.NewNetwork(t)
		wait := clienttest.ServeHTTP(n, func(w http.ResponseWriter, r *http.Request) {
			if !compressing {
				r.Header.Del("Sec-WebSocket-Extensions")
			}
			talkOverSocket(w, r, 1, right)
		})
		c := streamConfig(n.Addr().String(), "RealtimeRecommendations")
		c.Settings.Gzip = true
		client, err := catalogclient.New(t.Context(), "rest", c)
		if (err == nil) != compressing || err != nil && !strings.Contains(err.Error(), "not compressed") {
			t.Errorf("a service that compresses: %v, New() = %v", compressing, err)
		}
		if err == nil {
			if o := clienttest.Ask(t.Context(), client, load.Ticket{}); o.Failure != "" {
				t.Errorf("compressed: %s", o.Failure)
			}
			client.Close()
		}
		wait()
	}
}

// Every connection is told of before it is closed, so that its counters are kept.
func TestClosedSocketsStillCount(t *testing.T) {
	n := clienttest.NewNetwork(t)
	wait := talking(n, "rest", right)
	defer wait()
	c := streamConfig(n.Addr().String(), "RealtimeRecommendations")
	client := newClient(t, "rest", c)
	open := carried(t, client)
	if established := clienttest.Established(t, c.Address); established != c.Streams {
		t.Errorf("%d connections are open, want %d", established, c.Streams)
	}
	client.Close()
	if closed := carried(t, client); open.Received == 0 || closed.Received < open.Received || closed.Received > open.Received*3/2 {
		t.Errorf("%+v were carried while the sockets were open, %+v when they were closed", open, closed)
	}
}
