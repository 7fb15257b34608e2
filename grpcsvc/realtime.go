package grpcsvc

import (
	"io"

	"google.golang.org/grpc"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/grpcserver"
)

// realtimeRow says how actions and recommendations are sent.
var realtimeRow = serving.Row{Aspect: contract.RealtimeRecommendations,
	Does: "a stream both ways on a shared connection, an action or a recommendation a message"}

// RealtimeRecommendations answers actions until the client has no more, or the server stops.
// Recv only returns to a handler that waits in it when the client sends something or the call
// ends. So another goroutine receives and answers, and this one waits for it or for the stop.
// If it were only to receive, every action would cost a switch between the two.
func (s recommendationService) RealtimeRecommendations(stream grpc.BidiStreamingServer[catalogv1.UserAction, catalogv1.BookRecommendation]) error {
	t := talk{stream: stream, session: s.books.NewSession(), turn: make(chan struct{}, 1)}
	ended := make(chan error, 1)
	go func() {
		ended <- s.server.Protect(catalogv1.RecommendationService_RealtimeRecommendations_FullMethodName, t.run)
	}()
	select {
	case err := <-ended:
		return err
	case <-s.server.Stopping():
	}
	select {
	case err := <-ended:
		return err
	case t.turn <- struct{}{}: // and never takes it out: no other action is answered
		return grpcserver.ErrStopping
	}
}

// talk is one stream of actions and what answers them.
type talk struct {
	stream  grpc.BidiStreamingServer[catalogv1.UserAction, catalogv1.BookRecommendation]
	session *catalog.Session
	// turn is full while an action is answered.
	turn chan struct{}
}

func (t *talk) run() error {
	for {
		action, err := t.stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := t.answer(action); err != nil {
			return err
		}
	}
}

func (t *talk) answer(action *catalogv1.UserAction) error {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-t.stream.Context().Done():
		return t.stream.Context().Err()
	}
	books, err := t.session.Act(catalogpb.Action(action))
	if err != nil {
		return grpcserver.Refusal(err, action.GetBookId())
	}
	for i, book := range books {
		m := catalogpb.RecommendationOf(book)
		m.Action, m.Remaining = int32(t.session.Actions()), int32(len(books)-1-i)
		if err := t.stream.Send(m); err != nil {
			return err
		}
	}
	return nil
}
