package restsvc

import (
	"bytes"
	"encoding/json"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
)

const realtime = contract.RealtimeRecommendations

// realtimeRows say how actions and recommendations are sent.
var realtimeRows = serving.Ledger{
	{Aspect: realtime, When: string(contract.JSON), Does: "a WebSocket for each stream, an action or a recommendation a text message"},
}

// talk is one stream of actions and the recommendations that answer them.
type talk struct {
	metrics *metrics.Service
	session *catalog.Session
	out     bytes.Buffer
	encoder *json.Encoder // into out
	items   int           // received and sent
}

// realtime answers the actions of a WebSocket with recommendations until the client or the
// server ends it.
func (s *service) realtime(x httpserver.Exchange) (int, error) {
	t := &talk{metrics: s.metrics, session: s.books.NewSession()}
	t.encoder = x.Encoder(&t.out)
	err := x.Socket(t.act)
	return t.items, err
}

// act answers an action, each book as a message of its own.
func (t *talk) act(socket *httpserver.Socket, message []byte, binary bool) error {
	action, err := readAction(message, binary)
	if err != nil {
		return err
	}
	t.metrics.Items(realtime, metrics.Received, 1)
	t.items++
	books, err := t.session.Act(action.Action())
	if err != nil {
		return err
	}
	for i, book := range books {
		r := catalogjson.RecommendationOf(book)
		r.Action, r.Remaining = int32(t.session.Actions()), int32(len(books)-1-i)
		t.out.Reset()
		if err := t.encoder.Encode(&r); err != nil {
			return err
		}
		if err := socket.Write(bytes.TrimSuffix(t.out.Bytes(), []byte("\n"))); err != nil {
			return err
		}
	}
	t.metrics.Items(realtime, metrics.Sent, len(books))
	t.items += len(books)
	return nil
}

func readAction(message []byte, binary bool) (a catalogjson.Action, err error) {
	if binary {
		return a, httpserver.Invalid("message", "it is binary; send an action as a text of JSON")
	}
	if err := readObject(message, &a); err != nil {
		return a, httpserver.Invalid("message", "%s", err)
	}
	return a, nil
}
