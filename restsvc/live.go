package restsvc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

const realtime = contract.RealtimeRecommendations

// stream is one WebSocket: actions in, recommendations out, in lockstep.
type stream struct {
	service *service
	session *catalog.Session
	conn    atomic.Pointer[websocket.Conn]
	raw     atomic.Pointer[net.Conn] // beneath conn, for what conn leaves no say in

	// busy holds a token from the arrival of an action to the last of its answer, so that
	// whoever ends the stream waits for it. It is no mutex, because that cannot be waited for
	// in a test with a clock of its own.
	busy chan struct{}
	why  *Problem // the stream has ended, or ends; guarded by busy

	in, out bytes.Buffer
	items   int // received and sent
}

// Why a stream ends that did nothing wrong.
var (
	errStopping = problemf(http.StatusServiceUnavailable, codeUnavailable, "service is stopping; connect again")
	errTooOld   = problemf(http.StatusServiceUnavailable, codeUnavailable, "connection is too old; connect again")
	errTooBig   = problemf(http.StatusRequestEntityTooLarge, codeResourceExhausted, "message: it is larger than %d bytes", serving.MaxMessageBytes)
)

// live answers actions with recommendations until one of the two ends the stream.
func (s *service) live(c *gin.Context) (int, error) {
	one := &stream{service: s, session: s.books.NewSession(), busy: make(chan struct{}, 1)}
	if !s.streams.add(one) {
		return 0, errStopping
	}
	defer s.streams.remove(one)
	conn, raw, err := accept(c)
	if err != nil {
		return 0, err
	}
	defer conn.CloseNow()
	one.raw.Store(&raw)
	one.conn.Store(conn)
	if why := one.ending(); why != nil { // meanwhile
		conn.Close(closeStatus(why), closeReason(why.Detail))
		return 0, why
	}

	ctx, cancel := c.Request.Context(), context.CancelFunc(func() {})
	if end, ok := s.endOf(ctx); ok {
		ctx, cancel = context.WithDeadlineCause(ctx, end.Add(serving.ConnectionGrace), errTooOld)
	}
	defer cancel()
	defer context.AfterFunc(ctx, func() { one.end(problemOf(context.Cause(ctx))) })()

	err = one.run()
	return one.items, err
}

func (s *stream) run() error {
	for {
		kind, err := s.read()
		if err != nil {
			return s.readError(err)
		}
		if err := s.act(kind); err != nil {
			s.end(problemOf(err))
			return err
		}
	}
}

// largeBuffer is more than nearly every action needs: what is larger is not kept.
const largeBuffer = 64 << 10

// read takes the next message in. The library answers pings meanwhile.
func (s *stream) read() (websocket.MessageType, error) {
	if s.in.Cap() > largeBuffer {
		s.in = bytes.Buffer{}
	}
	s.in.Reset()
	kind, r, err := s.conn.Load().Reader(context.Background())
	if err != nil {
		return 0, err
	}
	_, err = s.in.ReadFrom(r)
	return kind, err
}

// readError says why no action came: nil where the client has had enough.
func (s *stream) readError(err error) error {
	if why := s.ending(); why != nil {
		return why
	}
	if errors.Is(err, websocket.ErrMessageTooBig) {
		s.end(errTooBig)
		return errTooBig
	}
	switch websocket.CloseStatus(err) {
	case websocket.StatusNormalClosure, websocket.StatusGoingAway, websocket.StatusNoStatusRcvd:
		return nil
	}
	return context.Canceled
}

// act answers the action that was read, unless the stream ends.
func (s *stream) act(kind websocket.MessageType) error {
	s.busy <- struct{}{}
	defer func() { <-s.busy }()
	if s.why != nil {
		return s.why
	}
	action, err := readAction(kind, s.in.Bytes())
	if err != nil {
		return err
	}
	s.service.metrics.Items(realtime, metrics.Received, 1)
	s.items++
	books, err := s.session.Act(action.Action())
	if err != nil {
		return err
	}
	return s.answer(books)
}

func readAction(kind websocket.MessageType, message []byte) (a catalogjson.Action, err error) {
	if kind != websocket.MessageText {
		return a, invalid("message", "it is binary; send an action as a text of JSON")
	}
	if err := readObject(message, &a); err != nil {
		return a, invalid("message", "%s", err)
	}
	return a, nil
}

// answer sends the books, each as a message of its own.
func (s *stream) answer(books []*catalog.Book) error {
	raw := *s.raw.Load()
	// Pongs have a time limit of the library's own.
	defer raw.SetWriteDeadline(time.Time{})
	encoder := json.NewEncoder(&s.out)
	for i, book := range books {
		r := catalogjson.RecommendationOf(book)
		r.Action, r.Remaining = int32(s.session.Actions()), int32(len(books)-1-i)
		s.out.Reset()
		if err := encoder.Encode(&r); err != nil {
			return err
		}
		raw.SetWriteDeadline(time.Now().Add(s.service.patience))
		text := bytes.TrimSuffix(s.out.Bytes(), []byte("\n"))
		if err := s.conn.Load().Write(context.Background(), websocket.MessageText, text); err != nil {
			s.cut() // nobody is there to be told
			if errors.Is(err, os.ErrDeadlineExceeded) {
				return os.ErrDeadlineExceeded
			}
			return context.Canceled
		}
	}
	s.service.metrics.Items(realtime, metrics.Sent, len(books))
	s.items += len(books)
	return nil
}

// ending returns why the stream ends; nil: it does not.
func (s *stream) ending() *Problem {
	s.busy <- struct{}{}
	defer func() { <-s.busy }()
	return s.why
}

// end says why and closes the stream, after the answer of the action that came last. Only
// the first reason counts.
func (s *stream) end(why *Problem) {
	s.busy <- struct{}{}
	first := s.why == nil
	if first {
		s.why = why
	}
	<-s.busy
	if conn := s.conn.Load(); first && conn != nil {
		conn.Close(closeStatus(why), closeReason(why.Detail))
	}
}

// cut breaks the connection.
func (s *stream) cut() {
	if raw := s.raw.Load(); raw != nil {
		(*raw).Close()
	}
}

// closeStatus is the code with which a stream is closed: of the protocol's own where it has
// one, and else 4000 and the status that the problem would have as an answer.
func closeStatus(why *Problem) websocket.StatusCode {
	switch why.Code {
	case codeUnavailable:
		return websocket.StatusGoingAway
	case codeResourceExhausted:
		return websocket.StatusMessageTooBig
	}
	return websocket.StatusCode(4000 + why.Status)
}

// maxReason is as long as the reason of a close frame may be, in bytes.
const maxReason = 123

// closeReason cuts text to what a close frame holds, between two letters.
func closeReason(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), maxReason)], "")
}
