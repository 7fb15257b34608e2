package grpcsvc

import (
	"context"
	"testing"
	"testing/synctest"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog/catalogpb"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// actions are some of every kind, which ask for different numbers of answers.
func actions() []*catalogv1.UserAction {
	const viewed, liked, rated = catalogv1.UserActionKind_VIEWED, catalogv1.UserActionKind_LIKED, catalogv1.UserActionKind_RATED
	return []*catalogv1.UserAction{
		{UserId: 7, BookId: 3, Kind: viewed},
		{UserId: 7, BookId: 1, Kind: liked, MaxResults: 5},
		{UserId: 7, BookId: 2, Kind: rated, Stars: 1, MaxResults: 100},
		{UserId: 7, BookId: 3, Kind: rated, Stars: 5, MaxResults: 2},
	}
}

// answers is what a session of the catalog answers.
func answers(t *testing.T, actions []*catalogv1.UserAction) (list []*catalogv1.BookRecommendation) {
	t.Helper()
	session := books().NewSession()
	for i, a := range actions {
		answer, err := session.Act(catalogpb.Action(a))
		if err != nil {
			t.Fatal(err)
		}
		for k, b := range answer {
			m := catalogpb.RecommendationOf(b)
			m.Action, m.Remaining = int32(i+1), int32(len(answer)-1-k)
			list = append(list, m)
		}
	}
	return list
}

// Every action is answered in order by what the session says, numbered, and the stream ends
// well when the client has no more.
func TestRealtimeAnswers(t *testing.T) {
	c := newCaller(servingtest.StartGRPC(t, New(quiet())))
	for n := range len(actions()) + 1 {
		got, err := c.act(t.Context(), actions()[:n])
		if diff := difference(answers(t, actions()[:n]), got); diff != "" || err != nil {
			t.Errorf("%d actions = %v, answers differ (-want +got):\n%s", n, err, diff)
		}
	}
}

// An answer does not wait for the next action.
func TestRealtimeAnswersAtOnce(t *testing.T) {
	c := newCaller(servingtest.StartGRPC(t, New(quiet())))
	stream, err := c.recommendations.RealtimeRecommendations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := answers(t, actions())
	for _, a := range actions() {
		if err := stream.Send(a); err != nil {
			t.Fatal(err)
		}
		for remaining := int32(1); remaining > 0; want = want[1:] {
			got, err := stream.Recv()
			if err != nil {
				t.Fatal(err)
			}
			if !proto.Equal(got, want[0]) {
				t.Errorf("answer to %v = %v, want %v", a, got, want[0])
			}
			remaining = got.GetRemaining()
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if rest, err := receiveAll(stream.Recv); len(rest) > 0 || err != nil {
		t.Errorf("after CloseSend: %v, %v; want the end", rest, err)
	}
}

// A bad action ends the stream with its status, after the answers to earlier actions.
func TestRealtimeEndsAtBadAction(t *testing.T) {
	c := newCaller(servingtest.StartGRPC(t, New(quiet())))
	good := actions()[:2]
	for _, test := range []struct {
		name string
		bad  *catalogv1.UserAction
		want codes.Code
	}{
		{"no such book", &catalogv1.UserAction{UserId: 7, BookId: 7777, Kind: catalogv1.UserActionKind_VIEWED}, codes.NotFound},
		{"another reader", &catalogv1.UserAction{UserId: 8, BookId: 3, Kind: catalogv1.UserActionKind_VIEWED}, codes.InvalidArgument},
		{"stars without a rating", &catalogv1.UserAction{UserId: 7, BookId: 3, Kind: catalogv1.UserActionKind_VIEWED, Stars: 5}, codes.InvalidArgument},
	} {
		got, err := c.act(t.Context(), append(good[:2:2], test.bad, good[0]))
		if diff := difference(answers(t, good), got); diff != "" || status.Code(err) != test.want {
			t.Errorf("%s: %v, want %v; answers before it differ (-want +got):\n%s", test.name, err, test.want, diff)
		}
	}
}

// Shutdown ends a stream that waits for an action, with a status that says what to do.
func TestRealtimeEndsWithShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config, reg, _ := observable()
		s := New(config)
		conn, _ := servingtest.StartGRPCPipe(t, s)
		stream, err := newCaller(conn).recommendations.RealtimeRecommendations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := stream.Send(validAction()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // the action is answered
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown() = %v, want nil", err)
		}
		got, err := receiveAll(stream.Recv)
		if want := answers(t, []*catalogv1.UserAction{validAction()}); len(got) != len(want) {
			t.Errorf("%d answers before the end, want %d", len(got), len(want))
		}
		if s := status.Convert(err); s.Code() != codes.Unavailable || s.Message() != "service is stopping; connect again" {
			t.Errorf("stream = %v, want UNAVAILABLE and what to do", err)
		}
		if got, want := servingtest.Counted(t, reg), "UNAVAILABLE RealtimeRecommendations"; got != want {
			t.Errorf("counts %s, want %s", got, want)
		}
	})
}

// An action whose answer has begun is answered to its end, however slowly it is read.
func TestRealtimeEndsBehindAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(quiet())
		conn, _ := servingtest.StartGRPCPipe(t, s)
		stream, err := newCaller(conn).recommendations.RealtimeRecommendations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// More answers than windows and buffers hold.
		flood := make([]*catalogv1.UserAction, 100)
		for i := range flood {
			flood[i] = validAction()
			flood[i].MaxResults = 100
			if err := stream.Send(flood[i]); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait() // the handler waits for the reader
		stopped := make(chan error, 1)
		go func() { stopped <- s.Shutdown(context.Background()) }()
		synctest.Wait()
		select {
		case err := <-stopped:
			t.Fatalf("Shutdown() = %v while an answer is under way, want it to wait", err)
		default:
		}
		got, err := receiveAll(stream.Recv)
		if status.Code(err) != codes.Unavailable || len(got) == 0 {
			t.Fatalf("stream = %d answers, %v; want some, then UNAVAILABLE", len(got), err)
		}
		last := got[len(got)-1]
		if last.GetRemaining() != 0 || int(last.GetAction()) >= len(flood) {
			t.Errorf("last answer is of action %d with %d remaining, want a whole answer and not all of them", last.GetAction(), last.GetRemaining())
		}
		if err := <-stopped; err != nil {
			t.Errorf("Shutdown() = %v, want nil", err)
		}
	})
}
