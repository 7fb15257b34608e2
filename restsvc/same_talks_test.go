package restsvc_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// The same actions are answered by the same recommendations, and a bad one by the same
// error, over a WebSocket and over a stream of gRPC.
func TestSameTalks(t *testing.T) {
	p := startPair(t, books())
	rapid.Check(t, func(t *rapid.T) {
		reader := ids().Draw(t, "reader")
		actions := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) *catalogv1.UserAction { return drawAction(t, reader) }), 0, 25).Draw(t, "actions")
		rest, err := p.talkREST(t.Context(), actions)
		if err != nil {
			t.Fatal(err)
		}
		grpc := p.talkGRPC(t.Context(), actions)
		grpc.Text = strings.ToValidUTF8(grpc.Text[:min(len(grpc.Text), 123)], "") // what a close frame holds
		if diff := difference(grpc, rest); diff != "" {
			t.Fatalf("%v are answered differently (-gRPC +REST):\n%s", actions, diff)
		}
	})
}

// drawAction draws a good action of the reader, mostly.
func drawAction(t *rapid.T, reader int32) *catalogv1.UserAction {
	a := &catalogv1.UserAction{
		UserId:     reader,
		BookId:     rapid.Int32Range(1, int32(books().Len())).Draw(t, "book"),
		Kind:       rapid.SampledFrom([]catalogv1.UserActionKind{catalogv1.UserActionKind_VIEWED, catalogv1.UserActionKind_LIKED, catalogv1.UserActionKind_RATED}).Draw(t, "kind"),
		MaxResults: rapid.Int32Range(0, 7).Draw(t, "max_results"),
	}
	if a.Kind == catalogv1.UserActionKind_RATED {
		a.Stars = rapid.Int32Range(1, 5).Draw(t, "stars")
	}
	switch rapid.IntRange(0, 30).Draw(t, "flaw") {
	case 0:
		a.UserId = ids().Draw(t, "other reader")
	case 1:
		a.BookId = ids().Draw(t, "other book")
	case 2:
		a.Kind = catalogv1.UserActionKind(rapid.OneOf(rapid.Int32Range(-1, 5), rapid.Int32()).Draw(t, "other kind"))
	case 3:
		a.Stars = rapid.OneOf(rapid.Int32Range(-1, 6), rapid.Int32()).Draw(t, "other stars")
	case 4:
		a.MaxResults = around(100).Draw(t, "other max_results")
	}
	return a
}

// talkREST sends the actions one by one, each when the one before is answered.
func (p pair) talkREST(ctx context.Context, actions []*catalogv1.UserAction) (outcome, error) {
	c, _, err := websocket.Dial(ctx, p.rest.URL+realtimePath, &websocket.DialOptions{HTTPClient: p.rest.HTTP})
	if err != nil {
		return outcome{}, err
	}
	defer c.CloseNow()
	all := new(catalogv1.RecommendationResponse)
	for _, a := range actions {
		text, err := json.Marshal(map[string]any{
			"user_id": a.GetUserId(), "book_id": a.GetBookId(), "kind": a.GetKind().String(), "stars": a.GetStars(), "max_results": a.GetMaxResults(),
		})
		if err != nil {
			return outcome{}, err
		}
		if err := c.Write(ctx, websocket.MessageText, text); err != nil {
			return outcome{}, err
		}
		for remaining := int32(1); remaining > 0; {
			r, err := hear(c)
			if closed, ok := errors.AsType[websocket.CloseError](err); ok {
				code := map[websocket.StatusCode]string{4400: "INVALID_ARGUMENT", 4404: "NOT_FOUND"}[closed.Code]
				return outcome{Code: code, Text: closed.Reason}, nil
			}
			if err != nil {
				return outcome{}, err
			}
			all.Recommendations = append(all.Recommendations, r.message().(*catalogv1.BookRecommendation))
			remaining = r.Remaining
		}
	}
	return outcome{Answer: all, Code: "OK"}, c.Close(websocket.StatusNormalClosure, "")
}

func (p pair) talkGRPC(ctx context.Context, actions []*catalogv1.UserAction) (o outcome) {
	all := new(catalogv1.RecommendationResponse)
	o.Answer = proto.Message(all)
	stream, err := catalogv1.NewRecommendationServiceClient(p.grpc).RealtimeRecommendations(ctx)
	if err != nil {
		o.fails(err)
		return o
	}
	for _, a := range actions {
		if err := stream.Send(a); err != nil {
			break // Recv says why
		}
	}
	if err := stream.CloseSend(); err != nil {
		o.fails(err)
		return o
	}
	for {
		r, err := stream.Recv()
		if err == io.EOF {
			o.fails(nil)
			return o
		}
		if err != nil {
			o.fails(err)
			return o
		}
		all.Recommendations = append(all.Recommendations, r)
	}
}
